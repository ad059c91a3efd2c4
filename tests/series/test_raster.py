from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mltui.series.raster import Raster

SHARES = st.one_of(st.floats(-0.5, 1.5), st.floats())


def drawn(raster: Raster) -> list[str]:
    return ["".join(text for text, _ in raster.runs(y)) for y in range(raster.height)]


def test_a_rising_line_goes_from_corner_to_corner():
    raster = Raster(2, 1)
    raster.draw([0, 1], [0, 1], (0, 1), (0, 1), 0)
    assert drawn(raster) == ["⡠⠊"]


def test_a_flat_line_is_a_row_of_dots():
    raster = Raster(3, 1)
    raster.draw([0, 1], [0, 0], (0, 1), (0, 1), 0)
    assert drawn(raster) == ["⣀⣀⣀"]


def test_a_gap_leaves_cells_blank_and_a_point_alone_is_seen():
    raster = Raster(5, 1)
    raster.draw([0, 1, 2, 4], [0, 0, math.nan, 0], (0, 4), (0, 1), 0)
    line = drawn(raster)[0]
    assert line[2] == line[3] == " "
    assert line[4] != " "


def test_a_point_alone_at_an_edge_is_whole_and_one_outside_is_not_seen():
    for x in (0, 1):
        for y in (0, 1):
            raster = Raster(2, 2)
            raster.draw([x], [y], (0, 1), (0, 1), 0)
            dots = sum((ord(sign) - 0x2800).bit_count() for sign in "".join(drawn(raster)).strip())
            assert dots == 4
    for x, y in ((-0.3, 0.5), (1.3, 0.5), (0.5, -0.3), (0.5, 1.3)):
        raster = Raster(2, 2)
        raster.draw([x], [y], (0, 1), (0, 1), 0)
        assert "".join(drawn(raster)).strip() == ""
    letters = Raster(2, 2, braille=False)
    letters.draw([1], [0], (0, 1), (0, 1), 0)
    assert drawn(letters) == ["  ", " *"]


def test_lines_share_a_cell_and_the_last_owns_it():
    raster = Raster(1, 1)
    raster.draw([0, 1], [0, 0], (0, 1), (0, 1), 3)
    raster.draw([0, 1], [1, 1], (0, 1), (0, 1), 4)
    assert drawn(raster) == ["⣉"]
    assert raster.runs(0)[0][1] == 4


def test_without_braille_each_line_has_a_letter():
    raster = Raster(3, 3, braille=False)
    raster.draw([0, 1], [0, 1], (0, 1), (0, 1), 0)
    assert drawn(raster) == ["  *", " * ", "*  "]


@given(
    st.lists(st.tuples(st.floats(), st.floats()), max_size=20),
    st.integers(0, 6),
    st.integers(0, 6),
    st.booleans(),
)
def test_no_value_breaks_it(points, width, height, braille):
    raster = Raster(width, height, braille=braille)
    raster.draw([x for x, _ in points], [y for _, y in points], (0, 1), (0, 1), 0)
    assert all(len(line) == width for line in drawn(raster))


def rows(raster: Raster) -> list[set[int]]:
    """The rows of the dots that are set, by column of dots; row 0 is on top."""
    bits = (0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80)
    found: list[set[int]] = [set() for _ in range(raster.columns)]
    for y, text in enumerate(drawn(raster)):
        for x, character in enumerate(text):
            dots = ord(character) - 0x2800 if character != " " else 0
            for side in (0, 1):
                found[2 * x + side] |= {4 * y + n for n in range(4) if dots & bits[side][n]}
    return found


@given(
    st.lists(st.tuples(st.floats(-3, 3), st.floats(-3, 3)).map(sorted), min_size=1, max_size=30),
    st.integers(0, 10),
)
def test_bands_are_covered_and_joined_to_their_neighbours(
    bands: list[list[float]], first: int
) -> None:
    raster = Raster(20, 5)
    raster.draw_bands(first, [low for low, _ in bands], [high for _, high in bands], (-1, 1), 0)
    found = rows(raster)
    covered = []
    for column, (low, high) in enumerate(bands, first):
        top, bottom = (19 - math.floor(0.5 + (y + 1) / 2 * 19) for y in (high, low))
        band = set(range(max(top, 0), min(bottom, 19) + 1))
        assert band <= found[column]
        covered.append((top, bottom))
    for column, ((top, bottom), (other_top, other_bottom)) in enumerate(pairwise(covered), first):
        between = range(min(bottom, other_bottom) + 1, max(top, other_top))
        assert {row for row in between if 0 <= row < 20} <= found[column] | found[column + 1]
    assert not any(found[:first])
    assert not any(found[first + len(bands) :])


@pytest.mark.parametrize("braille", [True, False])
@given(points=st.lists(st.tuples(SHARES, SHARES), max_size=30))
def test_points_apart_are_drawn_like_points_between_gaps(braille, points):
    apart, between = Raster(5, 3, braille=braille), Raster(5, 3, braille=braille)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    apart.draw_points(xs, ys, (0.0, 1.0), (0.0, 1.0), 0)
    for x, y in points:
        between.draw([x], [y], (0.0, 1.0), (0.0, 1.0), 0)
    assert drawn(apart) == drawn(between)
