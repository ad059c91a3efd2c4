"""The page of one task: the task itself, and one of its tabs at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import ContentSwitcher

from mltui.actions.action import Action, Outcome, Subject
from mltui.actions.plan import plan
from mltui.actions.subject import Kind
from mltui.actions.table import ACTIONS
from mltui.live.task import TaskDetails, TaskQuestion
from mltui.live.task_rows import TaskRow
from mltui.screens.acting import ActingScreen, action_keys
from mltui.screens.base import WIDE, sheets
from mltui.screens.copying import Copying
from mltui.screens.downloading import Downloading
from mltui.screens.messages import Answered
from mltui.screens.sending import send_agreed
from mltui.screens.task.facts import Facts
from mltui.screens.task.tab import TabAnswered, TaskTab
from mltui.screens.task.tabs import OVERVIEW, TABS, tab_called
from mltui.widgets.tab_bar import Tab, TabBar

if TYPE_CHECKING:
    from mltui.actions.part_change import PartChange
    from mltui.api.client import Client
    from mltui.live.feed import Feed

Answer = TypeVar("Answer")

#: How often the task itself is asked for, seconds.
TASK_PACE_S = 5.0

#: Reports remembered for the rate.
MOST_REPORTS = 200


class TaskAnswered(Answered[TaskDetails | None]):
    """The task's details came, or nothing where nothing changed."""


