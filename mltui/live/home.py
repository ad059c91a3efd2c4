"""What a person wants first: their own tasks with their curves, and what failed last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mltui.live.metric_names import MetricName, main_metric
from mltui.live.task_rows import FIELDS, RUNNING, TaskRow, metric_names, row_of

if TYPE_CHECKING:
    from mltui.api.client import Client

#: The person's tasks and the failures that are listed at most.
MOST_MINE, MOST_FAILED = 12, 8

#: Points of a sparkline asked for; one is some sixteen cells wide.
SAMPLES = 32

#: Curves asked for at most, those of the newest tasks.
MOST_CURVES = 12


@dataclass(frozen=True, slots=True)
class MyTask:
    """One of the person's tasks, with the curve of its main metric."""

    row: TaskRow
    metric: MetricName | None = None
    curve: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Home:
    """The person's tasks, running ones first, and the newest failures of everybody."""

    mine: tuple[MyTask, ...] = ()
    failed: tuple[TaskRow, ...] = ()


@dataclass(slots=True)
class HomeQuestion:
    """A feed's question; curves are asked for again only of tasks that reported since."""

    _user: str = ""
    _curves: dict[str, tuple[object, tuple[float, ...]]] = field(default_factory=dict)

    async def __call__(self, client: Client) -> Home:
        """Put the question."""
        if not self._user:
            current = (await client.users.get_current_user()).user
            self._user = (current.id if current is not None else "") or ""
        mine = [self._user] if self._user else None
        fields = [*FIELDS, "last_metrics"]
        running = await client.tasks.get_all_ex(
            user=mine,
            status=[RUNNING, "queued"],
            system_tags=["-archived"],
            order_by=["-last_update"],
            page=0,
            page_size=MOST_MINE,
            only_fields=fields,
        )
        ended = await client.tasks.get_all_ex(
            user=mine,
            status=["completed", "failed", "stopped", "published", "closed"],
            system_tags=["-archived"],
            order_by=["-last_update"],
            page=0,
            page_size=MOST_MINE,
            only_fields=fields,
        )
        found = [*(running.tasks or ()), *(ended.tasks or ())][:MOST_MINE]
        names = {task.id or "": main_metric(metric_names(task)) for task in found}
        rows = [row_of(task, (n,) if (n := names[task.id or ""]) else ()) for task in found]
        rows.sort(key=lambda row: (not row.running, row.status != "queued"))
        await self._ask_curves(client, rows, names)
        return Home(
            tuple(
                MyTask(row, names[row.id], self._curves.get(row.id, (None, ()))[1]) for row in rows
            ),
            await self._failed(client),
        )

    async def _failed(self, client: Client) -> tuple[TaskRow, ...]:
        answer = await client.tasks.get_all_ex(
            status=["failed"],
            system_tags=["-archived"],
            order_by=["-last_update"],
            page=0,
            page_size=MOST_FAILED,
            only_fields=[*FIELDS, "status_reason"],
        )
        return tuple(row_of(task) for task in answer.tasks or ())

    async def _ask_curves(
        self, client: Client, rows: Sequence[TaskRow], names: Mapping[str, MetricName | None]
    ) -> None:
        wanted: dict[str, MetricName] = {}
        for row in rows[:MOST_CURVES]:
            name = names[row.id]
            if name is not None and self._curves.get(row.id, (None, ()))[0] != row.last_update:
                wanted[row.id] = name
        if not wanted:
            return
        metrics = sorted({name.metric for name in wanted.values()})
        answer = await client.events.multi_task_scalar_metrics_iter_histogram(
            tasks=list(wanted), samples=SAMPLES, metrics=[{"metric": name} for name in metrics]
        )
        stamps = {row.id: row.last_update for row in rows}
        for task, name in wanted.items():
            curve = answer.metrics.get(name.metric, {}).get(name.variant, {}).get(task)
            ys = curve.y if curve is not None else []
            points = tuple(float("nan") if y is None else y for y in ys)
            self._curves[task] = (stamps[task], points)
