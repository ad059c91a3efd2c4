from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from mltui.series.plotly import UnreadableFigure, read_figure
from mltui.series.plotly.model import (
    Axis,
    BarGroup,
    Bars,
    Box,
    Boxes,
    Curves,
    Grid,
    HeatMap,
    Panel,
    Trace,
    Unknown,
)
from mltui.widgets import glyphs, palette
from mltui.widgets.cells import width_of
from mltui.widgets.plots import Lines, Pen, curves, draw_panel, heat_map
from mltui.widgets.plots.names import shortened

BASE = Style(color="#d5dce6", bgcolor="#11161d")
PEN = Pen(lambda token: BASE + palette.style(token, True), True)


def drawn(panel: Panel, width: int = 60, height: int = 16) -> str:
    return "\n".join(line_text(line) for line in draw_panel(panel, width, height, PEN))


def line_text(line: list[tuple[str, Style]]) -> str:
    return "".join(text for text, _ in line)


def grounds(lines: Lines, text: str) -> set[str]:
    """The backgrounds of the cells that show a text."""
    return {
        str(style.bgcolor.name)
        for line in lines
        for part, style in line
        if part.strip() == text and style.bgcolor is not None
    }


def test_lines_have_axes_titles_and_a_legend():
    trace = Trace("train", (0.0, 50.0, 100.0), (1.0, 0.5, 0.25))
    text = drawn(Curves((trace,), Axis("iteration"), Axis("loss")))
    assert "loss   ━ train" in text
    assert text.splitlines()[-1].strip() == "iteration"
    assert "100" in text
    assert "└" in text


def test_a_logarithmic_axis_is_marked_by_powers():
    trace = Trace("", (1e-5, 1e-3, 1e-1), (1.0, 2.0, 3.0))
    text = drawn(Curves((trace,), Axis(log=True)))
    assert "1e-4" in text or "1e-5" in text


def test_names_and_dates_stand_on_their_axes():
    trace = Trace("", (0.0, 1.0), (1.0, 2.0))
    assert "sgd" in drawn(Curves((trace,), Axis(categories=("adam", "sgd"))))
    dates = Trace("", (1767225600.0, 1767312000.0), (1.0, 2.0))
    assert ":" in drawn(Curves((dates,), Axis(date=True)))


def test_names_on_an_axis_that_begin_alike_are_told_apart_where_they_are_cut():
    names = tuple(f"category number {place}" for place in range(4))
    trace = Trace("", (0.0, 1.0, 2.0, 3.0), (1.0, 2.0, 3.0, 4.0))
    foot = drawn(Curves((trace,), Axis(categories=names)), width=80).splitlines()[-1]
    assert all(f"…mber {place}" in foot for place in range(4))


def test_points_that_are_not_joined_stay_apart():
    trace = Trace("", (0.0, 100.0), (0.0, 100.0), line=False, markers=True)
    dots = sum(1 for sign in drawn(Curves((trace,))) if 0x2800 < ord(sign) <= 0x28FF)
    assert dots <= 8


def test_bars_are_as_long_as_their_values():
    text = drawn(Bars(("short", "long"), (BarGroup("", (10.0, 20.0)),)), height=4)
    short, long = (line.count("█") for line in text.splitlines())
    assert long == pytest.approx(2 * short, abs=1)
    assert "20" in text


def test_bars_below_zero_go_to_the_left():
    low, high = drawn(Bars(("a", "b"), (BarGroup("", (-5.0, 5.0)),)), height=4).splitlines()
    assert low.index("█") < high.index("█")


def test_stacked_bars_tell_their_sum():
    text = drawn(Bars(("a",), (BarGroup("p", (1.0,)), BarGroup("q", (3.0,))), stacked=True))
    assert "━ p  ━ q" in text
    assert text.splitlines()[1].endswith(" 4")


def test_the_parts_of_a_pie_are_told_in_percent():
    assert "75%" in drawn(Bars(("a", "b"), (BarGroup("", (3.0, 1.0)),), share=True))


def test_many_bars_stand_as_columns_over_an_axis():
    names = tuple(str(number) for number in range(100))
    text = drawn(Bars(names, (BarGroup("", tuple(map(float, range(100)))),)))
    assert len(text.splitlines()) <= 16
    assert "└" in text


