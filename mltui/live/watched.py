"""The questions for what is watched: tasks and queues by ids, the tasks of a filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from mltui.live.every_metric import EveryMetric
from mltui.live.heard import last_heard
from mltui.live.metric_names import MetricName, main_metrics
from mltui.live.task_filter import OWN_FIELDS, parse_filter
from mltui.live.task_rows import FIELDS, TaskRow, metric_names, row_of
from mltui.live.task_window import Page, TaskWindow, sampled_metrics
from mltui.live.watches import ENDED, FAILED, Target, Watch
from mltui.series import runs

if TYPE_CHECKING:
    from mltui.api.client import Client

#: Tasks in one answer, and running and waiting ones of a filter that are looked at at most.
PAGE_SIZE, MOST_TASKS = 500, 2000

#: Running and waiting tasks whose metrics are looked at for those that tell most, and how many of
#: these are asked for each time.
SAMPLED, MOST_METRICS = 50, 12

#: Metrics that are asked for each time at most because of a limit.
MOST_LIMITED = 40

#: How often it is asked which metrics there are, seconds.
NAMES_EVERY_S = 300.0

GOING_ON = ("in_progress", "queued")


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen of a filter.

    Attributes:
        rows: Its running and waiting tasks, and those that ended since the last look.
        complete: Whether these are all; False where more than `MOST_TASKS` run or wait.
    """

    rows: tuple[TaskRow, ...]
    complete: bool


