"""Vectors over iterations as a matrix to draw."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

from mltui.series import numbers
from mltui.series.plotly.model import Figure, HeatMap, Titled


def vectors_figure(
    title: str, iterations: Sequence[int], vectors: Sequence[Sequence[float]]
) -> Figure:
    """Return a heat map with a column for each iteration and a row for each place of a vector.

    Args:
        title: What it shows.
        iterations: When each vector was reported.
        vectors: Their values; shorter ones end in gaps.
    """
    length = max((len(vector) for vector in vectors), default=0)
    rows = tuple(
        tuple(vector[place] if place < len(vector) else math.nan for vector in vectors)
        for place in range(length)
    )
    panel = HeatMap(
        rows,
        columns=tuple(numbers.si(iteration, 6) for iteration in iterations),
        row_names=tuple(str(place) for place in range(length)),
        x="iteration",
        smooth=True,
    )
    return Figure(title, (Titled(panel),))


def vectors_json(iterations: Sequence[int], vectors: Sequence[Sequence[float]]) -> str:
    """Return vectors by iteration as JSON, a line for each; what is no number is null."""
    lines = (
        f'"{iteration}": {json.dumps([_or_null(value) for value in vector])}'
        for iteration, vector in zip(iterations, vectors, strict=False)
    )
    return "{\n " + ",\n ".join(lines) + "\n}"


def _or_null(value: float) -> float | None:
    return value if math.isfinite(value) else None
