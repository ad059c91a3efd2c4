from __future__ import annotations

import json
import math
from contextlib import suppress
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from plotly.subplots import make_subplots

from mltui.series.plotly import UnreadableFigure, read_figure
from mltui.series.plotly.model import (
    Bars,
    Boxes,
    Curves,
    Grid,
    HeatMap,
    Panel,
    Picture,
    Unknown,
)


def panels(figure: go.Figure | dict[str, Any]) -> list[Panel]:
    text = json.dumps(figure) if isinstance(figure, dict) else figure.to_json()
    return [each.panel for each in read_figure(text).panels]


def only(figure: go.Figure | dict[str, Any]) -> Panel:
    (panel,) = panels(figure)
    return panel


def curves(figure: go.Figure | dict[str, Any]) -> Curves:
    panel = only(figure)
    assert isinstance(panel, Curves)
    return panel


def bars(figure: go.Figure | dict[str, Any]) -> Bars:
    panel = only(figure)
    assert isinstance(panel, Bars)
    return panel


def matrix(figure: go.Figure | dict[str, Any]) -> HeatMap:
    panel = only(figure)
    assert isinstance(panel, HeatMap)
    return panel


def test_several_lines_share_their_axes_and_keep_their_names():
    figure = go.Figure([go.Scatter(x=[1, 2], y=[3, 4], name="a"), go.Scatter(y=[5], name="b")])
    figure.update_layout(title="two lines", xaxis_title="epoch", yaxis_title={"text": "loss"})
    panel = curves(figure)
    assert [trace.name for trace in panel.traces] == ["a", "b"]
    assert panel.traces[1].xs == (0.0,)
    assert (panel.x.title, panel.y.title) == ("epoch", "loss")
    assert read_figure(figure.to_json()).title == "two lines"


def test_lines_without_a_name_are_called_as_plotly_calls_them():
    hidden = go.Scatter(y=[0], visible="legendonly")
    figure = go.Figure([go.Scatter(y=[1], name="up"), hidden, go.Scatter(y=[2]), go.Scatter(y=[3])])
    assert [trace.name for trace in curves(figure).traces] == ["up", "trace 2", "trace 3"]
    groups = bars(go.Figure([go.Bar(x=["a"], y=[1]), go.Bar(x=["a"], y=[2])])).groups
    assert [group.name for group in groups] == ["trace 0", "trace 1"]
    # With no other to be told from, the number says nothing.
    assert curves(go.Figure(go.Scatter(y=[1]))).traces[0].name == ""


def test_lines_that_are_to_be_in_no_legend_get_no_name():
    figure = go.Figure([go.Scatter(y=[1], name="mean"), go.Scatter(y=[2], showlegend=False)])
    assert [trace.name for trace in curves(figure).traces] == ["mean", ""]
    figure = go.Figure([go.Scatter(y=[1]), go.Scatter(y=[2])], {"showlegend": False})
    assert [trace.name for trace in curves(figure).traces] == ["", ""]


@pytest.mark.parametrize("kind", ["float64", "float32", "int8", "uint16", "int32"])
def test_typed_arrays_are_read(kind: str):
    values = np.array([1, 5, 3], dtype=kind)
    figure = go.Figure(go.Scatter(x=np.arange(3.0), y=values))
    assert '"bdata"' in figure.to_json()
    assert curves(figure).traces[0].ys == (1.0, 5.0, 3.0)


def test_typed_arrays_of_two_dimensions_keep_their_shape():
    figure = go.Figure(go.Heatmap(z=np.arange(6.0).reshape(2, 3)))
    assert matrix(figure).rows == ((0.0, 1.0, 2.0), (3.0, 4.0, 5.0))


def test_a_typed_array_that_was_cut_is_explained():
    trace = {"y": {"dtype": "f8", "bdata": "AAAA"}}
    with pytest.raises(UnreadableFigure, match="cut off"):
        panels({"data": [trace]})


