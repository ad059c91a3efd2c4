"""How many workers there were over time, and how many of them worked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mltui.live.history import Charts, Frame, History

if TYPE_CHECKING:
    from mltui.api.client import Client

#: The chart's key and the names of its lines.
WORKERS = "workers"
ALL = "all"
ACTIVE = "active"


class ActivityQuestion:
    """A feed's question: at first the whole span, then only what came since."""

    def __init__(self, frame: Frame) -> None:
        self._history = History(frame)

    async def __call__(self, client: Client, now: float) -> Charts:
        """Ask at `now`, epoch seconds."""
        history = self._history
        answer = await client.workers.get_activity_report(
            from_date=history.asked_from(now), to_date=now, interval=history.frame.step_s
        )
        for name, found in ((ACTIVE, answer.active), (ALL, answer.total)):
            if found is not None:
                history.merge(WORKERS, name, found.dates, found.counts)
        return history.charts(now)
