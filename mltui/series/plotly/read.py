"""A figure's JSON to panels."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mltui.series.plotly import traces as of
from mltui.series.plotly import values
from mltui.series.plotly.layout import subplot, title_of
from mltui.series.plotly.model import (
    Figure,
    Panel,
    Picture,
    Titled,
    Unknown,
    UnreadableFigure,
)

Json = Mapping[str, Any]

_LINES = ("scatter", "scattergl", "scatterternary", "line")
_MATRICES = ("heatmap", "heatmapgl", "contour", "surface")

#: Traces and panels read of one figure: beyond that nobody could tell them apart.
MOST_TRACES, MOST_PANELS = 500, 24


def read_figure(text: str) -> Figure:
    """Read a figure as tasks report it.

    Args:
        text: Plotly's JSON, an object with `data` and `layout`.

    Raises:
        UnreadableFigure: it is no such thing; the message is a sentence.
    """
    try:
        return _figure(text)
    except RecursionError:
        raise UnreadableFigure("The plot is nested too deeply to be read.") from None


def _figure(text: str) -> Figure:
    try:
        figure = json.loads(text)
    except ValueError as error:
        raise UnreadableFigure(f"The plot is not JSON: {error}.") from None
    if not isinstance(figure, dict):
        raise UnreadableFigure("The plot is JSON, but not a figure of Plotly.")
    layout = figure.get("layout")
    layout = layout if isinstance(layout, dict) else {}
    data = figure.get("data")
    data = [data] if isinstance(data, dict) else data
    found = _named(data if isinstance(data, list) else [], layout)
    found = [trace for trace in found if trace.get("visible") not in (False, "legendonly")]
    panels = _panels(found[:MOST_TRACES], layout) + _pictures(layout)
    if not panels:
        raise UnreadableFigure("The figure has no data.")
    return Figure(title_of(layout), tuple(_titled(panels[:MOST_PANELS], layout)))


def _named(data: Sequence[Any], layout: Json) -> list[Json]:
    """Give traces without a name that of Plotly's legend, which counts hidden ones as well."""
    found: list[Json] = []
    for place, trace in enumerate(data):
        if not isinstance(trace, dict):
            continue
        listed = trace.get("showlegend", layout.get("showlegend")) is not False
        unnamed = listed and trace.get("name") is None
        found.append({**trace, "name": f"trace {place}"} if unnamed else trace)
    return found


def _panels(found: Sequence[Json], layout: Json) -> list[tuple[str, Panel]]:
    """Return the panels with the name of their subplot, in the order of the figure."""
    together: dict[tuple[str, str], list[Json]] = {}
    for place, trace in enumerate(found):
        kind = _kind(trace)
        # What shares no axes with others stands alone.
        alone = kind in ("matrix", "grid", "pie", "other")
        where = f"{subplot(trace)} {place}" if alone else subplot(trace)
        together.setdefault((where, kind), []).append(trace)
    panels = []
    for (where, kind), members in together.items():
        try:
            panels.append((where, _panel(kind, members, layout)))
        except (TypeError, ValueError, KeyError, IndexError, OverflowError) as error:
            # People put anything into a figure; one odd trace must not hide the others.
            raise UnreadableFigure(
                f"Its {members[0].get('type', 'scatter')} has data of an unusual shape"
                f" ({type(error).__name__})."
            ) from error
    return panels


def _kind(trace: Json) -> str:
    kind = str(trace.get("type") or "scatter")
    if kind in _LINES and ("x" in trace or "y" in trace):
        return "lines"
    if kind in ("bar", "histogram"):
        return f"{kind} {trace.get('orientation', '')}"
    if kind in ("box", "violin"):
        return "box"
    if kind in _MATRICES:
        return "matrix"
    return {"table": "grid", "pie": "pie"}.get(kind, "other")


def _panel(kind: str, members: Sequence[Json], layout: Json) -> Panel:
    if kind == "lines":
        return of.curves(members, layout)
    if kind.startswith("bar"):
        return of.bars(members, layout)
    if kind.startswith("histogram"):
        return of.histogram(members, layout)
    if kind == "box":
        return of.boxes(members, layout)
    if kind == "matrix":
        return of.heat_map(members[0], layout)
    if kind == "grid":
        return of.grid(members[0])
    if kind == "pie":
        return of.pie(members[0])
    return Unknown(values.text(members[0].get("type")) or "scatter")


def _pictures(layout: Json) -> list[tuple[str, Panel]]:
    """Return the pictures of a figure that the SDK could only send as one."""
    images = layout.get("images")
    if not isinstance(images, list):
        return []
    sources = [str(image.get("source") or "") for image in images if isinstance(image, dict)]
    return [("", Picture(source)) for source in sources if source]


def _titled(panels: Sequence[tuple[str, Panel]], layout: Json) -> list[Titled]:
    """Give panels the titles of their subplots; Plotly keeps those among the annotations."""
    annotations = layout.get("annotations")
    titles = [
        values.text(note)
        for note in (annotations if isinstance(annotations, list) else [])
        if isinstance(note, dict) and note.get("xref") == "paper" and not note.get("showarrow")
    ]
    subplots = list(dict.fromkeys(where for where, _ in panels))
    if len(subplots) < 2 or len(titles) != len(subplots):
        return [Titled(panel) for _, panel in panels]
    named = dict(zip(subplots, titles, strict=True))
    return [Titled(panel, named[where]) for where, panel in panels]