def test_missing_and_not_finite_values_are_gaps():
    trace = {"x": [1, 2, 3, 4], "y": [1, None, "NaN", math.inf]}
    values = curves({"data": [trace]}).traces[0].ys
    assert values[0] == 1
    assert all(not math.isfinite(value) for value in values[1:])


def test_axes_are_logarithmic_as_the_layout_says():
    layout = {"xaxis": {"type": "log", "range": [-2, 1]}, "yaxis": {"type": "linear"}}
    panel = curves({"data": [{"x": [0.01, 10], "y": [1, 2]}], "layout": layout})
    assert panel.x.log
    assert not panel.y.log
    assert panel.x.limits == pytest.approx((0.01, 10))


def test_the_first_axis_has_two_names():
    trace = {"x": [1], "y": [2], "xaxis": "x1", "yaxis": "y1"}
    assert curves({"data": [trace], "layout": {"xaxis": {"title": "step"}}}).x.title == "step"


def test_dates_make_a_date_axis():
    panel = curves({"data": [{"x": ["2026-01-01", "2026-01-02 12:00"], "y": [1, 2]}]})
    assert panel.x.date
    first, last = panel.traces[0].xs
    assert last - first == 36 * 3600


def test_numbers_written_as_text_are_numbers_and_names_are_categories():
    assert curves({"data": [{"x": ["0", "1"], "y": ["2", "3"]}]}).traces[0].ys == (2.0, 3.0)
    panel = curves({"data": [{"x": ["adam", "sgd"], "y": [1, 2]}]})
    assert panel.x.categories == ("adam", "sgd")
    assert panel.traces[0].xs == (0.0, 1.0)


def test_bars_of_several_groups_line_up_by_category():
    figure = go.Figure([go.Bar(x=["a", "b"], y=[1, 2], name="p"), go.Bar(x=["b"], y=[3], name="q")])
    panel = bars(figure)
    assert panel.categories == ("a", "b")
    assert panel.groups[0].values == (1.0, 2.0)
    assert math.isnan(panel.groups[1].values[0])
    assert panel.groups[1].values[1] == 3.0


def test_lying_bars_are_read_the_other_way_round():
    panel = bars(go.Figure(go.Bar(x=[1, 2], y=["a", "b"], orientation="h")))
    assert panel.categories == ("a", "b")
    assert panel.groups[0].values == (1.0, 2.0)


def test_a_histogram_counts_every_value_once():
    sample = np.random.default_rng(3).normal(size=1000)
    panel = bars(go.Figure(go.Histogram(x=sample, nbinsx=20)))
    assert panel.binned
    assert len(panel.categories) <= 25
    assert sum(panel.groups[0].values) == 1000


@pytest.mark.parametrize("start", [-1e9, -1e300])
def test_bins_that_begin_far_below_all_values_do_so_near_them(start: float):
    trace = {"type": "histogram", "x": [1, 2, 2.5, 3], "xbins": {"start": start, "size": 1}}
    panel = bars({"data": [trace]})
    assert panel.categories == ("1", "2", "3")
    assert panel.groups[0].values == (1.0, 2.0, 1.0)


def test_bins_begin_where_the_figure_says():
    trace = {"type": "histogram", "x": [1, 2, 2.5, 3], "xbins": {"start": 0.5, "size": 1}}
    assert bars({"data": [trace]}).categories == ("0.5", "1.5", "2.5")


def test_a_histogram_of_names_counts_each():
    panel = bars(go.Figure(go.Histogram(x=["cat", "dog", "cat"])))
    assert dict(zip(panel.categories, panel.groups[0].values, strict=True)) == {"cat": 2, "dog": 1}


@pytest.mark.parametrize(("norm", "whole"), [("percent", 100.0), ("probability", 1.0), ("", 8.0)])
def test_a_histogram_is_normed_as_it_says(norm: str, whole: float):
    trace = {"type": "histogram", "x": [1, 1, 2, 3, 3, 3, 4, 5], "histnorm": norm}
    assert sum(bars({"data": [trace]}).groups[0].values) == pytest.approx(whole)


