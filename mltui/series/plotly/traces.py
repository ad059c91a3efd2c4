"""Panels of each kind, from the traces that lie together in one subplot."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from mltui.series import numbers
from mltui.series.plotly import samples, values
from mltui.series.plotly.layout import (
    axis_name,
    layout_axis,
    places,
    read_axis,
    title_of,
)
from mltui.series.plotly.model import (
    Axis,
    BarGroup,
    Bars,
    Box,
    Boxes,
    Curves,
    Grid,
    HeatMap,
    Trace,
    UnreadableFigure,
)

Json = Mapping[str, Any]

#: Columns and rows that are made of points; and cells that a figure may have, however few values
#: it has for them.
_MOST_PIVOTED, _MOST_CELLS = 500, 250_000


def name_of(trace: Json, among: int = 1) -> str:
    """Return a trace's name for the legend; Plotly's and Matplotlib's own say nothing."""
    name = values.text(trace.get("name"))
    if name.startswith("_"):
        return ""  # `_child0`, as Matplotlib calls what is to be in no legend
    return "" if among == 1 and name.startswith("trace ") else name


def _refuse_sparse(columns: int, rows: int, given: int) -> None:
    """Refuse cells of which nearly all would be empty: few bytes can ask for all memory."""
    if columns * rows > max(_MOST_CELLS, 4 * given):
        raise UnreadableFigure(
            f"It has {given:,} values for {columns:,} by {rows:,} cells: too few to be drawn."
        )


def _axes(traces: Sequence[Json], layout: Json) -> tuple[Json, Json]:
    first = traces[0]
    return layout_axis(layout, axis_name(first, "x")), layout_axis(layout, axis_name(first, "y"))


def _column(trace: Json, letter: str, length: int) -> list[Any]:
    """Return a trace's values along an axis; without any they are counted from the start."""
    found = values.array(trace.get(letter))
    if found or letter in trace:
        return found
    start = values.number(trace.get(f"{letter}0", 0))
    step = values.number(trace.get(f"d{letter}", 1))
    if math.isnan(start) or math.isnan(step):
        start, step = 0.0, 1.0
    return [start + step * place for place in range(length)]


def curves(traces: Sequence[Json], layout: Json) -> Curves:
    """Return lines and points."""
    x_described, y_described = _axes(traces, layout)
    columns = []
    for trace in traces:
        length = max(len(values.array(trace.get("x"))), len(values.array(trace.get("y"))))
        columns.append((_column(trace, "x", length), _column(trace, "y", length)))
    x = read_axis(x_described, [column for column, _ in columns])
    y = read_axis(y_described, [column for _, column in columns])
    found = []
    for trace, (xs, ys) in zip(traces, columns, strict=True):
        mode = str(trace.get("mode") or ("lines+markers" if len(ys) < 20 else "lines"))
        found.append(
            Trace(
                name_of(trace, len(traces)),
                places(x, xs),
                places(y, ys),
                line="lines" in mode,
                markers="markers" in mode or mode in ("text", "none"),
            )
        )
    return Curves(tuple(found), x, y)


def bars(traces: Sequence[Json], layout: Json) -> Bars:
    """Return bars, of whichever orientation."""
    sideways = traces[0].get("orientation") == "h"
    along, up = ("y", "x") if sideways else ("x", "y")
    x_described, y_described = _axes(traces, layout)
    described = y_described if sideways else x_described
    columns = []
    for trace in traces:
        heights = values.array(trace.get(up))
        columns.append((_column(trace, along, len(heights)), heights))
    axis = read_axis(described, [column for column, _ in columns])
    if axis.categories:
        names: tuple[str, ...] = axis.categories
        keys: tuple[float, ...] = tuple(float(place) for place in range(len(names)))
    else:
        keys = tuple(sorted({at for column, _ in columns for at in places(axis, column)}))
        keys = tuple(key for key in keys if not math.isnan(key))
        names = _names(axis, keys)
    _refuse_sparse(len(keys), len(traces), sum(len(heights) for _, heights in columns))
    groups = []
    for trace, (column, heights) in zip(traces, columns, strict=True):
        by_key = dict(zip(places(axis, column), map(values.number, heights), strict=False))
        groups.append(
            BarGroup(name_of(trace, len(traces)), tuple(by_key.get(k, math.nan) for k in keys))
        )
    return Bars(
        names,
        tuple(groups),
        stacked=layout.get("barmode") in ("stack", "relative"),
        category=axis.title,
        value=title_of(x_described if sideways else y_described),
    )


def _names(axis: Axis, keys: Sequence[float]) -> tuple[str, ...]:
    if axis.date:
        from mltui.series.moments import UNKNOWN, local

        whole_days = all(local(key, "%H:%M") in ("00:00", UNKNOWN) for key in keys)
        pattern = "%Y-%m-%d" if whole_days else "%Y-%m-%d %H:%M"
        return tuple(local(key, pattern) for key in keys)
    return tuple(numbers.tick(key) for key in keys)


