from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mltui.server.events import scalars as scalars_module
from mltui.server.events import summaries
from mltui.server.events.histogram import histogram
from mltui.server.events.scalars import ScalarTable
from mltui.server.events.summaries import WIDTHS, whole_blocks, width_for

LENGTH = 50_000


@pytest.fixture
def connection() -> sqlite3.Connection:
    return sqlite3.connect(":memory:")


@pytest.fixture
def scalars(connection: sqlite3.Connection) -> ScalarTable:
    table = ScalarTable(connection)
    table.append("t", "loss", "train", ((i, i, math.sin(i / 1000)) for i in range(LENGTH)))
    return table


@contextmanager
def counted(connection: sqlite3.Connection, every: int) -> Iterator[list[int]]:
    """Count what SQLite does meanwhile: a list of so many instructions each time."""
    instructions: list[int] = []
    connection.set_progress_handler(lambda: instructions.append(every), every)
    yield instructions
    connection.set_progress_handler(None, 0)


def averages(scalars: ScalarTable, samples: int) -> dict[int, float]:
    ((_, positions, values),) = histogram(scalars, scalars.series("t"), "iteration", samples)
    return dict(zip(positions, values, strict=True))


def expected(found: dict[int, float], value_at=lambda i: math.sin(i / 1000)) -> dict[int, float]:
    """The averages, reckoned point by point."""
    starts = sorted(found)
    width = starts[1] - starts[0]
    return {
        start: sum(value_at(i) for i in range(start, min(start + width, LENGTH)))
        / (min(start + width, LENGTH) - start)
        for start in starts
    }


@pytest.mark.parametrize("samples", [7, 60, 150])
def test_sums_of_blocks_give_the_same_averages_as_the_points(scalars, samples):
    found = averages(scalars, samples)
    assert found == pytest.approx(expected(found), abs=1e-6)
    assert len(found) <= samples + 1


def test_a_summarised_curve_reads_few_rows(scalars, connection):
    averages(scalars, 10)
    with counted(connection, 1000) as instructions:
        averages(scalars, 10)
    # Every row takes some instructions: 50,000 of them would be far above this.
    assert sum(instructions) < 20 * LENGTH / 4


def test_points_reported_later_are_in_the_averages(scalars):
    averages(scalars, 60)
    more = ((i, i, 1000.0) for i in range(LENGTH, LENGTH + 30_000))
    scalars.append("t", "loss", "train", more)
    found = averages(scalars, 60)
    assert max(found) > LENGTH
    assert found[max(found)] == 1000.0


def test_a_point_reported_anew_replaces_the_old_one_in_the_averages(scalars):
    averages(scalars, 60)
    scalars.append("t", "loss", "train", [(20_000, 0, 1e6)])
    found = averages(scalars, 60)
    changed = expected(found, lambda i: 1e6 if i == 20_000 else math.sin(i / 1000))
    assert found == pytest.approx(changed, rel=1e-6, abs=1e-6)


def test_a_run_that_goes_on_from_an_earlier_iteration_keeps_its_sums(scalars, connection):
    averages(scalars, 60)
    with counted(connection, 100) as instructions:
        for start in range(20_000, 20_500, 10):
            scalars.append("t", "loss", "train", [(i, 0, 7.0) for i in range(start, start + 10)])
    # Fifty appends of ten points: far from the 30,000 points that lie behind each of them.
    assert sum(instructions) < 50 * 10_000
    found = averages(scalars, 60)
    changed = expected(found, lambda i: 7.0 if 20_000 <= i < 20_500 else math.sin(i / 1000))
    assert found == pytest.approx(changed, rel=1e-6, abs=1e-6)


def test_a_long_series_is_summarised_while_it_grows(connection):
    scalars = ScalarTable(connection)
    for start in range(0, 60_000, 500):
        scalars.append("t", "loss", "train", [(i, i, 1.0) for i in range(start, start + 500)])
    ((until,),) = connection.execute("SELECT until FROM event_summarised").fetchall()
    assert until > 60_000 - summaries.LONG - WIDTHS[-1]


def test_nan_and_iterations_below_zero_are_no_exception(connection):
    scalars = ScalarTable(connection)
    points = [(i, 0, math.nan if i % 7 else float(i)) for i in range(-30_000, 30_000)]
    scalars.append("t", "loss", "train", points)
    found = averages(scalars, 20)
    width = sorted(found)[1] - sorted(found)[0]
    for start, value in found.items():
        real = [v for i, _, v in points if start <= i < start + width and not math.isnan(v)]
        assert value == pytest.approx(sum(real) / len(real))


def test_deleted_events_leave_no_sums_behind(scalars, connection):
    averages(scalars, 60)
    scalars.delete("t")
    for table in ("event_summaries", "event_summarised"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_short_series_have_no_sums(connection):
    scalars = ScalarTable(connection)
    scalars.append("t", "loss", "train", ((i, i, 1.0) for i in range(5000)))
    averages(scalars, 10)
    assert connection.execute("SELECT count(*) FROM event_summaries").fetchone() == (0,)


@given(st.integers(1, 10_000_000))
def test_buckets_become_at_most_a_twentieth_wider(interval):
    wider = whole_blocks(interval)
    assert interval <= wider <= interval * 1.05
    width = width_for(interval)
    assert width is None or (width in WIDTHS and wider % width == 0)


def test_the_axis_of_time_is_read_from_the_points(scalars, monkeypatch):
    monkeypatch.setattr(scalars_module.SummaryTable, "sums", lambda *_: pytest.fail("sums"))
    ((_, positions, _),) = histogram(scalars, scalars.series("t"), "timestamp", 50)
    assert positions


def test_sums_that_an_earlier_release_made_otherwise_are_made_anew(scalars, monkeypatch):
    averages(scalars, 60)
    monkeypatch.setattr(summaries, "WIDTHS", (8, 64))
    monkeypatch.setattr(summaries, "_SCHEME", "8,64")
    found = averages(scalars, 60)
    assert found == pytest.approx(expected(found), abs=1e-6)
