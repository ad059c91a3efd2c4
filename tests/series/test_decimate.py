from __future__ import annotations

import math
import random

from hypothesis import given
from hypothesis import strategies as st

from mltui.series.decimate import buckets, decimate

VALUE = st.floats(-1e6, 1e6) | st.just(math.nan) | st.just(math.inf)
SERIES = st.lists(st.tuples(st.floats(0, 100), VALUE), max_size=200).map(
    lambda pairs: sorted(pairs, key=lambda pair: pair[0])
)


def good(pairs):
    return [(x, y) for x, y in pairs if math.isfinite(y)]


@given(SERIES, st.integers(1, 20))
def test_at_most_two_points_a_column_and_the_two_ends(pairs, columns):
    xs, ys = [x for x, _ in pairs], [y for _, y in pairs]
    out_x, out_y = decimate(xs, ys, columns, 0.0, 100.0)
    gaps = sum(math.isnan(y) for y in out_y)
    assert len(out_x) == len(out_y)
    assert len(out_y) - gaps <= 2 * (columns + gaps) + 2


@given(SERIES, st.integers(1, 20))
def test_the_extremes_and_the_ends_are_kept(pairs, columns):
    known = good(pairs)
    out_x, out_y = decimate([x for x, _ in pairs], [y for _, y in pairs], columns, 0.0, 100.0)
    if not known:
        assert out_x == []
        return
    kept = [(x, y) for x, y in zip(out_x, out_y, strict=True) if math.isfinite(y)]
    assert max(y for _, y in kept) == max(y for _, y in known)
    assert min(y for _, y in kept) == min(y for _, y in known)
    assert kept[0] == known[0]
    assert kept[-1] == known[-1]


@given(SERIES, st.integers(1, 20))
def test_only_real_points_in_their_order_come_out(pairs, columns):
    out = decimate([x for x, _ in pairs], [y for _, y in pairs], columns, 0.0, 100.0)
    kept = [(x, y) for x, y in zip(*out, strict=True) if math.isfinite(y)]
    assert set(kept) <= set(good(pairs))
    assert [x for x, _ in kept] == sorted(x for x, _ in kept)


def test_a_spike_of_one_point_in_a_million_is_kept():
    seeded = random.Random(1)
    ys = [seeded.random() for _ in range(1_000_000)]
    ys[654_321] = 99.0
    xs = list(range(1_000_000))
    _, out = decimate(xs, ys, 200, 0, 999_999)
    assert max(out) == 99.0
    assert len(out) <= 402


def test_a_gap_breaks_the_line():
    _, ys = decimate([0, 1, 2, 3, 4], [1.0, 1.0, math.nan, math.inf, 2.0], 10, 0, 4)
    assert [None if math.isnan(y) else y for y in ys] == [1.0, 1.0, None, 2.0]


def test_one_point_more_leaves_all_but_the_last_column_as_it_was():
    xs = list(range(1000))
    ys = [math.sin(x / 20) for x in xs]
    before = decimate(xs[:900], ys[:900], 50, 0, 1000)
    after = decimate(xs[:901], ys[:901], 50, 0, 1000)
    assert before[0][:80] == after[0][:80]


def test_what_leads_out_of_the_picture_is_kept():
    xs, _ys = decimate([0, 1, 2, 3, 4, 5], [0.0, 1.0, 2.0, 3.0, 4.0, 5.0], 10, 1.5, 3.5)
    assert 1 in xs
    assert 4 in xs


def test_buckets_average_and_leave_gaps():
    assert buckets([1.0, 3.0, math.nan, math.nan], 2)[0] == 2.0
    assert math.isnan(buckets([1.0, 3.0, math.nan, math.nan], 2)[1])
    assert buckets([], 3) == []
