"""Series over wall time that grow by increments: only what came since is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: The server averages charts over no shorter steps than this, seconds.
SHORTEST_STEP_S = 40

#: Points of a chart; more can't be told apart on a screen.
MOST_POINTS = 240


@dataclass(frozen=True, slots=True)
class Track:
    """One line over time.

    Attributes:
        name: Which one, such as a GPU's number.
        xs: Epoch seconds, ascending.
        ys: Values.
    """

    name: str
    xs: tuple[float, ...] = ()
    ys: tuple[float, ...] = ()

    @property
    def last(self) -> float | None:
        """The newest value."""
        return self.ys[-1] if self.ys else None


@dataclass(frozen=True, slots=True)
class Span:
    """How far back a chart goes.

    Attributes:
        seconds: That long.
        word: What the person reads.
    """

    seconds: int
    word: str

    @property
    def step_s(self) -> int:
        """The width of a bucket, seconds."""
        return max(SHORTEST_STEP_S, self.seconds // MOST_POINTS)

    @property
    def pace_s(self) -> float:
        """How often it is worth asking: once a bucket, seconds."""
        return float(self.step_s)


SPANS = (
    Span(3600, "1 hour"),
    Span(3 * 3600, "3 hours"),
    Span(12 * 3600, "12 hours"),
    Span(24 * 3600, "1 day"),
    Span(7 * 24 * 3600, "1 week"),
    Span(30 * 24 * 3600, "1 month"),
)


class History:
    """The charts of one machine or endpoint within a span, merged from answers.

    A chart has a key, such as a metric's name, and tracks by name, such as GPUs.
    """

    def __init__(self, span: Span) -> None:
        self.span = span
        self._values: dict[str, dict[str, dict[float, float]]] = {}
        self._newest: float | None = None

    def asked_from(self, now: float) -> float:
        """Return from when to ask, epoch seconds.

        The newest bucket is asked for again, because it was not complete.
        """
        begin = now - self.span.seconds
        return begin if self._newest is None else max(begin, self._newest)

    def merge(
        self,
        chart: str,
        track: str,
        dates_ms: Iterable[float] | None,
        values: Iterable[float | None] | None,
    ) -> None:
        """Add what an answer holds; a bucket that is known already is replaced.

        Args:
            chart: The chart's key.
            track: The line's name.
            dates_ms: Starts of the buckets, epoch milliseconds.
            values: One value a bucket.
        """
        points = self._values.setdefault(chart, {}).setdefault(track, {})
        for date_ms, value in zip(dates_ms or (), values or (), strict=False):
            if value is not None:
                at = date_ms / 1000
                points[at] = float(value)
                self._newest = at if self._newest is None else max(self._newest, at)

    def forget_before(self, at: float) -> None:
        """Drop what is older than a moment, epoch seconds."""
        for tracks in self._values.values():
            for points in tracks.values():
                for old in [date for date in points if date < at]:
                    del points[old]

    def tracks(self, chart: str) -> tuple[Track, ...]:
        """Return the lines of a chart by name, numbers in their order."""
        found = self._values.get(chart, {})
        return tuple(
            Track(name, tuple(sorted(points)), tuple(points[at] for at in sorted(points)))
            for name, points in sorted(found.items(), key=lambda item: _order(item[0]))
        )

    def charts(self) -> dict[str, tuple[Track, ...]]:
        """Return all charts."""
        return {chart: self.tracks(chart) for chart in self._values}


def _order(name: str) -> tuple[int, str]:
    return (int(name), "") if name.isdigit() else (1_000_000, name)
