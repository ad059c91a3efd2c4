"""Long curves are smoothed aside, in a thread: the screen goes on meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from mltui.screens.curves.view import CurveView
from mltui.series.envelope import Envelope
from mltui.series.smoothing import smooth_on

#: A curve of more points is long: smoothing it takes longer than between two frames.
LONG = 100_000


@dataclass(frozen=True, slots=True)
class Unsmoothed:
    """A long curve that is to be smoothed.

    Attributes:
        curve: Its points, which may grow.
        view: How to smooth it.
        before: What it came to when it was shorter, if that is known.
    """

    curve: Envelope
    view: CurveView
    before: Envelope | None

    def begin(self) -> Unsmoothed:
        """Return the same of the points that are there now, for another thread."""
        return Unsmoothed(self.curve.snapshot(), self.view, self.before)

    def smooth(self) -> Envelope:
        """Smooth it; takes long."""
        view, curve = self.view, self.curve
        before = self.before.ys if self.before is not None else ()
        ys = smooth_on(before, curve.ys, view.smoothing, view.amount, view.deviation)
        return curve.with_values(ys)
