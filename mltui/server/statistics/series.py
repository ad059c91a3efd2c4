"""Packed rows of values: what one sample, or the samples of one span, look like in the file.

A source's values have names (`gpu_usage/0`) and each name has a place in the row. A row is an array
of float32, NaN where nothing was reported; rows written before a name was known are shorter.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan

Values = Mapping[str, float]
"""The values of one sample by name. A name is a metric, or `metric/resource` for one of several."""


@dataclass(frozen=True, slots=True)
class Row:
    """The samples of one span.

    Attributes:
        time: when the span begins, or when the sample was taken; milliseconds.
        count: how many samples.
        busy: whether any of them was taken while a task ran.
        mean: the mean of each value.
        low: the smallest of each.
        high: the largest of each.
    """

    time: int
    count: int
    busy: bool
    mean: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


def pack(values: Values, places: Mapping[str, int]) -> bytes:
    """One sample as a row; every name must have a place."""
    row = array("f", [nan]) * len(places)
    for name, value in values.items():
        row[places[name]] = value
    return row.tobytes()


def unpack(row: bytes) -> array[float]:
    """The values of a row by place."""
    values: array[float] = array("f")
    values.frombytes(row)
    return values


def merged(time: int, rows: Iterable[Row]) -> Row | None:
    """Several rows as one that begins at `time`; None if there are none.

    The mean weighs each row by its number of samples, which is exact as long as a value is
    reported every time or never.
    """
    found = list(rows)
    if not found:
        return None
    width = max(len(row.mean) for row in found)
    mean, low, high = (array("f", [nan]) * width for _ in range(3))
    for place in range(width):
        total = weight = 0.0
        lowest, highest = nan, nan
        for row in found:
            if place >= len(row.mean) or isnan(row.mean[place]):
                continue
            total += row.mean[place] * row.count
            weight += row.count
            # Written so that the first value replaces NaN.
            lowest = lowest if lowest <= row.low[place] else row.low[place]
            highest = highest if highest >= row.high[place] else row.high[place]
        if weight:
            mean[place], low[place], high[place] = total / weight, lowest, highest
    return Row(time, sum(r.count for r in found), any(r.busy for r in found), mean, low, high)