def test_a_box_shows_its_median_and_counts_what_lies_outside():
    text = drawn(Boxes((Box("fp16", 1.0, 2.0, 3.0, 4.0, 5.0, outliers=7),), Axis("ms")))
    assert "├──" in text
    assert "┃" in text
    assert "7 out" in text
    assert text.splitlines()[-1].strip() == "ms"


def test_a_small_matrix_shows_its_values_in_colours_of_their_own():
    panel = HeatMap(((1.0, 20.0), (3.0, 40.0)), ("cat", "dog"), ("cat", "dog"), "predicted", "true")
    lines = draw_panel(panel, 60, 16, PEN)
    text = "\n".join(map(line_text, lines))
    assert text.index("40") < text.index("20")  # the first row is the lowest
    assert "predicted" in text
    assert grounds(lines, "1") != grounds(lines, "40")


def test_a_matrix_from_the_top_keeps_its_order():
    text = drawn(HeatMap(((1.0,), (2.0,)), from_top=True))
    assert text.index("1") < text.index("2")


def test_a_large_matrix_is_a_picture_within_its_place():
    rows = tuple(tuple(math.sin(x * y / 900) for x in range(300)) for y in range(200))
    lines = draw_panel(HeatMap(rows), 60, 16, PEN)
    assert len(lines) <= 16
    assert "▀" in line_text(lines[0])


