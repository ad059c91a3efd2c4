"""The visible part of a list of tasks that may be 100,000 long."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from mltui.api.errors import NotSupported
from mltui.live.heard import ask_reported
from mltui.live.kept import Keep
from mltui.live.metric_names import MetricName, in_one_column, main_metrics, meant_by
from mltui.live.pages import PAGE_SIZE, Pages
from mltui.live.subtree import Subtree
from mltui.live.tag_filter import check_tags
from mltui.live.task_columns import ValueColumn
from mltui.live.task_filter import Criteria, TaskFilter
from mltui.live.task_rows import (
    ALWAYS,
    FIELDS,
    TaskRow,
    metric_names,
    row_from_json,
    row_of,
    row_to_json,
)
from mltui.live.users import NamedUsers

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.json import JsonObject

#: Tasks whose metrics are looked at to find the one worth a column.
SAMPLED = 12


@dataclass(frozen=True, slots=True)
class Page:
    """Consecutive rows of the list, the first at index `start`, a multiple of the page size."""

    start: int
    rows: tuple[TaskRow, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """What the server said about the visible part.

    Attributes:
        question: Grows with every change of filter or order: answers to an older one are void.
        pages: The rows that were asked for; none if nothing moved since the last answer.
        total: How many tasks fit the filter; None where the server cannot count, or nothing moved.
        metrics: The metrics whose last values the rows hold, the best first.
        project: Name of the project looked in; empty for all.
    """

    question: int
    pages: tuple[Page, ...] = ()
    total: int | None = None
    metrics: tuple[MetricName, ...] = ()
    project: str = ""


#: How often running tasks are asked for when they last reported a metric, seconds.
REPORTS_EVERY_S = 60.0


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells whether anything moved; None is not known.

    Attributes:
        updated: The task that something was heard of last, and when.
        changed: The task that was changed last, and when.
        count: How many tasks there are.
    """

    updated: tuple[object, ...]
    changed: tuple[object, ...] | None = None
    count: int | None = None

    def differs(self, before: Stamp) -> bool:
        """Return whether something has moved since."""
        return (
            self.updated != before.updated
            or (self.changed is not None and before.changed not in (None, self.changed))
            or (self.count is not None and before.count not in (None, self.count))
        )


