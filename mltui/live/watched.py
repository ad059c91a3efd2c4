"""The questions for what is watched: tasks and queues by ids, the newest tasks of a filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mltui.live.metric_names import MetricName, main_metrics
from mltui.live.task_filter import parse_filter
from mltui.live.task_rows import FIELDS, TaskRow, metric_names, row_of
from mltui.live.task_window import Page, TaskWindow, sampled_metrics
from mltui.live.watches import Target, Watch

if TYPE_CHECKING:
    from mltui.api.client import Client

#: The newest tasks of a watched filter are looked at, so many.
MOST_TASKS = 100


class WatchedFilter:
    """The question for the newest tasks of a filter."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._window = TaskWindow()
        self._window.look_for(parse_filter(watch.identity))
        self._metrics: tuple[MetricName, ...] | None = None

    async def ask(self, client: Client) -> list[TaskRow]:
        """Ask for them, with the values of their main metrics and of those that have a limit."""
        criteria = await self._window.criteria(client)
        if self._metrics is None:
            names = await sampled_metrics(client, criteria)
            limited = (
                name
                for one in names
                for name in one
                if any(limit.means(str(name)) for limit in self._watch.ranges)
            )
            if names:
                self._metrics = tuple(dict.fromkeys([*main_metrics(names), *limited]))
        metrics = self._metrics or ()
        answer = await client.tasks.get_all_ex(
            **criteria,
            order_by=["-last_update"],
            page=0,
            page_size=MOST_TASKS,
            only_fields=[*FIELDS, *(name.field for name in metrics)],
        )
        rows = tuple(row_of(task, metrics) for task in answer.tasks or ())
        (page,) = await self._window.with_reports(client, [Page(0, rows)])
        return list(page.rows)


async def ask_tasks(client: Client, ids: Sequence[str]) -> dict[str, TaskRow]:
    """Ask for tasks with all their metrics' last values, by id; missing ones are left out."""
    if not ids:
        return {}
    answer = await client.tasks.get_all_ex(
        id=list(ids),
        page=0,
        page_size=len(ids),
        only_fields=[*FIELDS, "last_metrics", "metric_stats"],
        search_hidden=True,
    )
    rows = (row_of(task, tuple(metric_names(task))) for task in answer.tasks or ())
    return {row.id: row for row in rows}


async def ask_queues(client: Client, ids: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Ask for the name of queues and how many tasks wait, by id; missing ones are left out."""
    if not ids:
        return {}
    answer = await client.queues.get_all_ex(
        id=list(ids), only_fields=["name", "display_name", "entries"]
    )
    return {
        queue.id or "": (queue.display_name or queue.name or "", len(queue.entries or ()))
        for queue in answer.queues or ()
    }


async def ask_states(client: Client, watches: Sequence[Watch]) -> dict[str, str]:
    """Ask how watched ones are, by id: the status of tasks, how many wait in queues."""
    tasks = [one.identity for one in watches if one.target is Target.TASK]
    found: dict[str, str] = {}
    if tasks:
        listed = await client.tasks.get_all_ex(
            id=tasks, page=0, page_size=len(tasks), only_fields=["status"]
        )
        found |= {task.id or "": str(task.status or "") for task in listed.tasks or ()}
    queues = await ask_queues(
        client, [one.identity for one in watches if one.target is Target.QUEUE]
    )
    return found | {name: f"{length} waiting" for name, (_, length) in queues.items()}
