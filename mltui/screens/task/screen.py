"""The page of one task: tabs, and the questions each of them asks."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import ContentSwitcher

from mltui.actions.action import Subject
from mltui.live.console import ConsoleAnswer, ConsoleQuestion
from mltui.live.scalars import Scalars, ScalarsQuestion, samples_for
from mltui.live.task import TaskDetails, TaskQuestion
from mltui.live.task_rows import TaskRow
from mltui.screens.acting import ActingScreen
from mltui.screens.base import sheets
from mltui.screens.messages import Answered
from mltui.screens.task.console import Console
from mltui.screens.task.facts import Facts
from mltui.screens.task.overview import Overview
from mltui.screens.task.scalar_grid import ScalarGrid
from mltui.widgets.tab_bar import Tab, TabBar

#: How often each question is put, seconds.
TASK_PACE_S = 5.0
SCALARS_PACE_S = 5.0
CONSOLE_PACE_S = 3.0

#: Reports remembered for the rate.
MOST_REPORTS = 200

OVERVIEW, SCALARS, CONSOLE = "Overview", "Scalars", "Console"
TABS = (OVERVIEW, SCALARS, CONSOLE)


class TaskAnswered(Answered[TaskDetails | None]):
    """The task's details came, or nothing where nothing changed."""


class ScalarsAnswered(Answered[Scalars | None]):
    """The task's scalars came, or nothing where nothing moved."""


class ConsoleAnswered(Answered[ConsoleAnswer]):
    """New lines of the console came."""

    def can_replace(self, message: object) -> bool:  # noqa: ARG002
        """Every answer holds other lines: none may be dropped."""
        return False


class TaskScreen(ActingScreen):
    """One task, opened from a list."""

    NAME = "Task"
    CSS_PATH = sheets("task")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next_tab(1)", "next tab", key_display="tab"),
        Binding("shift+tab", "next_tab(-1)", "previous tab", show=False),
    ]

    def __init__(self, identity: str, title: str) -> None:
        """Make the page of a task.

        Args:
            identity: The task's id.
            title: Its name, shown until its details are there.
        """
        super().__init__()
        self._task_id = identity
        self._known_name = title
        self._tab = OVERVIEW
        self._details: TaskDetails | None = None
        self._task_question = TaskQuestion(identity)
        self._console_question = ConsoleQuestion(identity)
        self._columns = 80
        self._reports: list[tuple[float, int]] = []
        self._facts: Facts | None = None

    @property
    def FILTERS(self) -> str:  # type: ignore[override]
        """What `/` filters by depends on the tab."""
        return "metric" if self._tab == SCALARS else ""

    def compose_body(self) -> ComposeResult:
        """Yield the tabs."""
        yield TabBar([Tab(name, name) for name in TABS])
        with ContentSwitcher(initial=OVERVIEW, id="tabs"):
            yield Overview(id=OVERVIEW)
            yield ScalarGrid(id=SCALARS)
            yield Console(id=CONSOLE)

    def open_feeds(self) -> None:
        """Ask for the task; for scalars and console once their tab is shown."""
        scalars = ScalarsQuestion(self._task_id, self._moved, lambda: samples_for(self._columns))
        self.add_feed("task", self._task_question, TASK_PACE_S, TaskAnswered)
        self.add_feed("scalars", scalars, SCALARS_PACE_S, ScalarsAnswered)
        self.add_feed("console", self._console_question, CONSOLE_PACE_S, ConsoleAnswered)

    def wants(self, feed: str) -> bool:
        """A hidden tab's question rests."""
        return feed == "task" or feed == self._tab.casefold()

    def _moved(self) -> object:
        """Return what changes when the task reported scalars."""
        if self._details is None:
            return None
        return self._details.row.iteration, self._details.row.last_update

    # Answers

    @on(TaskAnswered)
    def _show_details(self, message: TaskAnswered) -> None:
        details = message.answer
        if details is not None:
            before, self._details = self._details, details
            self._note_report(details.row)
            if before is not None and _was_reset(before, details):
                self._console_question.reset()
            self.feed("scalars").ask_now()
        self._show_task()

    @on(ScalarsAnswered)
    def _show_scalars(self, message: ScalarsAnswered) -> None:
        if message.answer is not None:
            self.query_one(ScalarGrid).show(message.answer)
            self.show_frame()

    @on(ConsoleAnswered)
    def _show_console(self, message: ConsoleAnswered) -> None:
        self.query_one(Console).take(message.answer)

    def _note_report(self, row: TaskRow) -> None:
        """Remember when which iteration was reported, for the rate."""
        if row.last_update is not None and row.iteration is not None:
            self._reports.append((row.last_update, row.iteration))
            del self._reports[:-MOST_REPORTS]

    def _show_task(self) -> None:
        if self._details is not None:
            self._facts = Facts(self._details, tuple(self._reports), self.host.timing.now())
            self.query_one(Overview).show(self._facts)
            self.query_one(ScalarGrid).show_last(
                {(last.metric, last.variant): last.value for last in self._details.metrics}
            )
        self.show_frame()

    def subjects(self) -> list[Subject]:
        """Return the task itself."""
        if self._details is None:
            return []
        row = self._details.row
        return [Subject(row.id, row.name, row.status, self._details.archived)]

    # What the frame says

    def subject(self) -> str:
        """Return project and name."""
        row = self._details.row if self._details is not None else None
        name = row.name if row is not None else self._known_name
        return f"{row.project} / {name}" if row is not None and row.project else name

    def details(self) -> str:
        """Return how the task is."""
        return self._facts.headline() if self._facts is not None else ""

    def counts(self) -> str:
        """Return how the plots are drawn."""
        return self.query_one(ScalarGrid).says if self._tab == SCALARS else ""

    # Tabs

    def action_next_tab(self, by: int) -> None:
        """Show the next or previous tab."""
        self.query_one(TabBar).step(by)

    def show_tab(self, tab: str) -> None:
        """Show a tab and ask what it needs."""
        self.query_one(TabBar).open(tab)

    @on(TabBar.Chosen)
    def _tab_chosen(self, message: TabBar.Chosen) -> None:
        self._tab = tab = message.key
        switcher = self.query_one("#tabs", ContentSwitcher)
        switcher.current = tab
        shown = switcher.visible_content
        if shown is not None:
            next(iter(shown.query("Table")), shown).focus()
        self.resume_feeds()
        self.refresh_bindings()
        self.show_frame()

    def jump(self, argument: str) -> None:
        """Show the tab of that name."""
        found = [tab for tab in TABS if tab.casefold().startswith(argument.casefold())]
        if argument and found:
            self.show_tab(found[0])

    def action_back(self) -> None:
        """Leave a maximised plot first."""
        if self._tab == SCALARS and not self.pattern and self.query_one(ScalarGrid).restore():
            return
        super().action_back()

    def filter_changed(self, pattern: str) -> None:
        """Show only the metrics of that name."""
        self.query_one(ScalarGrid).set_filter(pattern)

    @on(ScalarGrid.Resized)
    def _plots_resized(self) -> None:
        columns = self.query_one(ScalarGrid).plot_columns
        if columns > self._columns:
            self._columns = columns
            self.feed("scalars").ask_now()
        self.show_frame()


def _was_reset(before: TaskDetails, after: TaskDetails) -> bool:
    return (before.row.iteration or 0) > (after.row.iteration or 0) or (
        before.row.status != "created" and after.row.status == "created"
    )
