"""The tasks: a table that the server pages, sorts and filters."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from mltui.actions.action import Action, Outcome, Subject
from mltui.actions.matching import all_tasks
from mltui.actions.subject import Kind
from mltui.api.errors import ApiError, BadCredentials, TimedOut, Unreachable
from mltui.live.compare import why_not_compared
from mltui.live.home import Curves, CurvesQuestion, MyTask
from mltui.live.metric_names import MetricName
from mltui.live.pages import PAGE_SIZE
from mltui.live.seen_tasks import SeenTasks
from mltui.live.task_columns import ask_columns
from mltui.live.task_filter import STATUS_WORDS, TaskFilter, parse_filter
from mltui.live.task_preview import PreviewQuestion
from mltui.live.task_window import KEEP, Page, TaskWindow, Window
from mltui.live.web_views import ALL, WebView, web_view
from mltui.screens import task_cells
from mltui.screens.acting import ActingScreen, action_keys
from mltui.screens.arranging import ArrangedScreen
from mltui.screens.base import sheets
from mltui.screens.beside import PanelScreen
from mltui.screens.frame import first_steps
from mltui.screens.layout import ColumnChoice, Layout
from mltui.screens.messages import Answered
from mltui.screens.task_filtering import TaskFiltering
from mltui.screens.task_layout import (
    FIXED,
    USUAL,
    choice_of,
    columns,
    field_of,
    fields_of,
    is_moving,
    layout_from_json,
    order_by,
    values_of,
)
from mltui.screens.task_preview import PreviewAnswered, TaskPreview
from mltui.series import numbers
from mltui.widgets.arranged_table import ArrangedTable
from mltui.widgets.foremost import Foremost
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.live.projects import Project

#: What the server calls the statuses that a task can have.
STATUSES = (*STATUS_WORDS.values(), "unknown")

#: How often the list and the task beside it are asked for, seconds.
PACE_S = 5.0

_log = logging.getLogger(__name__)


class TasksAnswered(Answered[Window]):
    """The visible part of the list came."""


class CurvesAnswered(Answered[Curves | None]):
    """Curves of tasks in sight came; None if none of them moved."""


class WebViewAnswered(Answered[WebView]):
    """How the list is arranged in the web pages came."""


class TasksScreen(Foremost, PanelScreen, TaskFiltering, ArrangedScreen, ActingScreen):
    """All tasks, or those of one project and the projects below it."""

    NAME = "Tasks"
    USUAL = USUAL
    CSS_PATH = sheets("tasks")
    BINDINGS: ClassVar[list[BindingType]] = [
        *action_keys(Kind.TASK),
        Binding("equals_sign", "compare", "compare", key_display="="),
        Binding("asterisk", "choose_all", "mark all", key_display="*", show=False),
        *ArrangedScreen.SORTING_KEYS,
        *TaskFiltering.KEYS,
        ArrangedScreen.COLUMNS_KEY,
        Binding("p", "panel", "preview"),
    ]

    def __init__(self, project: Project | None = None) -> None:
        """Make the screen.

        Args:
            project: Show only tasks of this one and those below it.
        """
        super().__init__()
        self._project = project
        ids = project.subtree if project is not None else ()
        self._window = TaskWindow(project.name if project is not None else "", ids)
        self._question = self._window.question
        self._listed = self._window.filter
        self._seen = SeenTasks()
        # What an earlier run of the program has left gives no places to keep.
        self._is_heard = False
        self._metrics: tuple[MetricName, ...] = ()
        self._total: int | None = None
        self._project_name = ""
        self._curves: dict[str, Sequence[float]] = {}
        self._curves_question = CurvesQuestion(self._in_sight)
        self._sight = (0, 0)
        self._preview = PreviewQuestion(self._seen.get)
        self._web_wanted = False
        self._made: tuple[str, str] | None = None

    def compose_body(self) -> ComposeResult:
        """Yield the table, and the preview beside it where there is room."""
        with Horizontal():
            yield ArrangedTable(id="tasks", page_size=PAGE_SIZE)
            yield TaskPreview(id="preview")

    def open_feeds(self) -> None:
        """Ask for the tasks, and about the one under the cursor."""
        keep = KEEP if self._project is None else None
        kept = self.host.preferences.get(self.arrangement_name())
        self.arrangement = layout_from_json(kept)
        self._window.clock = self.host.timing.now
        self._show_fields(self.arrangement)
        self._window.order = order_by(self.arrangement, ()) or self._window.order
        if last := self.recall_filter():
            self.pattern = last
            self._window.look_for(parse_filter(last))
        self._web_wanted = self.host.web_views and not kept
        self.add_feed("tasks", self._window.ask, PACE_S, TasksAnswered, keep=keep)
        if self._web_wanted:
            self.add_feed("web view", self._ask_web_view, PACE_S, WebViewAnswered)
        self.add_feed("curves", self._curves_question, PACE_S, CurvesAnswered)
        self.add_feed("preview", self._preview.ask, PACE_S, PreviewAnswered)
        self._show_columns()

    # Status line

    def subject(self) -> str:
        """Return the project's name, or that these are the tasks of all."""
        own = self._project.name if self._project is not None else ""
        return self._project_name or own or self.NAME

    def details(self) -> str:
        """Return filter and order."""
        return f"{self.pattern}  {self.said_order()}".strip()

    def counts(self) -> str:
        """Return how many tasks there are."""
        return "" if self._total is None else numbers.counted(self._total, "task")

    # Answers

    @on(TasksAnswered)
    def _show_tasks(self, message: TasksAnswered) -> None:
        window, table = message.answer, self.query_one(Table)
        if window.question != self._window.question:
            return
        if window.question != self._question:
            self._question = window.question
            # In another order it is the same list: what is marked stays so.
            same, self._listed = self._listed == self._window.filter, self._window.filter
            self._seen.start_over(table.marked if same else ())
            table.clear(keep_marks=same)
        self._project_name = window.project
        if window.metrics != self._metrics:
            self._metrics = window.metrics
            self._show_columns()
            self._take_layout(self.arrangement)
            if window.question != self._window.question:
                # It is sorted by a metric, which is only known now.
                self.feed("tasks").ask_next()
                return
        if window.total is not None:
            self._total = window.total
            table.set_total(window.total)
        for page in window.pages:
            self._show_page(page)
        if window.pages:
            self._is_heard = not message.freshness.remembered
            # Marked rows stay known wherever they are: an action may be about them.
            marked = set(table.marked)
            self._seen.forget(
                self._total,
                table.visible_range,
                lambda key: key in marked or table.row(key) is not None,
            )
            self._ask_curves()
            if self.panel.key and self._preview.behind:
                self.feed("preview").ask_next()
            table.ask_again()
            self.show_note("" if table.total else self._nothing())

    def _nothing(self) -> str:
        if self._window.filter == TaskFilter(archived=True):
            return "No task is archived. A shows the others again."
        if self.pattern:
            return self.nothing_fits("No task fits this filter.")
        return "No tasks here yet." if self._project else f"No tasks yet. {first_steps(self.host)}"

    def _show_page(self, page: Page) -> None:
        steadily = self._is_heard and is_moving(self.arrangement)
        rows = self._seen.put(page, steadily=steadily).rows
        now = self.host.timing.now()
        fresh = self.feed("tasks").freshness
        watched = self.host.watched_tasks
        shown = [
            task_cells.row_of(
                row,
                self._metrics,
                now,
                watched=row.id in watched,
                curve=self._curves.get(row.id, ()),
                heard=fresh.answered_at if fresh.offline else None,
            )
            for row in rows
        ]
        table = self.query_one(Table)
        if self._total is None and page.start + len(rows) >= table.total:
            # A server that cannot count: there may be more as long as pages are full.
            table.set_total(page.start + len(rows) + (PAGE_SIZE if len(rows) == PAGE_SIZE else 0))
        table.put(page.start, shown)
        self._go_to_made()

    def wants(self, feed: str) -> bool:
        """Ask for curves only where their column is shown, for the web pages' view only once."""
        needless = (feed == "curves" and "curve" not in self.arrangement.columns) or (
            feed == "web view" and not self._web_wanted
        )
        return super().wants(feed) and not needless

    def _ask_curves(self) -> None:
        if self.wants("curves"):
            self.feed("curves").ask_next()

    def _in_sight(self) -> list[MyTask]:
        """Return the tasks on the screen, each with its best metric."""
        rows = self._seen.in_sight(*self.query_one(Table).visible_range)
        return [
            MyTask(row, next((name for name in self._metrics if str(name) in row.values), None))
            for row in rows
        ]

    @on(CurvesAnswered)
    def _show_curves(self, message: CurvesAnswered) -> None:
        if message.answer is not None:
            self._curves = dict(message.answer)
            self._show_rows_again()
        if self._curves_question.more:
            self.feed("curves").ask_next()

    def _show_rows_again(self) -> None:
        """Write the rows on the screen anew; others are asked for when they come there."""
        for page in self._seen.pages_in_sight(*self.query_one(Table).visible_range):
            self._show_page(page)

    def grow_old(self) -> None:
        """Write the ages of the rows anew, and nothing that nobody knows."""
        if self.feed("tasks").freshness.offline:
            self._show_rows_again()

    @on(PreviewAnswered)
    def _show_preview(self, message: PreviewAnswered) -> None:
        preview = message.answer
        if preview is not None and preview.task.id == self.query_one(Table).cursor_key:
            self.query_one(TaskPreview).show(preview, self.host.timing.now())

    def _show_columns(self) -> None:
        with_project = self._project is None
        self.query_one(Table).set_columns(
            columns(self.arrangement, self._metrics, with_project=with_project)
        )

    # Acting

    def subjects(self) -> list[Subject]:
        """Return the marked tasks, or the one under the cursor."""
        chosen = self.query_one(Table).chosen
        return [one for one in map(self._subject, chosen) if one is not None]

    def _subject(self, key: str) -> Subject | None:
        row = self._seen.get(key)
        if row is None:
            return self.left_marked(key)
        return Subject(row.id, row.name, row.status, self._window.filter.archived)

    def ask_everything(self) -> None:
        """Ask for the rows whatever the small question says: a deleted task moves nothing."""
        self._window.forget()
        self._window.forget_projects()

    def acted(self, action: Action, outcome: Outcome) -> None:  # noqa: ARG002
        """Have the rows asked for again whatever moved; what was made comes under the cursor."""
        self._window.forget()
        one = len(outcome.changed) == len(outcome.created) == 1
        self._made = (outcome.changed[0], outcome.created[0]) if one else None

    def _go_to_made(self) -> None:
        """Put the cursor on what was made of the task under it, unless it has moved meanwhile."""
        if self._made is None:
            return
        table, (origin, made) = self.query_one(Table), self._made
        if table.cursor_key != origin or table.move_to(made):
            self._made = None

    def action_choose_all(self) -> None:
        """Be about every task that fits the filter, on the screen or not."""
        if self._total:
            self.choose_matching(self._total)

    def sorts_that_fit(self) -> list[Subject]:
        """Return a task of every status that the filter lets through."""
        wanted = self._window.filter
        statuses = wanted.statuses or STATUSES
        return [Subject(status, "", status, wanted.archived) for status in statuses]

    async def all_matching(self, client: Client) -> list[Subject]:
        """Ask for every task that fits the filter."""
        return await all_tasks(client, await self._window.criteria(client))

    # The table

    @on(Table.PageWanted)
    def _page_wanted(self, message: Table.PageWanted) -> None:
        if message.table.wants(message.start):
            self._window.want(message.start)
            self.feed("tasks").ask_next()

    @on(Table.Highlighted)
    def _cursor_moved(self, message: Table.Highlighted) -> None:
        sight = message.table.visible_range
        self._window.look_at(*sight)
        if sight != self._sight:
            self._sight = sight
            self._ask_curves()
        self.panel.follow()

    @on(Table.Selected)
    def _opened(self, message: Table.Selected) -> None:
        row = message.table.row(message.key)
        name = row.cells.get("name", "") if row is not None else ""
        title = name if isinstance(name, str) else name.text
        self.host.open_page("task", message.key, title)

    def foremost(self) -> str:
        """Offer before all others to compare as many as can be."""
        return "" if why_not_compared(self._chosen_count) else "compare"

    @property
    def _chosen_count(self) -> int:
        """How many are marked, or fit where those were chosen."""
        if self.about_matching:
            return max(len(self._seen.ids), self._total or 0)
        # The line of keys may be there before the table.
        return sum(len(table.marked) for table in self.query(Table))

    def action_compare(self) -> None:
        """Show side by side what is marked, or all that fit where those were chosen."""
        fitting, count = self.about_matching, self._chosen_count
        if refused := why_not_compared(count, fitting=fitting):
            self.notify(refused, markup=False)
        else:
            chosen = self._seen.ids if fitting else self.query_one(Table).marked
            self.host.open_page("compare", ",".join(chosen), f"{count} tasks")

    # Preview

    def ask_panel(self) -> None:
        """Ask about the task under the cursor."""
        self.query_one(TaskPreview).clear()
        self._preview.look_at(self.panel.key or "")
        if self.panel.key is not None:
            self.feed("preview").ask_anew()

    # Filter and order

    def watches_changed(self) -> None:
        """Mark what is watched."""
        self._show_rows_again()

    def filter_to_watch(self) -> str:
        """Return the filter, with the project that the list is about."""
        if self._project is None or not self.pattern:
            return self.pattern
        return f"{self.pattern} project:{self._project.name}"

    def filter_changed(self, pattern: str) -> None:
        """Ask for the tasks that fit."""
        self.forget_matching()
        self._window.look_for(parse_filter(pattern))
        # What is remembered is read at the next opening: it has to be readable.
        self.remember_filter(pattern)
        self.feed("tasks").ask_anew()

    def filter_place(self) -> str:
        """Remember the last filter of a project, not that of all tasks."""
        return self._project.id if self._project is not None else ""

    def filter_project(self) -> str:
        """Complete to what this project's tasks have."""
        return self._project.id if self._project is not None else ""

    # Columns

    def arrangement_name(self) -> str:
        """Keep a project's columns apart from those of others."""
        return f"task columns {self._project.id if self._project is not None else ''}".strip()

    def columns_of_all(self) -> list[str]:
        """Return the columns that any task fills."""
        return [one.key for one in FIXED]

    async def ask_columns(self, client: Client) -> tuple[list[str], str]:
        """Ask for the metrics and hyperparameters of the projects of the filter."""
        await self._window.criteria(client)  # which finds the projects
        known = await ask_columns(client, self._window.projects)
        return [one.key for one in known.columns], known.gap

    def choice_of(self, key: str) -> ColumnChoice:
        """Return what there is to say of a column."""
        return choice_of(key)

    def can_sort_by(self, key: str) -> bool:
        """Leave the metric out as long as it is not known which one is meant."""
        return bool(field_of(key, self._metrics))

    def orders(self) -> list[str]:
        """Return the columns one goes through: of the usual ones those shown, and the chosen."""
        usual = [order.column for order in task_cells.ORDERS]
        keys = dict.fromkeys([*usual, *(one.key for one in values_of(self.arrangement))])
        shown = self.arrangement.columns
        return [key for key in keys if key in shown and self.can_sort_by(key)]

    async def _ask_web_view(self, client: Client) -> WebView:
        try:
            told = await client.users.get_preferences()
        except (Unreachable, TimedOut, BadCredentials):
            raise
        except ApiError as error:
            # The list is as good without: it begins as it usually does.
            _log.info("What was saved in the web pages cannot be had: %s", error)
            return WebView()
        project = self._project.id if self._project is not None else ALL
        return web_view(told.preferences or {}, project)

    @on(WebViewAnswered)
    def _take_web_view(self, message: WebViewAnswered) -> None:
        """Begin as in the web pages, unless the person has arranged the list meanwhile."""
        view, wanted = message.answer, self._web_wanted
        self._web_wanted = False
        if wanted and view.filter and not self.pattern:
            self.set_filter(view.filter)
        if wanted and (view.columns or view.sorts):
            columns = dict.fromkeys([*view.columns, "name"] if view.columns else USUAL.columns)
            self.show_arrangement(Layout(tuple(columns), view.sorts or USUAL.sorts))
        self.resume_feeds()

    def keep_arrangement(self, layout: Layout) -> None:
        """Have it as the person wants it, whatever the web pages say."""
        self._web_wanted = False
        super().keep_arrangement(layout)

    def show_arrangement(self, layout: Layout) -> None:
        """Show other columns, and ask for them."""
        self._take_layout(layout)
        self.feed("tasks").ask_anew()
        self.resume_feeds()
        self._show_columns()
        self.show_frame()

    def _show_fields(self, layout: Layout) -> None:
        fields = fields_of(layout, with_project=self._project is None)
        self._window.show_columns(values_of(layout), fields)

    def _take_layout(self, layout: Layout) -> None:
        self.arrangement = layout
        self._show_fields(layout)
        order = order_by(layout, self._metrics)
        if order and order != self._window.order:
            self._window.sort_by(*order)
