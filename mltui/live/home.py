"""What a person wants first: their own tasks with their curves, and what failed last."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from mltui.live.gate import Gate
from mltui.live.heard import last_heard
from mltui.live.kept import Keep
from mltui.live.metric_names import MetricName, main_metric
from mltui.live.reported import average
from mltui.live.task_rows import (
    FIELDS,
    RUNNING,
    TaskRow,
    metric_names,
    row_from_json,
    row_of,
    row_to_json,
)

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import tasks as types
    from mltui.api.types.json import JsonObject

#: The person's tasks and the failures that are listed at most.
MOST_MINE, MOST_FAILED = 20, 16

#: Points of a sparkline asked for; one is some sixteen cells wide.
SAMPLES = 32

#: Curves asked for in one go: those of long tasks take a server some time, and the first ones are
#: worth showing before the last are there.
MOST_CURVES = 4

#: Curves that are kept at most; of tasks no longer in sight the oldest go.
MOST_KEPT = 200

#: Every so many questions the rows are asked for even if nothing seems to have changed: deleted
#: tasks move no date.
UNGATED_EVERY = 12

_ENDED = ["completed", "failed", "stopped", "published", "closed"]
_NOT_ARCHIVED = ["-archived"]
_NEWEST = ["-last_update"]

#: The values of a curve by the id of its task; NaN where the metric was no number.
Curves = Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class MyTask:
    """One of the person's tasks, with the metric that matters most of it."""

    row: TaskRow
    metric: MetricName | None = None


class MineQuestion(Gate[tuple[MyTask, ...]]):
    """A feed's question: the person's tasks, running ones first; None if none of them moved."""

    def __init__(self) -> None:
        super().__init__(self._newest, self._tasks)
        self._user: list[str] | None = None
        self._asked = 0
        self._metrics: dict[str, MetricName | None] = {}

    async def _newest(self, client: Client) -> object:
        self._asked += 1
        if self._asked % UNGATED_EVERY == 0:
            # A task may report what tells more about it than what it began with.
            self._metrics.clear()
        answer = await client.tasks.get_all_ex(
            user=await self._me(client),
            system_tags=_NOT_ARCHIVED,
            order_by=_NEWEST,
            page=0,
            page_size=1,
            only_fields=["last_update", "last_change"],
        )
        newest = [(task.id, task.last_update, task.last_change) for task in answer.tasks or ()]
        return self._asked // UNGATED_EVERY, newest

    async def _tasks(self, client: Client) -> tuple[MyTask, ...]:
        running = await self._page(client, [RUNNING, "queued"])
        found = [*running, *(await self._page(client, _ENDED))][:MOST_MINE]
        await self._find_metrics(client, found)
        heard = await last_heard(client, found)
        rows = [
            replace(row_of(task, self._metrics_of(task)), reported=heard.get(task.id or ""))
            for task in found
        ]
        rows.sort(key=lambda row: (not row.running, row.status != "queued"))
        return tuple(MyTask(row, self._metrics.get(row.id)) for row in rows)

    async def _me(self, client: Client) -> list[str] | None:
        if self._user is None:
            current = (await client.users.get_current_user()).user
            self._user = [current.id] if current is not None and current.id else []
        return self._user or None

    async def _page(self, client: Client, status: list[str]) -> list[types.Task]:
        known = sorted({name.field for name in self._metrics.values() if name is not None})
        answer = await client.tasks.get_all_ex(
            user=await self._me(client),
            status=status,
            system_tags=_NOT_ARCHIVED,
            order_by=_NEWEST,
            page=0,
            page_size=MOST_MINE,
            only_fields=[*FIELDS, "metric_stats", *known],
        )
        return answer.tasks or []

    async def _find_metrics(self, client: Client, tasks: Sequence[types.Task]) -> None:
        """Ask for all metrics of tasks whose main one is not known yet, and note their values."""
        unknown = [
            task for task in tasks if task.id and not self._metrics.get(task.id) and _reports(task)
        ]
        if not unknown:
            return
        answer = await client.tasks.get_all_ex(
            id=[task.id or "" for task in unknown],
            page=0,
            page_size=MOST_MINE,
            only_fields=["last_metrics"],
        )
        known = {task.id: task for task in answer.tasks or ()}
        for task in unknown:
            full = known.get(task.id)
            if full is not None:
                self._metrics[task.id or ""] = main_metric(metric_names(full))
                task.last_metrics = full.last_metrics

    def _metrics_of(self, task: types.Task) -> tuple[MetricName, ...]:
        name = self._metrics.get(task.id or "")
        return (name,) if name is not None else ()


def _reports(task: types.Task) -> bool:
    return task.status != "queued" or bool(task.last_iteration)