def test_of_a_large_matrix_no_value_is_written(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(heat_map, "_value", None)
    rows = tuple(tuple(float(x + y) for x in range(100)) for y in range(100))
    assert "198" in line_text(draw_panel(HeatMap(rows), 60, 16, PEN)[-1])


def test_a_dot_of_a_picture_is_the_mean_of_the_values_that_are_there():
    there = ((1.0, math.nan), (math.inf, 3.0))
    assert heat_map._mean(there, 0, 0, 1, 1) == 2.0
    assert math.isnan(heat_map._mean(((math.nan,),), 0, 0, 1, 1))
    assert heat_map._mean(((1.0, 2.0), (3.0, 6.0)), 0, 0, 1, 1) == 3.0


def test_a_line_all_over_the_picture_is_drawn_as_the_points_it_is_made_of():
    count = curves.MOST_JOINED + 1
    xs = tuple(float(number * 7919 % count) for number in range(count))
    line, points = Trace("", xs, xs[::-1]), Trace("", xs, xs[::-1], line=False, markers=True)
    assert drawn(Curves((line,))) == drawn(Curves((points,)))


def test_few_bars_are_thick_where_there_is_room_for_it_and_each_is_named_once():
    few = Bars(("left", "right"), (BarGroup("", (1.0, 2.0)),))
    lines = drawn(few, 60, 16).splitlines()
    assert [line.strip()[:1] for line in lines] == ["l", "█", "", "r", "█"]
    assert lines[4].count("█") == 2 * lines[1].count("█") == lines[3].count("█")
    assert len(drawn(few, 60, 5).splitlines()) == 2


def test_a_small_matrix_on_a_large_screen_has_large_cells():
    rows = ((1.0, 20.0), (3.0, 40.0))
    small, large = drawn(HeatMap(rows), 60, 16), drawn(HeatMap(rows), 160, 46)
    assert len(large.splitlines()) > len(small.splitlines())
    assert max(map(len, large.splitlines())) > max(map(len, small.splitlines()))


VEHICLES = ("truck", "train", "tram", "tractor")


def test_columns_of_a_matrix_whose_names_would_look_alike_have_the_numbers_of_its_rows():
    text = drawn(HeatMap(((111.0,) * 4,) * 4, VEHICLES, VEHICLES), 26, 16)
    assert "1 t…ck" in text
    assert "4 t…or" in text
    assert text.splitlines()[-2].split() == ["1", "2", "3", "4"]


#: Read the same from both ends, the same way round, and the other way round than the columns.
@pytest.mark.parametrize(
    ("columns", "row_names", "numbers"),
    [
        ("truck train tram train truck", "truck train tram train truck", "12345"),
        ("truck truck train tram tram", "truck truck train tram tram", "12345"),
        ("truck truck train tram tram", "tram tram train truck truck", "54321"),
    ],
)
@pytest.mark.parametrize("from_top", [True, False])
def test_each_column_of_a_matrix_has_the_number_of_one_row_also_where_names_are_equal(
    columns: str, row_names: str, numbers: str, from_top: bool
):
    rows = tuple((float(row + 111),) * 5 for row in range(5))
    panel = HeatMap(rows, tuple(columns.split()), tuple(row_names.split()), from_top=from_top)
    lines = drawn(panel, 30, 16).splitlines()[:5]
    by_value = {line.split()[2]: line.split()[0] for line in lines}
    assert "".join(by_value[str(row + 111)] for row in range(5)) == numbers


def test_rows_in_an_order_of_their_own_have_no_numbers():
    names = ("tractor", *VEHICLES[:3])
    text = drawn(HeatMap(((111.0,) * 4,) * 4, VEHICLES, names), 26, 16)
    assert "1 truck" in text.replace("\n", " ")
    assert not any(line.split()[0].isdigit() for line in text.splitlines()[:4])


def test_where_the_rows_of_a_matrix_are_others_a_line_says_whose_the_numbers_are():
    text = drawn(HeatMap(((111.0,) * 4,), VEHICLES, ("a",)), 20, 16)
    assert "1 truck" in text.replace("\n", " ")
    assert "tr…" not in text


def test_the_line_that_says_whose_the_numbers_are_has_its_part_of_the_height():
    names = tuple(f"one {a} of many words that go on {b} to its end" for a in "xy" for b in "pqrs")
    panel = HeatMap(((111.0,) * 8,) * 2, names, ("a", "b"), "predicted", "true")
    for height in (16, 20, 30):
        lines = drawn(panel, 200, height).splitlines()
        assert len(lines) <= height
        assert all(
            any(f"{number} {name}" in line for line in lines)
            for number, name in enumerate(names, 1)
        )


def test_names_of_a_matrix_that_begin_alike_differ_still():
    names = tuple(f"transport_vehicle_{name}" for name in VEHICLES)
    text = drawn(HeatMap(((111.0,) * 4,) * 4, names, names), 60, 16)
    assert "tran…truck" in text
    picture = drawn(HeatMap((tuple(map(float, range(40))),) * 4, ("",) * 4, names), 30, 16)
    assert "tran…truck" not in picture


def test_of_a_large_matrix_only_the_names_in_sight_are_cut(monkeypatch: pytest.MonkeyPatch):
    cut = 0

    def counting(names: Sequence[str], room: int) -> tuple[str, ...] | None:
        nonlocal cut
        cut += len(names)
        return shortened(names, room)

    monkeypatch.setattr(heat_map, "shortened", counting)
    names = tuple(f"a class with a rather long name {number}" for number in range(2000))
    text = drawn(HeatMap(((1.0, 2.0),) * 2000, ("a", "b"), names, from_top=True), 60, 16)
    assert text.splitlines()[0].lstrip().startswith("a class")
    assert len({line.split("▀")[0] for line in text.splitlines()[:12]}) == 12
    assert cut < 50


def test_the_first_and_the_last_column_of_a_large_matrix_are_named_within_its_width():
    names = tuple(f"a class with a rather long name {number}" for number in range(40))
    text = drawn(HeatMap((tuple(map(float, range(40))),) * 4, names), 40, 16)
    ends = next(line for line in text.splitlines() if "…" in line)
    assert ends.rstrip().endswith("name 39")
    assert "name 0" in ends
    assert len(ends.rstrip()) <= 40


def test_all_rows_of_a_table_are_there_and_numbers_go_right():
    text = drawn(Grid(("name", "n"), tuple((f"row{i}", str(i)) for i in range(40))), height=10)
    assert len(text.splitlines()) == 41
    assert "row7    7" in text


def test_the_rows_of_a_huge_table_are_counted():
    lines = drawn(Grid(("n",), tuple((str(number),) for number in range(9000)))).splitlines()
    assert len(lines) == 5002
    assert lines[-1].startswith("and 4000 rows more")


def test_what_cannot_be_drawn_says_so_and_names_the_key_for_its_json():
    text = drawn(Unknown("sankey"))
    assert "sankey" in text
    assert "Press s" in text


def test_without_unicode_everything_is_ascii():
    glyphs.use_ascii(True)
    try:
        panels: list[Panel] = [
            Curves((Trace("a", (0.0, 1.0), (0.0, 1.0), markers=True),)),
            Bars(("a", "b"), (BarGroup("", (1.0, 2.0)),)),
            Bars(tuple("abcdefghijklmnopqrstuvwxyz"), (BarGroup("", (1.0,) * 26),)),
            Boxes((Box("b", 1.0, 2.0, 3.0, 4.0, 5.0),)),
            HeatMap(tuple(tuple(map(float, range(50))) for _ in range(30))),
        ]
        for panel in panels:
            assert drawn(panel).isascii(), panel
    finally:
        glyphs.use_ascii(False)


def test_no_control_character_of_a_figure_is_drawn():
    evil = "\x1b[31mred\x07\n"
    panels: list[Panel] = [
        Curves((Trace(evil, (0.0, 1.0), (0.0, 1.0)),), Axis(evil), Axis(evil)),
        Bars((evil,), (BarGroup(evil, (1.0,)),), category=evil, value=evil),
        Boxes((Box(evil, 1.0, 2.0, 3.0, 4.0, 5.0),), Axis(evil)),
        HeatMap(((1.0,),), (evil,), (evil,), evil, evil, texts=((evil,),)),
        Grid((evil,), ((evil,),)),
        Unknown(evil),
    ]
    for panel in panels:
        for line in draw_panel(panel, 60, 12, PEN):
            assert not any(ord(sign) < 32 or ord(sign) == 127 for sign in line_text(line)), panel


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["1", "2026-01-01", "2026-01-01 10:00:00", "nan", "<b>x</b>"]),
)
ARRAYS = st.one_of(
    st.lists(SCALARS, max_size=6),
    st.lists(st.lists(SCALARS, max_size=4), max_size=4),
    st.lists(st.floats(), max_size=30),
    st.fixed_dictionaries({"dtype": st.sampled_from(["f8", "i1", "x"]), "bdata": SCALARS}),
    SCALARS,
)
KEYS = "x y z values labels text cells header median name"
TRACES = st.fixed_dictionaries(
    {
        "type": st.sampled_from(
            [
                "scatter",
                "bar",
                "histogram",
                "box",
                "violin",
                "heatmap",
                "contour",
                "surface",
                "pie",
                "table",
                "scatter3d",
            ]
        )
    },
    optional=dict.fromkeys(KEYS.split(), ARRAYS)
    | {"orientation": st.sampled_from(["h", "v"]), "texttemplate": st.just("%{text}")},
)
AXES = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["log", "date", "category", "linear", "multicategory"]),
        "range": ARRAYS,
        "autorange": st.sampled_from(["reversed", True]),
        "title": SCALARS,
    },
)
FIGURES = st.fixed_dictionaries(
    {"data": st.lists(TRACES, max_size=3)},
    optional={
        "layout": st.fixed_dictionaries(
            {}, optional={"xaxis": AXES, "yaxis": AXES, "title": ARRAYS, "images": ARRAYS}
        )
    },
)


