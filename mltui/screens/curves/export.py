"""What is drawn, as a file: points as CSV or JSON, the picture as text or SVG."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from rich.console import Console
from rich.segment import Segment, Segments
from textual.strip import Strip

from mltui.screens import typed_path

if TYPE_CHECKING:
    from mltui.widgets.chart import Chart

#: What the end of a file's name may be.
KINDS = (".csv", ".json", ".txt", ".svg")


@dataclass(frozen=True, slots=True)
class Exported:
    """One curve as it is drawn.

    Attributes:
        plot: The title of its plot.
        name: Its name; that of the plot where it is the only one.
        xs: Positions of its points.
        ys: Their values.
        smoothed: Whether they are smoothed; what was reported is another curve of that name.
        limits: The part of the X axis that is drawn, None for all of it.
    """

    plot: str
    name: str
    xs: Sequence[float]
    ys: Sequence[float]
    smoothed: bool = False
    limits: tuple[float, float] | None = None


def drawn(charts: Iterable[Chart], owners: Mapping[str, str]) -> list[Exported]:
    """Return the curves of charts; where raw points are drawn, all of them.

    Args:
        charts: What is drawn.
        owners: What names begin with that are told apart by a number only, and what it stands for.
    """
    found = []
    for chart in charts:
        picture = chart.picture
        # A smoothed curve has the original underneath, which is in no legend.
        originals = {series.name for series in picture.series if not series.legend}
        found += [
            Exported(
                picture.title,
                _named(series.name, owners) or picture.title,
                envelope.xs,
                envelope.ys,
                series.legend and series.name in originals,
                picture.x_limits,
            )
            for series, envelope in zip(picture.series, chart.envelopes, strict=True)
        ]
    return found


def csv_text(curves: Iterable[Exported]) -> str:
    """Write points as CSV: plot, curve, whether it is smoothed, x, y."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(("plot", "curve", "smoothed", "x", "y"))
    for curve in curves:
        kind = "yes" if curve.smoothed else "no"
        name = (_harmless(curve.plot), _harmless(curve.name), kind)
        writer.writerows((*name, f"{x:.15g}", f"{y:.9g}") for x, y in _points(curve))
    return file.getvalue()


def json_text(curves: Iterable[Exported]) -> str:
    """Write points as a JSON list of curves."""
    return json.dumps(
        [
            {
                "plot": curve.plot,
                "curve": curve.name,
                "smoothed": curve.smoothed,
                "x": [x for x, _ in _points(curve)],
                "y": [y for _, y in _points(curve)],
            }
            for curve in curves
        ]
    )


def picture_text(charts: Iterable[Chart]) -> str:
    """Write charts as the characters they are made of, one below the other."""
    return "\n".join(
        chart.draw_line(y).text.rstrip() for chart in charts for y in range(chart.size.height)
    )


def picture_svg(charts: Sequence[Chart]) -> str:
    """Write charts, one at least, as an SVG picture, each where it is on the screen."""
    left = min(chart.region.x for chart in charts)
    top = min(chart.region.y for chart in charts)
    bottom = max(chart.region.bottom for chart in charts)
    width = max(chart.region.right for chart in charts) - left
    console = Console(
        width=width,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        record=True,
        legacy_windows=False,
    )
    for y in range(top, bottom):
        across = sorted(
            (chart for chart in charts if chart.region.y <= y < chart.region.bottom),
            key=lambda chart: chart.region.x,
        )
        line = Strip.join([chart.draw_line(y - chart.region.y) for chart in across])
        console.print(
            Segments([*line.adjust_cell_length(width, charts[0].token("")), Segment.line()]), end=""
        )
    return console.export_svg(title="mltui")


def wrong_path(text: str) -> str | None:
    """Say what is wrong with the typed name of a file to export to, if something is."""
    if PurePath(text).suffix not in KINDS:
        return f"The name must end with one of {' '.join(KINDS)}."
    return typed_path.wrong_path(text)


def _points(curve: Exported) -> Iterable[tuple[float, float]]:
    low, high = curve.limits or (-math.inf, math.inf)
    pairs = zip(curve.xs, curve.ys, strict=False)
    return ((x, y) for x, y in pairs if low <= x <= high and math.isfinite(x) and math.isfinite(y))


def _named(name: str, owners: Mapping[str, str]) -> str:
    """Write out whose curve it is: a file has no legend."""
    number, _, rest = name.partition(" ")
    return f"{number} {owners[number]} {rest}".rstrip() if number in owners else name


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a name of the server's for a formula."""
    return f"'{text}" if text[:1] in "=+-@" else text
