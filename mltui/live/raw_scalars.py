"""The raw points of a metric: all that were ever reported, not averages of them.

The server pages them from the beginning and knows no range. They are fetched once, kept
compactly, and continued from where they ended.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mltui.live.reported import number
from mltui.series.envelope import Envelope

if TYPE_CHECKING:
    from mltui.api.client import Client

#: Points of the first page, so that something is there soon, and of each further one. The
#: server allows 200,000, which take half a second to read and would hold up the screen.
FIRST_PAGE, PAGE = 10_000, 40_000


class RawMetric:
    """The raw points of one metric of a task, by variant.

    Attributes:
        curves: The points by variant; grow while `fetch` runs.
        total: How many points there were when it was first asked; None before that.
        fetched: How many points are here.
        complete: Whether all of them are, as far as is known.
    """

    def __init__(
        self, task: str, metric: str, *, by_time: bool = False, since: float = 0.0
    ) -> None:
        """Make it without points.

        Args:
            task: The task's id.
            metric: The metric's name.
            by_time: Whether positions are epoch seconds rather than iterations.
            since: Subtracted from positions in seconds, such as a start.
        """
        self.curves: dict[str, Envelope] = {}
        self.total: int | None = None
        self.fetched = 0
        self.complete = False
        self._task = task
        self._metric = metric
        self._by_time = by_time
        self._since = since
        self._scroll_id: str | None = None

    @property
    def share(self) -> float:
        """How much of it is here, 0 to 1."""
        if self.complete:
            return 1.0
        return min(self.fetched / self.total, 1.0) if self.total else 0.0

    async def fetch(self, client: Client, progress: Callable[[], None] | None = None) -> int:
        """Fetch what is missing; return how many points came.

        Cancelling it keeps what is there, and the next call goes on from it.

        Args:
            client: Whom to ask.
            progress: Called after every page.

        Raises:
            ApiError: the server failed; the next call goes on from what is there.
        """
        before = self.fetched
        while True:
            await self._fetch_page(client)
            if progress is not None:
                progress()
            if self.complete:
                return self.fetched - before

    async def count(self, client: Client) -> int:
        """Return how many points there are at least; the first page of them is fetched for it.

        Raises:
            ApiError: the server failed.
        """
        if self.total is None:
            await self._fetch_page(client)
        return max(self.total or 0, self.fetched)

    async def _fetch_page(self, client: Client) -> None:
        size = PAGE if self.fetched else FIRST_PAGE
        answer = await client.events.scalar_metrics_iter_raw(
            task=self._task,
            metric={"metric": self._metric},
            key="timestamp" if self._by_time else "iter",
            batch_size=size,
            count_total=self.total is None,
            scroll_id=self._scroll_id,
        )
        if self.total is None:
            self.total = answer.total or 0
        returned = answer.returned or 0
        for variant, points in (answer.variants or {}).items():
            xs = points.timestamp if self._by_time else points.iter
            self._add(variant, xs or [], points.y or [])
        self.fetched += returned
        if returned:
            # The scroll id of an empty page would begin again.
            self._scroll_id = answer.scroll_id
        self.complete = returned < size

    def _add(self, variant: str, xs: list[float | None], ys: list[float | None]) -> None:
        curve = self.curves.get(variant)
        if curve is None:
            curve = self.curves[variant] = Envelope(single=True)
        values = [number(y) for y in ys]
        places = [float("nan") if x is None else x for x in xs]
        if self._by_time:
            places = [x / 1000 - self._since for x in places]
        curve.extend(places, values)