def test_a_pie_is_bars_with_the_largest_part_first():
    panel = bars(go.Figure(go.Pie(labels=["a", "b"], values=[1, 3])))
    assert panel.share
    assert panel.categories == ("b", "a")
    assert panel.groups[0].values == (3.0, 1.0)


def test_a_box_has_the_quartiles_of_its_sample():
    sample = np.random.default_rng(5).normal(size=501)
    panel = only(go.Figure([go.Box(y=sample, name="one"), go.Box(y=[1, 2, 3], name="two")]))
    assert isinstance(panel, Boxes)
    assert [box.name for box in panel.boxes] == ["one", "two"]
    box = panel.boxes[0]
    quartiles = np.quantile(sample, [0.25, 0.5, 0.75], method="hazen")
    assert (box.first, box.median, box.third) == pytest.approx(tuple(quartiles))
    fence = 1.5 * (box.third - box.first)
    assert box.outliers == np.sum((sample < box.first - fence) | (sample > box.third + fence))


def test_boxes_by_group_are_split():
    panel = only(go.Figure(go.Box(x=["a", "a", "b"], y=[1, 3, 5])))
    assert isinstance(panel, Boxes)
    assert [(box.name, box.median) for box in panel.boxes] == [("a", 2.0), ("b", 5.0)]


@pytest.mark.parametrize("kind", ["heatmap", "contour", "surface"])
def test_matrices_are_heat_maps(kind: str):
    panel = matrix({"data": [{"type": kind, "z": [[1, 2], [3]], "x": ["a", "b"], "y": [0.5, 1]}]})
    assert panel.rows[0] == (1.0, 2.0)
    assert math.isnan(panel.rows[1][1])
    assert panel.columns == ("a", "b")
    assert panel.row_names == ("0.5", "1")


def test_a_matrix_of_points_is_put_together():
    trace = {"type": "contour", "x": [0, 1, 0, 1], "y": [0, 0, 1, 1], "z": [1, 2, 3, 4]}
    assert matrix({"data": [trace]}).rows == ((1.0, 2.0), (3.0, 4.0))


def test_points_in_columns_of_their_own_share_those_of_neighbours():
    points = list(range(2000))
    trace = {"type": "contour", "x": points, "y": points, "z": points}
    panel = matrix({"data": [trace]})
    assert len(panel.rows) == len(panel.columns) == len(panel.rows[0]) == 500
    assert panel.columns[:2] == ("0", "4")
    assert [row[place] for place, row in enumerate(panel.rows)] == [*range(3, 2000, 4)]


def test_a_matrix_of_points_keeps_all_its_columns_and_rows():
    xs, ys = np.meshgrid(np.arange(40), np.arange(30))
    trace = {"type": "heatmap", "x": xs.ravel().tolist(), "y": ys.ravel().tolist()}
    panel = matrix({"data": [trace | {"z": (xs + ys).ravel().tolist()}]})
    assert (len(panel.columns), len(panel.rows)) == (40, 30)
    assert panel.rows[29][39] == 68


_NAMES = [f"name {number}" for number in range(1000)]


@pytest.mark.parametrize(
    "traces",
    [
        [{"type": "heatmap", "z": [[0] * 1000, *([] for _ in _NAMES)]}],
        [{"type": "table", "header": {"values": _NAMES}, "cells": {"values": [_NAMES]}}],
        [{"type": "bar", "x": _NAMES, "y": [1] * 1000}, *[{"type": "bar", "y": [1]}] * 400],
        [{"type": "histogram", "x": _NAMES}, *[{"type": "histogram", "x": ["a"]}] * 400],
    ],
    ids=["heat map", "table", "bars", "histogram"],
)
def test_few_values_for_very_many_cells_are_refused(traces: list[dict[str, Any]]):
    """A figure of a hundred kilobytes could ask for gigabytes."""
    with pytest.raises(UnreadableFigure, match=r"too few to be drawn\.$"):
        read_figure(json.dumps({"data": traces}))


