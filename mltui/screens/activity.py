"""The page of the fleet's activity: how many workers there were, and how many worked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from mltui.live.activity import ACTIVE, ALL, WORKERS, ActivityQuestion
from mltui.live.history import Charts, Frame, Track
from mltui.screens.base import sheets
from mltui.screens.history import HistoryScreen
from mltui.screens.time_charts import ChartPlan, TimeCharts
from mltui.series import numbers
from mltui.series.axes import AxisKind

if TYPE_CHECKING:
    from mltui.api.client import Client

PLANS = (ChartPlan("Workers", ((WORKERS, ""),), AxisKind.ITERATION, rounded=True, least=4),)


class ActivityScreen(HistoryScreen):
    """Opened from the wall."""

    NAME = "Activity"
    CSS_PATH = sheets("time_charts")

    def __init__(self, identity: str = "", title: str = "") -> None:  # noqa: ARG002
        """Make the page; it is about the whole fleet, whatever it is called with."""
        super().__init__()
        self._charts: Charts | None = None

    def compose_body(self) -> ComposeResult:
        """Yield the chart."""
        yield TimeCharts(PLANS, id="charts")

    def open_feeds(self) -> None:
        """Ask once a bucket."""
        self.add_history()

    def history_question(self, frame: Frame) -> Callable[[Client, float], Awaitable[Charts]]:
        """Ask how many workers there were."""
        return ActivityQuestion(frame)

    def draw_history(self, charts: Charts) -> None:
        """Draw, and say how much of the fleet was active on average."""
        self._charts = charts
        super().draw_history(charts)
        self.show_note("" if any_seen(charts) else unseen(charts.frame))

    def subject(self) -> str:
        """Return what the page is about."""
        return "Fleet activity"

    def details(self) -> str:
        """Return how far back the chart goes."""
        return self.span_word

    def counts(self) -> str:
        """Return how much of the fleet was active on average."""
        tracks = self._charts.lines.get(WORKERS, ()) if self._charts is not None else ()
        by_name = {track.name: track for track in tracks}
        share = active_share(by_name.get(ACTIVE), by_name.get(ALL))
        return "" if share is None else f"{share:.0%} active on average"


def any_seen(charts: Charts) -> bool:
    """Return whether there was any worker at all."""
    return any(any(track.ys) for track in charts.lines.get(WORKERS, ()))


def unseen(frame: Frame) -> str:
    """Say that there was no worker, and which part of the time is not drawn yet."""
    latest = numbers.duration(frame.step_s)
    return f"No worker reported in this time; the last {latest} are drawn later."


def active_share(active: Track | None, every: Track | None) -> float | None:
    """Return which part of the workers ran a task, 0 to 1; None where there were none."""
    total = sum(every.ys) if every is not None else 0.0
    return sum(active.ys) / total if active is not None and total else None
