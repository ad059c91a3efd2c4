from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from mltui.series.raster import Raster


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
