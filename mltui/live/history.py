"""Series over wall time that grow by increments: only what came since is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: The server makes no charts with shorter steps than this, seconds.
SHORTEST_STEP_S = 40

#: Steps that whole hours and days are multiples of, seconds.
_STEPS_S = (40, 60, 120, 180, 300, 600, 900, 1200, 1800, 3600, 7200, 10800, 14400, 21600, 43200)


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


@dataclass(frozen=True, slots=True)
class Frame:
    """How far back charts go and how fine they are.

    Attributes:
        span: How far back.
        step_s: The width of a bucket, seconds.
    """

    span: Span
    step_s: int

    @property
    def seconds(self) -> int:
        """How far back, seconds."""
        return self.span.seconds

    @property
    def pace_s(self) -> float:
        """How often it is worth asking: once a bucket, seconds, but every five minutes."""
        return float(min(self.step_s, 300))


def frame_for(span: Span, columns: int) -> Frame:
    """Return the frame whose chart has about one point for each of so many cells.

    More points than that turn a line that jumps into a solid block; the server averages (or
    takes the least or greatest) within the wider buckets.
    """
    rough = span.seconds / max(columns, 1)
    step_s = next((step for step in _STEPS_S if step >= rough), 86_400)
    return Frame(span, max(step_s, SHORTEST_STEP_S))


SPANS = (
    Span(3600, "1 hour"),
    Span(3 * 3600, "3 hours"),
    Span(12 * 3600, "12 hours"),
    Span(24 * 3600, "1 day"),
    Span(7 * 24 * 3600, "1 week"),
    Span(30 * 24 * 3600, "1 month"),
)


@dataclass(frozen=True, slots=True)
class Charts:
    """An answer: the lines by chart.

    Attributes:
        frame: How far back they go.
        lines: By the chart's key.
        until: When it was asked for, epoch seconds.
    """

    frame: Frame
    lines: Mapping[str, tuple[Track, ...]]
    until: float


class History:
    """The charts of one machine, endpoint or queue within a frame, merged from answers.

    A chart has a key, such as a metric's name, and tracks by name, such as GPUs.
    """

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self._values: dict[str, dict[str, dict[float, float]]] = {}
        self._newest: float | None = None

    def asked_from(self, now: float) -> float:
        """Return from when to ask, epoch seconds.

        The newest bucket is asked for again, because it was not complete.
        """
        begin = now - self.frame.seconds
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

    def _forget_before(self, at: float) -> None:
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

    def charts(self, now: float) -> Charts:
        """Return all charts as of a moment, epoch seconds, forgetting what is older."""
        self._forget_before(now - self.frame.seconds - self.frame.step_s)
        return Charts(self.frame, {chart: self.tracks(chart) for chart in self._values}, now)


def _order(name: str) -> tuple[int, str]:
    return (int(name), "") if name.isdecimal() else (1_000_000, name)