class TaskWindow(Pages):
    """The question of a task list: which tasks, in which order, from where to where.

    Whoever changes it asks its feed anew. Between changes a tiny question (which task moved
    last?) decides whether the rows are asked for again.
    """

    def __init__(self, project_name: str = "", project_ids: Sequence[str] = ()) -> None:
        """Make the question for one project and those below it, or for all tasks.

        Args:
            project_name: The project's name, to be shown.
            project_ids: The ids of it and of all below it.
        """
        super().__init__()
        self.filter = TaskFilter()
        self.order: tuple[str, ...] = ("-last_update",)
        self.columns: tuple[ValueColumn, ...] = ()
        self._fields: tuple[str, ...] = FIELDS
        self.clock: Callable[[], float] = time.time
        self._own = Subtree(project_name, project_ids)
        self._named = Subtree()
        self._users = NamedUsers()
        self._bare: tuple[tuple[str, ...], dict[str, str]] = ((), {})
        self._metrics: tuple[MetricName, ...] = ()
        self._metrics_known = False
        self._stamp: Stamp | None = None
        self._running = True
        self._reports: dict[str, tuple[int | None, float | None]] = {}
        self._reports_at = float("-inf")

    def look_for(self, wanted: TaskFilter) -> None:
        """Ask for other tasks from now on, beginning with the first."""
        self.filter = wanted
        self._bare = ((), {})
        self._metrics_known = False
        self.start_over()

    def sort_by(self, *order: str) -> None:
        """Ask in another order from now on (`order_by` keys of the server), from the first."""
        self.order = order
        self.start_over()

    def show_columns(self, columns: Sequence[ValueColumn], fields: Sequence[str] = FIELDS) -> None:
        """Ask for what these columns and other fields show, from now on.

        Args:
            columns: The columns of metrics and hyperparameters.
            fields: The fields that are shown besides `ALWAYS`.
        """
        if (tuple(columns), tuple(fields)) != (self.columns, self._fields):
            self.columns, self._fields = tuple(columns), tuple(fields)
            self.forget()

    @property
    def projects(self) -> tuple[str, ...]:
        """The ids of the project that the list is about and of those below it; empty for all."""
        return self._named.ids if self.filter.project else self._own.ids

    def forget_projects(self) -> None:
        """Have the projects below it looked for next time."""
        self._own.forget()
        self._named.forget()

    async def ask(self, client: Client) -> Window:
        """Ask the server for what is on the screen and what was wanted."""
        asking = self.begin()
        project, criteria = await self._criteria(client)
        before = None if asking.is_anew else self._stamp
        stamp = await self._stamped(client, criteria, before)
        moved = asking.is_due or before is None or stamp.differs(before)
        if moved and not self._metrics_known:
            self._metrics = in_one_column(main_metrics(await sampled_metrics(client, criteria)))
            self._metrics_known = bool(self._metrics)
        wanted = self.to_ask(moved)
        pages = [await self._page(client, criteria, page) for page in wanted]
        pages = await self.with_reports(client, pages)
        total = await _count(client, criteria) if moved else None
        if self.answered(asking, wanted, moved):
            if moved:
                self._running = any(row.running for page in pages for row in page.rows)
                stamp = replace(stamp, count=total)
            self._stamp = stamp
        return Window(asking.question, tuple(pages), total, self._metrics, project)

    async def criteria(self, client: Client) -> Criteria:
        """Return the fields of a request that choose the tasks of this list."""
        return (await self._criteria(client))[1]

    async def _criteria(self, client: Client) -> tuple[str, Criteria]:
        tags = self.filter.tags, self.filter.without_tags, self.filter.any_tags
        await check_tags(client, *tags)
        wanted, users = self.filter.project, await self._users.ids(client, self.filter.users)
        if wanted:
            found = self._named
            await found.look_for(client, wanted, self.clock())
        else:
            found = self._own
            await found.keep_up(client, self.clock())
        meant = await self._meant(client, found.ids)
        return found.name, meant.criteria(found.ids, users, self.clock())

    async def _meant(self, client: Client, projects: Sequence[str]) -> TaskFilter:
        """Return the filter with whole names of metrics: `loss<1` means the variant to look at."""
        bare = tuple(one.name for one in self.filter.ranges if one.is_bare)
        if not bare:
            return self.filter
        if bare != self._bare[0]:
            project = projects[0] if projects else None
            answer = await client.projects.get_unique_metric_variants(project=project)
            known = [
                MetricName(m.metric, m.variant) for m in answer.metrics if m.metric and m.variant
            ]
            names = {name: str(meant_by(name, known) or name) for name in bare}
            self._bare = (bare, names)
        names = self._bare[1]
        ranges = (replace(one, name=names.get(one.name, one.name)) for one in self.filter.ranges)
        return replace(self.filter, ranges=tuple(ranges))

    async def _stamped(self, client: Client, criteria: Criteria, before: Stamp | None) -> Stamp:
        """Ask what tells whether something moved, no more than it takes.

        Reports move the newest update; renaming, tags and statuses the newest change; what was
        archived, moved or deleted is only missed by counting.
        """
        if before is None:
            updated = await self._newest(client, criteria, "last_update")
            return Stamp(updated, await self._newest(client, criteria, "last_change"))
        found = Stamp(before.updated, before.changed)
        if self._running:
            found = replace(found, updated=await self._newest(client, criteria, "last_update"))
        if not found.differs(before):
            found = replace(found, changed=await self._newest(client, criteria, "last_change"))
        if not found.differs(before):
            found = replace(found, count=await _count(client, criteria))
        return found

    async def _newest(self, client: Client, criteria: Criteria, field: str) -> tuple[object, ...]:
        answer = await client.tasks.get_all_ex(
            **criteria,
            order_by=[f"-{field}"],
            page=0,
            page_size=1,
            only_fields=["last_update", "last_change"],
        )
        return tuple((task.id, task.last_update, task.last_change) for task in answer.tasks or ())

    async def with_reports(self, client: Client, pages: list[Page]) -> list[Page]:
        """Add when running tasks last reported a metric, which is asked for now and then."""
        running = {row.id: row for page in pages for row in page.rows if row.running}
        now = self.clock()
        due = abs(now - self._reports_at) >= REPORTS_EVERY_S
        if running and (due or running.keys() - self._reports.keys()):
            # Those that got on since have reported since: nobody needs to ask.
            still = [
                key
                for key, row in running.items()
                if self._reports.get(key, (row.iteration,))[0] == row.iteration
            ]
            told = await ask_reported(client, still)
            self._reports_at = now
            self._reports = {
                key: (row.iteration, told.get(key, row.last_update)) for key, row in running.items()
            }
        return [
            replace(page, rows=tuple(self._with_report(row) for row in page.rows)) for page in pages
        ]

    def _with_report(self, row: TaskRow) -> TaskRow:
        iteration, reported = self._reports.get(row.id, (None, None))
        # One that got on since has reported since.
        known = row.running and iteration == row.iteration
        return replace(row, reported=reported) if known else row

    async def _page(self, client: Client, criteria: Criteria, page: int) -> Page:
        answer = await client.tasks.get_all_ex(
            **criteria,
            order_by=list(self.order),
            page=page,
            page_size=PAGE_SIZE,
            only_fields=[
                *dict.fromkeys([*ALWAYS, *self._fields]),
                *(name.field for name in self._metrics),
                *(column.field for column in self.columns),
            ],
        )
        rows = tuple(row_of(task, self._metrics, self.columns) for task in answer.tasks or ())
        return Page(page * PAGE_SIZE, rows)