def test_a_confusion_matrix_from_the_top_is_told_apart():
    trace = {"type": "heatmap", "z": [[1]], "text": [["ok"]], "texttemplate": "%{text}"}
    panel = matrix({"data": [trace], "layout": {"yaxis": {"autorange": "reversed"}}})
    assert panel.from_top
    assert panel.texts == (("ok",),)


def test_a_table_is_read_by_rows_without_markup():
    cells = {"values": [[1, 2], ["x", "<i>y</i>"]]}
    header = {"values": [["a"], ["<b>b</b>"]]}
    panel = only({"data": [{"type": "table", "header": header, "cells": cells}]})
    assert panel == Grid(("a", "b"), (("1", "x"), ("2", "y")))


def test_a_table_with_more_names_than_columns_has_empty_ones():
    table = {"type": "table", "header": {"values": ["a", "b", "c"]}, "cells": {"values": [[1, 2]]}}
    assert only({"data": [table]}) == Grid(("a", "b", "c"), (("1", "", ""), ("2", "", "")))


def test_subplots_are_panels_with_their_titles():
    figure = make_subplots(1, 2, subplot_titles=("left", "right"))
    figure.add_trace(go.Scatter(y=[1, 2]), row=1, col=1)
    figure.add_trace(go.Bar(x=["a"], y=[1]), row=1, col=2)
    read = read_figure(figure.to_json())
    assert [each.title for each in read.panels] == ["left", "right"]
    assert [type(each.panel) for each in read.panels] == [Curves, Bars]


def test_lines_over_bars_are_two_panels():
    figure = go.Figure([go.Bar(x=[1, 2], y=[1, 2]), go.Scatter(x=[1, 2], y=[1, 2])])
    assert {type(panel) for panel in panels(figure)} == {Bars, Curves}


def test_a_picture_in_place_of_a_figure_tells_its_address():
    images = [{"source": "http://files/plot.png"}]
    assert only({"data": [], "layout": {"images": images}}) == Picture("http://files/plot.png")


@pytest.mark.parametrize("kind", ["sankey", "scatter3d", "parcoords", "choropleth"])
def test_what_cannot_be_drawn_tells_its_type(kind: str):
    assert only({"data": [{"type": kind}]}) == Unknown(kind)


def test_hidden_traces_are_left_out():
    traces = [{"y": [1]}, {"y": [2], "visible": "legendonly"}, {"y": [3], "visible": False}]
    assert len(curves({"data": traces}).traces) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[1, 2]", "not a figure"),
        ('"text"', "not a figure"),
        ("{}", "no data"),
        ('{"data": []}', "no data"),
        ('{"data": 3, "layout": 4}', "no data"),
        pytest.param("[" * 100_000, "nested too deeply", id="nested"),
    ],
)
def test_what_is_no_figure_is_explained(text: str, says: str):
    with pytest.raises(UnreadableFigure, match=says):
        read_figure(text)


def nested(depth: int) -> Any:
    found: Any = "deep"
    for _ in range(depth):
        found = [found]
    return found


def test_a_title_of_nested_lists_is_read_as_far_as_titles_go():
    data = [{"y": [1], "name": nested(600)}]
    layout = {"title": nested(600), "xaxis": {"title": {"text": [nested(600)]}}}
    assert read_figure(json.dumps({"data": data, "layout": layout})).title == ""
    assert read_figure(json.dumps({"data": data, "layout": {"title": nested(1)}})).title == "deep"


@pytest.mark.parametrize("key", ["type", "domain", "mode", "x", "xaxis", "orientation", "name"])
def test_a_figure_that_is_nested_anywhere_is_read_or_explained(key: str):
    """However deep the caller itself is: the limit is one of all calls together."""
    text = json.dumps({"data": [{"type": "bar", "y": [1], key: "HERE"}]})
    for depth in (100, 400, 600, 800, 900, 950, 980):
        with suppress(UnreadableFigure):
            read_figure(text.replace('"HERE"', "[" * depth + "]" * depth))