def pie(trace: Json) -> Bars:
    """Return a pie as bars, the largest part first."""
    labels = [values.text(label) for label in values.array(trace.get("labels"))]
    parts = [values.number(part) for part in values.array(trace.get("values"))]
    if not parts:
        parts = [1.0] * len(labels)
    labels += [""] * (len(parts) - len(labels))
    summed: dict[str, float] = {}
    for label, part in zip(labels, parts, strict=False):
        if part > 0:
            summed[label] = summed.get(label, 0.0) + part
    ordered = sorted(summed.items(), key=lambda item: -item[1])
    group = BarGroup(name_of(trace), tuple(part for _, part in ordered))
    return Bars(tuple(label for label, _ in ordered), (group,), share=True)


def histogram(traces: Sequence[Json], layout: Json) -> Bars:
    """Return the counts of samples; of texts, how often each occurs."""
    sideways = "x" not in traces[0] and "y" in traces[0]
    letter = "y" if sideways else "x"
    x_described, y_described = _axes(traces, layout)
    described = y_described if sideways else x_described
    columns = [values.array(trace.get(letter)) for trace in traces]
    axis = read_axis(described, columns)
    value_title = title_of(x_described if sideways else y_described)
    norm = str(traces[0].get("histnorm") or "")
    found = [places(axis, column) for column in columns]
    if axis.categories:
        names = axis.categories
        _refuse_sparse(len(names), len(traces), sum(map(len, columns)))
        tallies = [samples.counts(sample, -0.5, 1.0, len(names)) for sample in found]
        size = 1.0
    else:
        told = traces[0].get(f"{letter}bins")
        told = told if isinstance(told, Mapping) else {}
        wanted = traces[0].get(f"nbins{letter}")
        start, size, count = samples.bins(
            found,
            wanted if isinstance(wanted, int) else None,
            _positive(told.get("size")),
            _known(told.get("start")),
        )
        # Rounded, because start + 3 * 0.1 is not 0.3.
        edges = tuple(float(f"{start + place * size:.12g}") for place in range(count))
        names = _names(axis, edges)
        tallies = [samples.counts(sample, start, size, count) for sample in found]
    groups = tuple(
        BarGroup(name_of(trace, len(traces)), _normed(tally, norm, size))
        for trace, tally in zip(traces, tallies, strict=True)
    )
    return Bars(
        names,
        groups,
        stacked=layout.get("barmode") in ("stack", "relative"),
        binned=not axis.categories,
        category=axis.title,
        value=value_title or norm or "count",
    )


def _normed(tally: Sequence[float], norm: str, size: float) -> tuple[float, ...]:
    """Return counts as shares, or by the width of a bin, as `histnorm` says."""
    factor = 100.0 if norm == "percent" else 1.0
    if norm in ("percent", "probability", "probability density"):
        factor /= sum(tally) or 1.0
    if norm in ("density", "probability density"):
        factor /= size
    return tuple(count * factor for count in tally)


def _positive(value: object) -> float | None:
    found = values.number(value)
    return found if found > 0 and math.isfinite(found) else None


def _known(value: object) -> float | None:
    found = values.number(value)
    return found if math.isfinite(found) else None


def boxes(traces: Sequence[Json], layout: Json) -> Boxes:
    """Return box plots (violins too), each with a name."""
    sideways = "x" in traces[0] and ("y" not in traces[0] or traces[0].get("orientation") == "h")
    value, group = ("x", "y") if sideways else ("y", "x")
    x_described, y_described = _axes(traces, layout)
    axis = read_axis(x_described if sideways else y_described, [])
    found: list[Box] = []
    for trace in traces:
        name = name_of(trace, len(traces))
        if "median" in trace:
            found += _given_boxes(trace, name)
            continue
        sample = [values.number(item) for item in values.array(trace.get(value))]
        names = [values.text(item) for item in values.array(trace.get(group))]
        if len(names) == len(sample) and names:
            parts: dict[str, list[float]] = {}
            for label, item in zip(names, sample, strict=True):
                parts.setdefault(label, []).append(item)
            many = len(traces) > 1 and name
            made = [
                samples.box(f"{label} {name}" if many else label, part)
                for label, part in parts.items()
            ]
        else:
            made = [samples.box(name, sample)]
        found += [each for each in made if each is not None]
    return Boxes(tuple(found), axis)


