"""The plots of one task: the newest of each, and those of earlier iterations one at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mltui.live.gate import Gate, known
from mltui.live.names import natural

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.events import MetricsPlotEvent, PlotSampleResponse
    from mltui.live.task import TaskDetails

#: Pages of plots asked for at most; the server cuts them by size.
MOST_PAGES = 20

#: So long after a report, seconds, it is looked whether there were plots among what nobody saw.
UNSEEN_S = 60.0


@dataclass(frozen=True, slots=True)
class Plot:
    """One reported figure.

    Attributes:
        metric: The metric's name.
        variant: The variant's name.
        iteration: When it was reported.
        text: Plotly's JSON.
    """

    metric: str
    variant: str
    iteration: int
    text: str

    @property
    def key(self) -> str:
        """What it is a plot of: the same in all iterations."""
        return f"{self.metric}\x00{self.variant}"


@dataclass(frozen=True, slots=True)
class PlotSample:
    """A metric's plots in one iteration.

    Attributes:
        plots: One for each variant.
        first: The earliest iteration that has plots of the metric.
        last: The latest.
        scroll: Goes on from here.
    """

    plots: tuple[Plot, ...]
    first: int
    last: int
    scroll: str


class PlotNews:
    """Tells whether a task may have reported plots since: they may be megabytes.

    Of each batch of reports the server tells only until the next one, so that plots may come
    unseen: a while after something was reported they are asked for whatever it was.

    Attributes:
        clock: Returns seconds that never run backwards.
    """

    def __init__(self) -> None:
        self.clock: Callable[[], float] = time.monotonic
        self._plotted: dict[str, object] = {}
        self._heard: object = None
        self._status = ""
        self._told_at = float("-inf")
        self._news = 0

    def of(self, task: TaskDetails) -> int:
        """Return what changes when the task, as it is now known, may have other plots."""
        plotted, heard, status = dict(task.plotted), task.row.last_update, task.row.status
        seen = plotted.items() <= self._plotted.items()
        due = heard != self._heard and self.clock() - self._told_at >= UNSEEN_S
        if not seen or due or status != self._status:
            self._plotted |= plotted
            self._heard, self._status, self._told_at = heard, status, self.clock()
            self._news += 1
        return self._news


class PlotsQuestion(Gate[tuple[Plot, ...]]):
    """A feed's question: the newest plots if the task reported since, else None."""

    def __init__(self, task: str, moved: Callable[[], object]) -> None:
        super().__init__(known(moved), lambda client: ask_plots(client, task))


async def ask_plots(client: Client, task: str) -> tuple[Plot, ...]:
    """Ask for the newest plot of each metric and variant, by their names."""
    found: dict[str, Plot] = {}
    answer = await client.events.get_task_plots(task=task, iters=1)
    for _ in range(MOST_PAGES):
        for plot in _plots(answer.plots):
            known = found.get(plot.key)
            if known is None or known.iteration <= plot.iteration:
                found[plot.key] = plot
        if not answer.plots or not answer.scroll_id or len(found) >= (answer.total or 0):
            break
        answer = await client.events.get_task_plots(task=task, iters=1, scroll_id=answer.scroll_id)
    return tuple(sorted(found.values(), key=lambda plot: natural(plot.metric, plot.variant)))


async def ask_sample(client: Client, task: str, metric: str, iteration: int) -> PlotSample:
    """Ask for a metric's plots at an iteration, and how far its plots go."""
    return _sample(
        await client.events.get_plot_sample(task=task, metric=metric, iteration=iteration)
    )


async def ask_next(client: Client, task: str, sample: PlotSample, by: int) -> PlotSample | None:
    """Ask for the plots of the next iteration that has some, or the one before.

    Args:
        client: The server.
        task: The task's id.
        sample: What was shown last.
        by: Below 0 for the one before.

    Returns:
        None where there are no more.
    """
    answer = await client.events.next_plot_sample(
        task=task, scroll_id=sample.scroll, navigate_earlier=by < 0, next_iteration=True
    )
    return _sample(answer) if answer.events else None


def _sample(answer: PlotSampleResponse) -> PlotSample:
    return PlotSample(
        tuple(_plots(answer.events or ())),
        answer.min_iteration or 0,
        answer.max_iteration or 0,
        answer.scroll_id or "",
    )


def _plots(events: Iterable[MetricsPlotEvent]) -> list[Plot]:
    return [
        Plot(event.metric or "", event.variant or "", event.iter or 0, event.plot_str or "")
        for event in events
    ]
