from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mltui.series.raster import Raster
from mltui.widgets.plotext_axes import draw_axes


@given(
    st.integers(30, 120),
    st.integers(6, 40),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_a_tick_is_beside_and_below_the_cell_in_which_its_value_is_drawn(
    width: int, height: int, x: float, y: float
) -> None:
    axes = draw_axes(width, height, (0, 1), (0, 1), [(x, "a")], [(y, "b")])
    canvas = Raster(axes.width, axes.height)
    canvas.draw([x], [y], (0, 1), (0, 1), 0)
    (row,) = (y for y, line in enumerate(axes.lines[: axes.height]) if "┤" in line)
    column = axes.lines[axes.height].index("┬") - axes.left
    # A point alone is a block of four dots, which may reach into the next cells.
    drawn = [(y, x) for y in range(axes.height) for x in _cells(canvas, y)]
    assert (row, column) in drawn


def _cells(canvas: Raster, y: int) -> list[int]:
    text = "".join(text for text, _ in canvas.runs(y))
    return [x for x, character in enumerate(text) if character != " "]


def test_axes_have_their_labels_and_leave_the_rest_to_the_lines() -> None:
    axes = draw_axes(
        40, 10, (0, 10), (0, 1), [(0, "0"), (5, "5k"), (10, "10k")], [(0, "0"), (0.5, "0.50")]
    )
    assert {len(line) for line in axes.lines} == {40}
    assert len(axes.lines) == 10
    assert (axes.left, axes.width, axes.height) == (5, 35, 8)
    assert axes.lines[3].startswith("0.50┤ ")
    assert axes.lines[7].startswith("   0┤ ")
    assert axes.lines[8].startswith("    └┬─")
    assert axes.lines[9].split() == ["0", "5k", "10k"]
    assert all(set(line[axes.left :]) == {" "} for line in axes.lines[: axes.height])


def test_without_ticks_there_are_plain_axes() -> None:
    axes = draw_axes(30, 8, (0, 10), (0, 1), [], [])
    assert axes.lines[0] == "│" + " " * 29
    assert axes.lines[5] == "│" + " " * 29
    assert axes.lines[6] == "└" + "─" * 29
    assert axes.lines[7] == " " * 30


def test_labels_that_have_no_room_beside_each_other_are_left_out() -> None:
    ticks = [(x / 10, f"{x}00000") for x in range(11)]
    axes = draw_axes(30, 8, (0, 1), (0, 1), ticks, [])
    labels = axes.lines[-1].split()
    assert 1 < len(labels) < 6
    assert axes.lines[-2].count("┬") == len(labels)


def test_what_has_no_room_for_axes_has_none() -> None:
    axes = draw_axes(6, 3, (0, 1), (0, 1), [(0, "0")], [(0, "0.000")])
    assert axes.lines == (" " * 6,) * 3
    assert (axes.left, axes.width, axes.height) == (0, 6, 3)