class WatchedFilter:
    """The questions for the tasks of a filter of which something may be to tell.

    Of those that were over at the last look there is none, so that a look costs little however
    many tasks fit.
    """

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._window = TaskWindow()
        self._window.look_for(parse_filter(watch.identity))
        self._metrics: tuple[MetricName, ...] = ()
        self._named_at = float("-inf")
        # Those named above are asked for each time, all others are looked through in turn.
        self._others = EveryMetric(self._tells)
        self._has_others = "diverges" in watch.words

    async def ask(self, client: Client, since: float, now: float) -> Looked:
        """Ask for them, with the values of their metrics of which there may be something to tell.

        Args:
            client: The server.
            since: When it was asked last, or the wish was made, epoch seconds.
            now: Epoch seconds.
        """
        self._window.clock = lambda: now
        criteria = await self._window.criteria(client)
        going_on = _of_statuses(criteria, GOING_ON)
        ended = _of_statuses(criteria, (*ENDED, FAILED))
        await self._find_metrics(client, going_on or criteria, now)
        rows, complete = await self._ask_rows(client, going_on) if going_on else ([], True)
        if ended:
            moment = datetime.fromtimestamp(since, UTC).isoformat(timespec="seconds")
            limits = [*cast("list[str]", ended.get("status_changed", ())), f">={moment}"]
            rows += (await self._ask_rows(client, {**ended, "status_changed": limits}))[0]
        if self._has_others:
            rows = await self._others.add_to(client, rows)
        if "stalls" in self._watch.words:
            (page,) = await self._window.with_reports(client, [Page(0, tuple(rows))])
            return Looked(page.rows, complete)
        return Looked(tuple(rows), complete)

    async def ask_left(self, client: Client, ids: Sequence[str]) -> list[TaskRow]:
        """Ask for tasks that were among them and are not any more, those that are still there."""
        rows: list[TaskRow] = []
        for start in range(0, min(len(ids), MOST_TASKS), PAGE_SIZE):
            page = list(ids[start : start + PAGE_SIZE])
            rows += (await self._ask_page(client, {"id": page, "search_hidden": True}, 0))[0]
        return await self._others.add_to(client, rows) if self._has_others else rows

    async def _ask_rows(
        self, client: Client, criteria: Mapping[str, Any]
    ) -> tuple[list[TaskRow], bool]:
        """Ask page by page; return the tasks, and whether these are all."""
        rows: list[TaskRow] = []
        for number in range(MOST_TASKS // PAGE_SIZE):
            page, full = await self._ask_page(client, criteria, number)
            rows += page
            if not full:
                return rows, True
        return rows, False

    async def _ask_page(
        self, client: Client, criteria: Mapping[str, Any], number: int
    ) -> tuple[list[TaskRow], bool]:
        """Ask for one page; return it, and whether it is full."""
        answer = await client.tasks.get_all_ex(
            **criteria,
            order_by=["-last_update"],
            page=number,
            page_size=PAGE_SIZE,
            only_fields=[*FIELDS, "status_reason", *(name.field for name in self._metrics)],
        )
        rows = [row_of(task, self._metrics) for task in answer.tasks or ()]
        return rows, len(rows) == PAGE_SIZE

    async def _find_metrics(self, client: Client, criteria: Mapping[str, Any], now: float) -> None:
        """Find out which metrics are to be looked at, if it is time or none was found yet.

        Which metrics there are on the whole server takes it some work: that is asked seldom. What
        a few running tasks report is cheap to ask.
        """
        limits = [limit for limit in self._watch.ranges if limit.name not in OWN_FIELDS]
        diverges = "diverges" in self._watch.words
        due = abs(now - self._named_at) >= NAMES_EVERY_S
        if not (limits or diverges) or (self._metrics and not due):
            return
        known: list[MetricName] = []
        if due and limits:
            projects = self._window.projects
            answer = await client.projects.get_unique_metric_variants(
                project=projects[0] if projects else None
            )
            known = [
                MetricName(m.metric, m.variant) for m in answer.metrics if m.metric and m.variant
            ]
        sampled: list[list[MetricName]] = []
        if diverges or not due:
            sampled = await sampled_metrics(client, criteria, SAMPLED)
            known += [name for names in sampled for name in names]
        main = main_metrics(sampled, MOST_METRICS) if diverges else ()
        limited = dict.fromkeys(
            name for name in known if any(limit.means(str(name)) for limit in limits)
        )
        self._metrics = tuple(dict.fromkeys([*main, *list(limited)[:MOST_LIMITED]]))
        self._has_others = diverges or len(limited) > MOST_LIMITED
        if due:
            self._named_at = now

    def _tells(self, name: str, value: float) -> bool:
        diverged = "diverges" in self._watch.words and runs.diverged({name: value}) is not None
        limits = (limit for limit in self._watch.ranges if limit.means(name))
        return diverged or any(limit.holds(value) for limit in limits)


def _of_statuses(criteria: Mapping[str, Any], statuses: Sequence[str]) -> dict[str, Any]:
    """Return what chooses those of these statuses; empty if the filter leaves out all of them."""
    wanted = criteria.get("status") or statuses
    both = [status for status in statuses if status in wanted]
    return {**criteria, "status": both} if both else {}


async def ask_tasks(client: Client, ids: Sequence[str]) -> dict[str, TaskRow]:
    """Ask for tasks with all their metrics' last values, by id; missing ones are left out."""
    found: dict[str, TaskRow] = {}
    for start in range(0, len(ids), PAGE_SIZE):
        answer = await client.tasks.get_all_ex(
            id=list(ids[start : start + PAGE_SIZE]),
            page=0,
            page_size=PAGE_SIZE,
            only_fields=[*FIELDS, "status_reason", "last_metrics", "metric_stats"],
            search_hidden=True,
        )
        heard = await last_heard(client, answer.tasks or ())
        for task in answer.tasks or ():
            row = row_of(task, tuple(metric_names(task)))
            found[row.id] = replace(row, reported=heard.get(row.id))
    return found


async def ask_queues(client: Client, ids: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Ask for the name of queues and how many tasks wait, by id; missing ones are left out."""
    if not ids:
        return {}
    # Not for the name that is displayed: older servers refuse fields that they do not have.
    answer = await client.queues.get_all_ex(id=list(ids), only_fields=["name", "entries"])
    return {
        queue.id or "": (queue.name or "", len(queue.entries or ()))
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
