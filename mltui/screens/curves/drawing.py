"""Curves to what a chart draws: their X axis, their smoothing, their raw points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from mltui.screens.curves import aside
from mltui.screens.curves.aside import Unsmoothed
from mltui.screens.curves.lens import Span
from mltui.screens.curves.plots import Line, Plot
from mltui.screens.curves.view import CurveView, X
from mltui.series import smoothing
from mltui.series.axes import AxisKind
from mltui.series.envelope import Envelope
from mltui.series.pairing import paired
from mltui.series.smoothing import Smoothing
from mltui.widgets.chart import Picture, Series

#: Raw points of curves, by owner, metric and variant.
RawCurves = Mapping[tuple[str, str, str], Envelope]

Made = TypeVar("Made")

Points = tuple[Sequence[float], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The series of a plot.

    Attributes:
        series: What the chart gets.
        averaged: Whether points of some curve may stand for several reported ones.
        raw: Whether all curves are drawn from their raw points.
    """

    series: tuple[Series, ...]
    averaged: bool
    raw: bool

    def picture(self, plot: Plot, view: CurveView, part: Span | None, note: str) -> Picture:
        """Return all that the chart of a plot shows."""
        return Picture(
            self.series,
            title=plot.name,
            note=note,
            x=axis_kind(view),
            x_limits=part,
            y_limits=view.limits_of(plot.title),
            log_y=view.log_y,
            marks=view.marks(plot.title, plot.metric),
            telling=plot.telling,
        )


def axis_kind(view: CurveView) -> AxisKind:
    """Return what the X axis is."""
    if view.x_scalar:
        return AxisKind.NUMBER
    return {
        X.ITERATION: AxisKind.ITERATION,
        X.SINCE_START: AxisKind.DURATION,
        X.WALL_TIME: AxisKind.WALL_TIME,
    }[view.x]


class Drawing:
    """Makes series, and the same ones again as long as curves and view are the same.

    The chart knows by identity what it has drawn before, and smoothing a long curve takes time.
    """

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], tuple[object, object]] = {}
        self._used: set[tuple[object, ...]] = set()
        self.unsmoothed: list[Unsmoothed] = []
        """Long curves that were drawn while they are not smoothed, or not up to their end."""

    def sweep(self) -> None:
        """Forget what was not asked for since the last call: curves that are shown no more."""
        self._made = {key: made for key, made in self._made.items() if key in self._used}
        self._used.clear()

    def draw(
        self,
        plot: Plot,
        view: CurveView,
        axis: Mapping[str, Line],
        raw: RawCurves,
    ) -> Drawn:
        """Return the series of a plot.

        Args:
            plot: The curves.
            view: How they are shown.
            axis: By owner, the curve that runs along the X axis where `view.x_scalar` is set.
            raw: The raw points where there are any; they are drawn instead of averages.
        """
        tops: list[Series] = []
        originals: list[Series] = []
        averaged, exact = False, bool(plot.lines)
        for name, token, line in plot.lines:
            envelope = None if view.x_scalar else raw.get((line.owner, line.metric, line.variant))
            exact = exact and envelope is not None
            averaged = averaged or (envelope is None and line.averaged)
            if envelope is not None:
                self._raw(name, token, line, view, envelope, tops, originals)
                continue
            xs, ys = self._placed(line, view, axis)
            last = line.last if line.last is not None else (line.ys[-1] if len(line.ys) else None)
            if view.smoothing is Smoothing.NONE:
                tops.append(Series(name, xs, ys, token, last=last))
                continue
            smooth = self._smooth(ys, view)
            tops.append(Series(name, xs, smooth, token, last=last))
            originals.append(Series(name, xs, ys, "frame", legend=False))
        return Drawn((*tops, *originals), averaged, exact)

    def _raw(
        self,
        name: str,
        token: str,
        line: Line,
        view: CurveView,
        envelope: Envelope,
        tops: list[Series],
        originals: list[Series],
    ) -> None:
        last = line.last if line.last is not None else (envelope.ys[-1] if len(envelope) else None)
        version = len(envelope)
        if view.smoothing is Smoothing.NONE:
            tops.append(Series(name, (), (), token, last=last, envelope=envelope, version=version))
            return
        smooth = self._smooth_raw(envelope, view)
        if smooth is None:
            tops.append(Series(name, (), (), token, last=last, envelope=envelope, version=version))
            return
        tops.append(Series(name, (), (), token, last=last, envelope=smooth, version=len(smooth)))
        originals.append(
            Series(name, (), (), "frame", legend=False, envelope=envelope, version=version)
        )

    def _smooth_raw(self, envelope: Envelope, view: CurveView) -> Envelope | None:
        """Return a curve smoothed; a long one as far as it was done aside, None if not at all."""
        if len(envelope) <= aside.LONG:
            return self._once(
                ("raw", len(envelope), *_way(envelope, view)),
                envelope,
                lambda: envelope.with_values(
                    smoothing.smooth(envelope.ys, view.smoothing, view.amount, view.deviation)
                ),
            )
        key = ("aside", *_way(envelope, view))
        self._used.add(key)
        _, made = self._made.get(key, (envelope, None))
        assert made is None or isinstance(made, Envelope)
        if made is None or len(made) < len(envelope):
            self.unsmoothed.append(Unsmoothed(envelope, view, made))
        return made

    def take(self, of: Unsmoothed, smooth: Envelope) -> None:
        """Draw a long curve smoothed from now on: this is what it came to."""
        key = ("aside", *_way(of.curve, of.view))
        self._used.add(key)
        self._made[key] = (of.curve, smooth)

    def _placed(self, line: Line, view: CurveView, axis: Mapping[str, Line]) -> Points:
        if view.x_scalar:
            other = axis.get(line.owner)
            if other is None:
                return (), ()
            return self._once(
                ("pair", id(line.ys), id(other.ys)),
                (line.ys, other.ys),
                lambda: _pair(line, other),
            )
        if view.x is X.SINCE_START and line.started is not None:
            start = line.started
            return (
                self._once(
                    ("since", id(line.xs), start),
                    line.xs,
                    lambda: tuple(x - start for x in line.xs),
                ),
                line.ys,
            )
        return line.xs, line.ys

    def _smooth(self, ys: Sequence[float], view: CurveView) -> Sequence[float]:
        return self._once(
            ("smooth", id(ys), view.smoothing, view.amount, view.deviation),
            ys,
            lambda: tuple(smoothing.smooth(ys, view.smoothing, view.amount, view.deviation)),
        )

    def _once(self, key: tuple[object, ...], source: object, make: Callable[[], Made]) -> Made:
        self._used.add(key)
        known = self._made.get(key)
        if known is None:
            # The source is kept along so that no other object gets its identity.
            known = self._made[key] = (source, make())
        return known[1]  # type: ignore[return-value]


def _way(envelope: Envelope, view: CurveView) -> tuple[object, ...]:
    return id(envelope), view.smoothing, view.amount, view.deviation


def _pair(line: Line, other: Line) -> Points:
    xs, ys = paired(line.xs, line.ys, other.xs, other.ys)
    return tuple(xs), tuple(ys)
