"""Samples in buckets, as the charts of workers and endpoints want them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import isnan, nan
from typing import Literal

from mltui.server.statistics.series import Row

Aggregation = Literal["avg", "min", "max"]

SHORTEST_STEP_S = 40
"""No chart of the ClearML server has a finer step."""

_MOST_BUCKETS = 20_000
"""A longer chart gets longer steps, so that no request can make the server run out of memory."""

_INCOMPLETE = 0.1
"""The last bucket is left out if more than this part of it lies after the end of the chart."""


@dataclass(frozen=True, slots=True)
class Buckets:
    """The buckets of a chart: they begin at whole multiples of the step since 1970.

    Attributes:
        start: the beginning of the first, milliseconds; it can lie before the chart's.
        end: the end of the last, milliseconds.
        step: the length of each, milliseconds.
    """

    start: int
    end: int
    step: int

    @property
    def dates(self) -> list[int]:
        """The beginning of each bucket, milliseconds."""
        return list(range(self.start, self.end, self.step))


def buckets(from_s: float, to_s: float, interval_s: float) -> Buckets:
    """The buckets of a chart from one time to another (seconds), of at least 40 s each."""
    longest = int((to_s - from_s) / _MOST_BUCKETS)
    step = max(SHORTEST_STEP_S, int(interval_s), longest) * 1000
    start_ms, end_ms = int(from_s * 1000), int(to_s * 1000)
    first = start_ms - start_ms % step
    last = end_ms - end_ms % step
    # The bucket that the chart ends in is complete only if it ends there, or nearly.
    end = last + step if last + step - end_ms <= _INCOMPLETE * step else last
    return Buckets(first, max(first, end), step)


@dataclass(slots=True)
class Aggregate:
    """One value per bucket, from rows put in one after the other."""

    how: Aggregation
    _sums: dict[int, float] = field(default_factory=dict)
    _weights: dict[int, float] = field(default_factory=dict)
    _extremes: dict[int, float] = field(default_factory=dict)

    def add(self, bucket: int, row: Row, places: Iterable[int]) -> None:
        """Takes in the values at some places of a row."""
        if self.how == "avg":
            for place in places:
                if place < len(row.mean) and not isnan(row.mean[place]):
                    self._sums[bucket] = self._sums.get(bucket, 0.0) + row.mean[place] * row.count
                    self._weights[bucket] = self._weights.get(bucket, 0.0) + row.count
            return
        values: Sequence[float] = row.low if self.how == "min" else row.high
        choose = min if self.how == "min" else max
        for place in places:
            if place < len(values) and not isnan(values[place]):
                known = self._extremes.get(bucket, values[place])
                self._extremes[bucket] = choose(known, values[place])

    def value(self, bucket: int) -> float:
        """The value of a bucket, NaN if nothing fell into it."""
        if self.how == "avg":
            weight = self._weights.get(bucket, 0.0)
            return self._sums[bucket] / weight if weight else nan
        return self._extremes.get(bucket, nan)

    @property
    def empty(self) -> bool:
        """Whether nothing fell into any bucket."""
        return not self._weights and not self._extremes