class TaskScreen(Copying, Downloading, ActingScreen):
    """One task, opened from a list."""

    NAME = "Task"
    CSS_PATH = sheets("task", "task_tabs")
    LISTED_BY = "task"
    BINDINGS: ClassVar[list[BindingType]] = [
        *action_keys(Kind.TASK),
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
        self._details: TaskDetails | None = None
        self._task_question = TaskQuestion(identity)
        self._reports: list[tuple[float, int]] = []
        self._facts: Facts | None = None
        self._open_name = OVERVIEW
        self._tabs: dict[str, TaskTab] = {}
        self._tab_feeds: dict[str, tuple[TaskTab, Callable[[Any], None]]] = {}
        self._eager_feeds: set[str] = set()
        self._filtering: TaskTab | None = None

    @property
    def FILTERS(self) -> str:  # type: ignore[override]
        """What `/` filters by depends on the tab."""
        return self.tab.filters if self.tab is not None else ""

    @property
    def task_id(self) -> str:
        """The task's id."""
        return self._task_id

    @property
    def facts(self) -> Facts | None:
        """What is known of the task; None before the first answer."""
        return self._facts

    @property
    def tab(self) -> TaskTab | None:
        """The open tab; None before the first is there."""
        return self._tabs.get(self._open_name)

    def compose_body(self) -> ComposeResult:
        """Yield the line of tabs, and the first of them."""
        yield TabBar(self._titles())
        with ContentSwitcher(initial=OVERVIEW, id="tabs"):
            self._tabs[OVERVIEW] = tab = TABS[0].load()(id=OVERVIEW)
            yield tab

    def _titles(self) -> list[Tab]:
        return [Tab(entry.name, entry.title(self.size.width < WIDE)) for entry in TABS]

    def on_resize(self) -> None:
        """Fit the titles of the tabs to the new width."""
        super().on_resize()
        self.query_one(TabBar).show(self._titles())

    # What is asked

    def open_feeds(self) -> None:
        """Ask for the task; a tab asks once it is open."""
        self.add_feed("task", self._task_question, TASK_PACE_S, TaskAnswered)
        self._tabs[OVERVIEW].open_feeds()

    def add_tab_feed(
        self,
        tab: TaskTab,
        name: str,
        ask: Callable[[Client], Awaitable[Answer]],
        pace_s: float,
        take: Callable[[Answer], None],
        *,
        eager: bool = True,
    ) -> Feed[Answer]:
        """Ask a question while a tab is open; see `TaskTab.ask`."""
        self._tab_feeds[name] = (tab, take)
        if eager:
            self._eager_feeds.add(name)
        return self.add_feed(name, ask, pace_s, TabAnswered)

    def wants(self, feed: str) -> bool:
        """A hidden tab's question rests."""
        owner = self._tab_feeds.get(feed)
        return owner is None or owner[0] is self.tab

    @on(TabAnswered)
    def _give_to_tab(self, message: TabAnswered) -> None:
        _, take = self._tab_feeds[message.feed]
        take(message.answer)

    @on(TaskAnswered)
    def _show_details(self, message: TaskAnswered) -> None:
        details = message.answer
        if details is not None:
            before, self._details = self._details, details
            self._note_report(details.row)
            if before is not None and _was_reset(before, details):
                for tab in self._tabs.values():
                    tab.task_was_reset()
            for name in self._eager_feeds:
                self.feed(name).ask_now()
        if self._details is not None:
            self._facts = Facts(self._details, tuple(self._reports), self.host.timing.now())
            self._show_facts()
        self.show_frame()

    def _show_facts(self) -> None:
        """Give what is known to the open tab; the others get it when they are opened."""
        if self.tab is not None and self._facts is not None:
            self.tab.show_facts(self._facts)

    def grow_old(self) -> None:
        """Say how old what is known of the task is: nobody knows how it went on."""
        if self._facts is None or not self.feed("task").freshness.offline:
            return
        self._facts = replace(self._facts, seen=self.host.timing.now())
        self._show_facts()

    def _note_report(self, row: TaskRow) -> None:
        """Remember when which iteration was reported, for the rate."""
        # An agent's word that it is there moves the last update, but is no report.
        at = row.last_update if row.reported is None else row.reported
        if at is not None and row.iteration is not None:
            self._reports.append((at, row.iteration))
            del self._reports[:-MOST_REPORTS]

    def subjects(self) -> list[Subject]:
        """Return the task itself."""
        if self._details is None:
            return []
        row = self._details.row
        return [Subject(row.id, row.name, row.status, self._details.archived)]

    def change_part(self, change: PartChange) -> None:
        """Send a change of the configuration that the person has agreed to."""
        client = self.host.client
        if client is not None:
            # Whatever is under way already: what was typed would be lost.
            intent = plan(ACTIONS[Kind.TASK]["change"], self.subjects())
            sent = send_agreed(self, client, intent.with_target(change.said()), change.text())
            # Of the application: it goes on, and is told of, when the page is left.
            self.app.run_worker(sent, group="act", exit_on_error=False)

    def acted(self, action: Action, outcome: Outcome) -> None:  # noqa: ARG002
        """Let the tabs know."""
        for tab in self._tabs.values():
            tab.acted()

    # What the frame says

    def subject(self) -> str:
        """Return project and name."""
        row = self._details.row if self._details is not None else None
        name = row.name if row is not None else self._known_name
        return f"{row.project} / {name}" if row is not None and row.project else name

    def details(self) -> str:
        """Return how the task is."""
        doing = self.doing_to(self._task_id)
        known = self._facts.headline() if self._facts is not None else ""
        return f"{doing}… {known}" if doing else known

    def counts(self) -> str:
        """Return how far a download is, else what the open tab has to say."""
        if self.downloading:
            return super().counts()
        return self.tab.counts() if self.tab is not None else ""

    def tab_changed(self) -> None:
        """Write anew what the frame says of the open tab, and which keys work there."""
        self.refresh_bindings()
        self.show_frame()

    # Tabs

    def action_next_tab(self, by: int) -> None:
        """Show the next or previous tab."""
        self.query_one(TabBar).step(by)

    def show_tab(self, tab: str) -> None:
        """Show a tab and ask what it needs."""
        self.query_one(TabBar).open(tab)

    @on(TabBar.Chosen)
    async def _tab_chosen(self, message: TabBar.Chosen) -> None:
        if self.pattern:
            self.set_filter("")
        name = self._open_name = message.key
        switcher = self.query_one("#tabs", ContentSwitcher)
        if name not in self._tabs:
            entry = next(entry for entry in TABS if entry.name == name)
            self._tabs[name] = tab = entry.load()(id=name)
            await switcher.mount(tab)
            tab.open_feeds()
        if self._facts is not None:
            self._tabs[name].show_facts(self._facts)
        if name == self._open_name:
            switcher.current = name
            self._tabs[name].first_focus().focus()
        self.resume_feeds()
        self.tab_changed()

    def jump(self, argument: str) -> None:
        """Show the tab of that name."""
        found = tab_called(argument) if argument else None
        if found is not None:
            self.show_tab(found.name)

    def action_back(self) -> None:
        """Stop what is under way, clear the filter, then leave what is open within the tab."""
        tab = self.tab
        if tab is not None and (tab.stop() or (not self.pattern and tab.step_back())):
            return
        super().action_back()

    def filter_changed(self, pattern: str) -> None:
        """Filter what the open tab shows."""
        if self.tab is not None:
            self.tab.filter_changed(pattern)

    def filter_begun(self) -> None:
        """Let the open tab know that a filter begins to be typed."""
        self._filtering = self.tab
        if self.tab is not None:
            self.tab.filter_begun()

    def filter_ended(self) -> None:
        """Let the same tab know that it was typed, or given up: another may be open by now."""
        if self._filtering is not None:
            self._filtering.filter_ended()


def _was_reset(before: TaskDetails, after: TaskDetails) -> bool:
    return (before.row.iteration or 0) > (after.row.iteration or 0) or (
        before.row.status != "created" and after.row.status == "created"
    )
