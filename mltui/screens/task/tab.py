"""What the tabs of a task's page share: a tab owns what it asks and what it shows.

A tab overrides what it needs:

    class Plots(TaskTab):
        FILTERS = "plot"

        def open_feeds(self) -> None:
            self.ask("plots", PlotsQuestion(self.page.task_id), 10.0, self.show)

        def show(self, answer: TaskPlots) -> None: ...

It is made when it is first opened, and what it asks rests while another tab is open.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol, TypeVar

from textual import on, work
from textual.containers import Container
from textual.message import Message
from textual.widget import Widget

from mltui.api.errors import ApiError
from mltui.screens.messages import Answered
from mltui.terminal.sanitise import clean

if TYPE_CHECKING:
    from mltui.actions.part_change import PartChange
    from mltui.api.client import Client
    from mltui.live.feed import Feed
    from mltui.screens.host import Host
    from mltui.screens.task.facts import Facts

Answer = TypeVar("Answer")
Severity = Literal["information", "warning", "error"]


class TabAnswered(Answered[Any]):
    """A tab's question was answered."""


class AskedOnce(Message, bubble=False):
    """A question of a tab that was put only once was answered."""

    def __init__(self, take: Callable[[Any], None], answer: object) -> None:
        super().__init__()
        self.take = take
        self.answer = answer


class AskingFailed(Message, bubble=False):
    """A question of a tab that was put only once has no answer."""

    def __init__(self, error: ApiError) -> None:
        super().__init__()
        self.error = error


class Page(Protocol):
    """The page of a task as its tabs see it."""

    host: Host

    @property
    def task_id(self) -> str:
        """The task's id."""
        ...

    @property
    def facts(self) -> Facts | None:
        """What is known of the task; None before the first answer."""
        ...

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
        ...

    def feed(self, name: str) -> Feed[Any]:
        """Return a feed by its name."""
        ...

    def ask_download(self, address: str) -> None:
        """Ask where a file shall go, then fetch it."""
        ...

    def copy(self, text: str, what: str) -> None:
        """Copy a text to the terminal's clipboard."""
        ...

    def tab_changed(self) -> None:
        """Write anew what the frame says of the open tab, and which keys work there."""
        ...

    def action_filter(self) -> None:
        """Open the line in which a filter is typed."""
        ...

    def change_part(self, change: PartChange) -> None:
        """Send a change of the task's configuration that the person has agreed to."""
        ...


class TaskTab(Container):
    """One tab of a task's page."""

    FILTERS: ClassVar[str] = ""
    """What `/` filters by, said in a word or two; empty if the tab has no filter."""

    @property
    def filters(self) -> str:
        """What `/` filters by now; empty where it is known that there is nothing to filter."""
        return self.FILTERS

    @property
    def page(self) -> Page:
        """The page this tab belongs to."""
        return self.screen  # type: ignore[return-value]

    def ask(
        self,
        name: str,
        question: Callable[[Client], Awaitable[Answer]],
        pace_s: float,
        take: Callable[[Answer], None],
        *,
        eager: bool = True,
    ) -> Feed[Answer]:
        """Ask a question for as long as this tab is open; it rests while another is.

        Args:
            name: The question's name, unique on the page.
            question: Puts the question to the client it is given; must not touch widgets.
            pace_s: Seconds between an answer and the next question, at the usual pace.
            take: Called with every answer, where widgets may be touched.
            eager: Put it also at once when the task changed: what it reports as it runs, not what
                is large and rarely new.
        """
        return self.page.add_tab_feed(self, name, question, pace_s, take, eager=eager)

    def ask_once(
        self, question: Callable[[Client], Awaitable[Answer]], take: Callable[[Answer], None]
    ) -> None:
        """Put a question once, giving up an earlier one of this tab that is not answered yet.

        Args:
            question: Puts it to the client it is given; must not touch widgets.
            take: Called with the answer, where widgets may be touched. A failure is told to the
                person instead.
        """
        client = self.page.host.client
        if client is not None:
            self._put_once(client, question, take)

    @work(exclusive=True, group="once")
    async def _put_once(
        self,
        client: Client,
        question: Callable[[Client], Awaitable[Any]],
        take: Callable[[Any], None],
    ) -> None:
        try:
            answer = await question(client)
        except ApiError as error:
            self.post_message(AskingFailed(error))
        else:
            self.post_message(AskedOnce(take, answer))

    @on(AskedOnce)
    def _take_once(self, message: AskedOnce) -> None:
        message.take(message.answer)

    @on(AskingFailed)
    def _tell_failure(self, message: AskingFailed) -> None:
        self.tell(message.error.sentence, "error")

    def tell(self, text: str, severity: Severity = "information") -> None:
        """Say something in a corner of the screen for a while."""
        self.notify(clean(text), severity=severity, markup=False)

    def reported(self) -> object:
        """Return what changes when the task reported something."""
        facts = self.page.facts
        if facts is None:
            return None
        return facts.details.row.iteration, facts.details.row.last_update

    def changed(self) -> object:
        """Return what changes when anything of the task did."""
        facts = self.page.facts
        if facts is None:
            return None
        return facts.details.row.last_change, facts.details.row.status

    def open_feeds(self) -> None:
        """Add the feeds; called once, when the tab is first opened."""

    def show_facts(self, facts: Facts) -> None:
        """React to what became known of the task itself, and to its age."""

    def task_was_reset(self) -> None:
        """React to the task having begun anew: what it had reported is gone."""

    def acted(self) -> None:
        """React to something having been done to the task, before everything is asked again."""

    def filter_changed(self, pattern: str) -> None:
        """React to a new filter, `""` when it was cleared."""

    def filter_begun(self) -> None:
        """React to the filter line being opened: what is changed now may be given up."""

    def filter_ended(self) -> None:
        """React to the filter line being closed."""

    def counts(self) -> str:
        """Return what the page's second line says at its end, such as "48 of 212"."""
        return ""

    def stop(self) -> bool:
        """Stop what escape stops before anything else, such as a search; False if there is none."""
        return False

    def step_back(self) -> bool:
        """React to escape; True if that closed something within the tab."""
        return False

    def first_focus(self) -> Widget:
        """Return what takes the keyboard when the tab is opened."""
        return next((part for part in self.query("*") if part.focusable), self)