@given(FIGURES, st.integers(1, 130), st.integers(1, 40))
def test_any_figure_is_drawn_within_its_width_or_explained(
    figure: dict[str, Any], width: int, height: int
):
    try:
        read = read_figure(json.dumps(figure))
    except UnreadableFigure:
        return
    for titled in read.panels:
        for line in draw_panel(titled.panel, width, height, PEN):
            assert width_of(line_text(line)) <= width


@pytest.mark.parametrize("width", [76, 116, 180])
def test_standing_columns_are_equally_wide(width: int):
    names = tuple(f"day {n}" for n in range(31))
    group = BarGroup("p", tuple(float(n % 2) for n in range(31)))
    lines = drawn(Bars(names, (group,), stacked=True, binned=True), width).splitlines()
    bottom = next(line for line in reversed(lines) if "█" in line)
    columns = [len(column) for column in bottom.split() if "█" in column]
    assert len(columns) == 15
    assert len(set(columns)) == 1


EXTREME = (1e300, -1e300, 9e299, 1.7e308, -1.7e308, 5e-324, 0.0, "1e999", math.inf)


@pytest.mark.parametrize("kind", ["scatter", "bar", "histogram", "box", "heatmap", "table"])
@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("mode", ["group", "relative"])
@pytest.mark.parametrize("turned", ["h", "v"])
def test_numbers_near_the_end_of_all_numbers_are_drawn(kind: str, scale: str, mode: str, turned):
    for values in (EXTREME, EXTREME[:3], EXTREME[3:5], EXTREME[:1]):
        numbers = list(values)
        trace = {
            "type": kind,
            "x": numbers[::-1],
            "y": numbers,
            "z": [numbers, numbers],
            "orientation": turned,
            "cells": {"values": [numbers]},
        }
        axis = {"type": scale}
        layout = {"xaxis": axis, "yaxis": axis, "barmode": mode}
        for panel in read_figure(json.dumps({"data": [trace], "layout": layout})).panels:
            assert draw_panel(panel.panel, 60, 16, PEN)