def _given_boxes(trace: Json, name: str) -> list[Box]:
    """Return boxes of which the figure has the numbers already."""
    columns = {
        key: [values.number(item) for item in values.array(trace.get(key))]
        for key in ("lowerfence", "q1", "median", "q3", "upperfence")
    }
    names = [values.text(item) for item in values.array(trace.get("x"))]
    found = []
    for place, median in enumerate(columns["median"]):

        def at(key: str, default: float, place: int = place) -> float:
            column = columns[key]
            given = column[place] if place < len(column) else math.nan
            return default if math.isnan(given) else given

        first, third = at("q1", median), at("q3", median)
        label = names[place] if place < len(names) else name
        found.append(
            Box(label, at("lowerfence", first), first, median, third, at("upperfence", third))
        )
    return found


def heat_map(trace: Json, layout: Json) -> HeatMap:
    """Return a matrix: heat maps, and contours and surfaces as such."""
    x_described, y_described = _axes([trace], layout)
    if trace.get("type") == "surface":
        scene = layout_axis(layout, str(trace.get("scene") or "scene"))
        x_described, y_described = layout_axis(scene, "xaxis"), layout_axis(scene, "yaxis")
    z = values.array(trace.get("z"))
    columns, row_names = values.array(trace.get("x")), values.array(trace.get("y"))
    if z and not any(isinstance(row, list) for row in z):
        z, columns, row_names = _pivoted(columns, row_names, z)
    if columns and isinstance(columns[0], list):
        columns = columns[0]
    if row_names and isinstance(row_names[0], list):
        row_names = [row[0] if row else None for row in row_names]
    rows = [[values.number(item) for item in row] for row in z if isinstance(row, list)]
    if trace.get("transpose"):
        rows = [list(row) for row in zip(*rows, strict=False)]
    width = max((len(row) for row in rows), default=0)
    _refuse_sparse(width, len(rows), sum(map(len, rows)))
    texts = _texts(trace)
    return HeatMap(
        tuple(tuple(row + [math.nan] * (width - len(row))) for row in rows),
        _labels(columns, x_described),
        _labels(row_names, y_described),
        title_of(x_described),
        title_of(y_described),
        from_top=read_axis(y_described, []).reversed,
        texts=texts,
        smooth=trace.get("type") in ("contour", "surface"),
    )


def _texts(trace: Json) -> tuple[tuple[str, ...], ...]:
    if "%{text}" not in str(trace.get("texttemplate", "")):
        return ()
    rows = values.array(trace.get("text"))
    return tuple(tuple(values.text(item) for item in row) for row in rows if isinstance(row, list))


def _labels(found: Sequence[object], described: Json) -> tuple[str, ...]:
    ticks = values.array(described.get("ticktext"))
    if ticks and len(ticks) >= len(found):
        return tuple(values.text(tick) for tick in ticks)
    return tuple(
        numbers.tick(item)
        if isinstance(item, int | float) and not isinstance(item, bool)
        else values.text(item)
        for item in found
    )


def _pivoted(xs: list[Any], ys: list[Any], zs: list[Any]) -> tuple[list[Any], list[Any], list[Any]]:
    """Return a matrix made of (x, y, z) points.

    Where nearly each point has a column and a row of its own, neighbours share theirs.
    """
    columns, rows = _ordered(xs), _ordered(ys)
    column_of, row_of = _merged(columns), _merged(rows)
    known = {(column_of[str(x)], row_of[str(y)]): z for x, y, z in zip(xs, ys, zs, strict=False)}
    columns, rows = list(dict.fromkeys(column_of.values())), list(dict.fromkeys(row_of.values()))
    return [[known.get((x, y)) for x in columns] for y in rows], columns, rows


def _ordered(found: list[Any]) -> list[str]:
    names = sorted(set(map(str, found)))
    if values.all_numbers(found):
        names.sort(key=values.number)
    return names


def _merged(names: Sequence[str]) -> dict[str, str]:
    """Return what each name goes under: beyond so many, under a neighbour's."""
    each = math.ceil(len(names) / _MOST_PIVOTED)
    return {name: names[place - place % each] for place, name in enumerate(names)}


def grid(trace: Json) -> Grid:
    """Return a table."""
    header = _part(trace, "header")
    columns = [
        [values.text(item) for item in column]
        if isinstance(column, list)
        else [values.text(column)]
        for column in values.array(_part(trace, "cells").get("values"))
    ]
    names = [values.text(item) for item in values.array(header.get("values"))]
    length = max((len(column) for column in columns), default=0)
    width = max(len(columns), len(names))
    _refuse_sparse(width, length, len(names) + sum(map(len, columns)))
    names += [""] * (len(columns) - len(names))
    columns += [[] for _ in range(len(names) - len(columns))]
    return Grid(
        tuple(names),
        tuple(
            tuple(column[row] if row < len(column) else "" for column in columns)
            for row in range(length)
        ),
    )


def _part(trace: Json, key: str) -> Json:
    part = trace.get(key)
    return part if isinstance(part, Mapping) else {}
