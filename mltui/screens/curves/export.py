"""What is drawn, as a file: points as CSV or JSON, the picture as text or SVG."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mltui.widgets.chart import Chart

#: What the end of a file's name may be.
KINDS = (".csv", ".json", ".txt", ".svg")


@dataclass(frozen=True, slots=True)
class Exported:
    """One curve as it is drawn: its plot, its name and its points."""

    plot: str
    name: str
    xs: Sequence[float]
    ys: Sequence[float]


def drawn(charts: Iterable[Chart]) -> list[Exported]:
    """Return the curves of charts; where raw points are drawn, all of them."""
    return [
        Exported(chart.picture.title, series.name or series.style, envelope.xs, envelope.ys)
        for chart in charts
        for series, envelope in zip(chart.picture.series, chart.envelopes, strict=True)
    ]


def csv_text(curves: Iterable[Exported]) -> str:
    """Write points as CSV: plot, curve, x, y."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(("plot", "curve", "x", "y"))
    for curve in curves:
        name = (_harmless(curve.plot), _harmless(curve.name))
        writer.writerows((*name, f"{x:.15g}", f"{y:.9g}") for x, y in _points(curve))
    return file.getvalue()


def json_text(curves: Iterable[Exported]) -> str:
    """Write points as a JSON list of curves."""
    return json.dumps(
        [
            {
                "plot": curve.plot,
                "curve": curve.name,
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


def wrong_path(text: str) -> str | None:
    """Say what is wrong with the name of a file to write, if something is."""
    path = Path(text).expanduser()
    if path.suffix not in KINDS:
        return f"The name must end with one of {' '.join(KINDS)}."
    if path.exists():
        return "There is a file of that name already."
    return None if path.parent.is_dir() else f"There is no folder {path.parent}."


def _points(curve: Exported) -> Iterable[tuple[float, float]]:
    pairs = zip(curve.xs, curve.ys, strict=False)
    return ((x, y) for x, y in pairs if math.isfinite(x) and math.isfinite(y))


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a name of the server's for a formula."""
    return f"'{text}" if text[:1] in "=+-@" else text