class FailuresQuestion(Gate[tuple[TaskRow, ...]]):
    """A feed's question: the newest failures of everybody; None if they are the same as before."""

    def __init__(self) -> None:
        super().__init__(self._newest, self._rows)
        self._asked = 0

    async def _newest(self, client: Client) -> object:
        self._asked += 1
        found = await _failed(client, 1, ["last_update", "last_change"])
        newest = [(task.id, task.last_update, task.last_change) for task in found]
        return self._asked // UNGATED_EVERY, newest

    async def _rows(self, client: Client) -> tuple[TaskRow, ...]:
        found = await _failed(client, MOST_FAILED, [*FIELDS, "status_reason"])
        return tuple(row_of(task) for task in found)


async def _failed(client: Client, count: int, fields: list[str]) -> list[types.Task]:
    answer = await client.tasks.get_all_ex(
        status=["failed"],
        system_tags=_NOT_ARCHIVED,
        order_by=_NEWEST,
        page=0,
        page_size=count,
        only_fields=fields,
    )
    return answer.tasks or []


@dataclass(slots=True)
class CurvesQuestion:
    """A feed's question: the curves of tasks that reported since; None if there are none.

    Attributes:
        mine: Returns the tasks as they are known.
        more: Whether there are others to ask for at once.
    """

    mine: Callable[[], Sequence[MyTask]]
    more: bool = False
    _stamps: dict[str, object] = field(default_factory=dict)
    _curves: dict[str, tuple[float, ...]] = field(default_factory=dict)

    async def __call__(self, client: Client) -> Curves | None:
        """Put the question."""
        mine = self.mine()
        stamps = {one.row.id: (one.row.last_update, one.metric) for one in mine}
        moved = [
            (one.row.id, one.metric)
            for one in mine
            if one.metric is not None and self._stamps.get(one.row.id) != stamps[one.row.id]
        ]
        self.more = len(moved) > MOST_CURVES
        if not moved:
            return None
        wanted = dict(moved[:MOST_CURVES])
        answer = await client.events.multi_task_scalar_metrics_iter_histogram(
            tasks=list(wanted),
            samples=SAMPLES,
            metrics=[{"metric": name} for name in sorted({one.metric for one in wanted.values()})],
        )
        for task, name in wanted.items():
            curve = answer.metrics.get(name.metric, {}).get(name.variant, {}).get(task)
            ys = curve.y if curve is not None else []
            # The newest come last: the oldest are the first to be forgotten.
            self._curves.pop(task, None)
            self._stamps.pop(task, None)
            self._curves[task] = tuple(average(y) for y in ys)
            self._stamps[task] = stamps[task]
        self._forget(stamps.keys())
        return dict(self._curves)

    def _forget(self, in_sight: Collection[str]) -> None:
        gone = [task for task in self._stamps if task not in in_sight]
        for task in gone[: max(len(self._stamps) - MOST_KEPT, 0)]:
            del self._stamps[task], self._curves[task]


def _encode_mine(mine: tuple[MyTask, ...] | None) -> JsonObject:
    rows = [
        [row_to_json(one.row), [one.metric.metric, one.metric.variant] if one.metric else None]
        for one in mine or ()
    ]
    return cast("JsonObject", {"rows": rows})


def _decode_mine(value: JsonObject) -> tuple[MyTask, ...]:
    kept = cast("dict[str, Any]", value)["rows"]
    return tuple(
        MyTask(row_from_json(row), MetricName(*name) if name else None) for row, name in kept
    )


def _encode_failed(failed: tuple[TaskRow, ...] | None) -> JsonObject:
    return cast("JsonObject", {"rows": [row_to_json(row) for row in failed or ()]})


def _decode_failed(value: JsonObject) -> tuple[TaskRow, ...]:
    return tuple(row_from_json(row) for row in cast("dict[str, Any]", value)["rows"])


def _encode_curves(curves: Curves | None) -> JsonObject:
    return {task: list(values) for task, values in (curves or {}).items()}


def _decode_curves(value: JsonObject) -> Curves:
    kept = cast("dict[str, list[float]]", value)
    return {task: tuple(values) for task, values in kept.items()}


def _something(answer: object) -> bool:
    return answer is not None


KEEP_MINE: Keep[tuple[MyTask, ...] | None] = Keep(
    "home mine", _encode_mine, _decode_mine, _something
)
KEEP_FAILED: Keep[tuple[TaskRow, ...] | None] = Keep(
    "home failed", _encode_failed, _decode_failed, _something
)
KEEP_CURVES: Keep[Curves | None] = Keep("home curves", _encode_curves, _decode_curves, _something)