async def sampled_metrics(
    client: Client, criteria: Mapping[str, Any], count: int = SAMPLED
) -> list[list[MetricName]]:
    """Ask for the metrics of some tasks, the newest of those that a request chooses."""
    answer = await client.tasks.get_all_ex(
        **criteria,
        order_by=["-last_update"],
        page=0,
        page_size=count,
        only_fields=["last_metrics"],
    )
    return [metric_names(task) for task in answer.tasks or ()]


async def _count(client: Client, criteria: Criteria) -> int | None:
    try:
        answer = await client.organization.get_entities_count(tasks=cast("JsonObject", criteria))
    except NotSupported:
        # Servers before API 2.20 cannot count.
        return None
    return answer.tasks


def steady(before: Sequence[TaskRow], after: Sequence[TaskRow]) -> list[TaskRow]:
    """Return the new rows with the running tasks in the order they had among each other.

    Sorted by last update, running tasks overtake each other with every report; a list that
    shuffles under the eyes cannot be read. They keep their places, newcomers come before them.
    """
    places = {row.id: index for index, row in enumerate(before) if row.running}
    running = [row for row in after if row.running]
    calm = iter(sorted(running, key=lambda row: places.get(row.id, -1)))
    return [next(calm) if row.running else row for row in after]


def _encode(window: Window) -> JsonObject:
    rows = next((page.rows for page in window.pages if page.start == 0), ())
    return cast(
        "JsonObject",
        {
            "total": window.total,
            "metrics": [[name.metric, name.variant] for name in window.metrics],
            "rows": [row_to_json(row) for row in rows],
        },
    )


def _decode(value: JsonObject) -> Window:
    kept = cast("dict[str, Any]", value)
    rows = tuple(row_from_json(row) for row in kept["rows"])
    metrics = tuple(MetricName(*name) for name in kept["metrics"])
    return Window(0, (Page(0, rows),), kept["total"], metrics)


KEEP = Keep("tasks", _encode, _decode, lambda w: w.question == 0 and bool(w.pages))
