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
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from textual.containers import Container
from textual.widget import Widget

from mltui.screens.messages import Answered

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.live.feed import Feed
    from mltui.screens.host import Host
    from mltui.screens.task.facts import Facts

Answer = TypeVar("Answer")


class TabAnswered(Answered[Any]):
    """A tab's question was answered."""


class TabAnsweredInParts(TabAnswered):
    """The same for a question of which every answer holds other things: none may be dropped."""

    def can_replace(self, message: object) -> bool:  # noqa: ARG002
        """Every answer counts."""
        return False


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
        in_parts: bool = False,
    ) -> Feed[Answer]:
        """Ask a question while a tab is open; see `TaskTab.ask`."""
        ...

    def feed(self, name: str) -> Feed[Any]:
        """Return a feed by its name."""
        ...

    def tab_changed(self) -> None:
        """Write anew what the frame says of the open tab, and which keys work there."""
        ...


class TaskTab(Container):
    """One tab of a task's page."""

    FILTERS: ClassVar[str] = ""
    """What `/` filters by, said in a word or two; empty if the tab has no filter."""

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
        in_parts: bool = False,
    ) -> Feed[Answer]:
        """Ask a question for as long as this tab is open; it rests while another is.

        Args:
            name: The question's name, unique on the page.
            question: Puts the question to the client it is given; must not touch widgets.
            pace_s: Seconds between an answer and the next question, at the usual pace. It is also
                put at once when the task changed.
            take: Called with every answer, where widgets may be touched.
            in_parts: Every answer holds other things, so none of them may be dropped.
        """
        return self.page.add_tab_feed(self, name, question, pace_s, take, in_parts=in_parts)

    def open_feeds(self) -> None:
        """Add the feeds; called once, when the tab is first opened."""

    def show_facts(self, facts: Facts) -> None:
        """React to what became known of the task itself, and to its age."""

    def task_was_reset(self) -> None:
        """React to the task having begun anew: what it had reported is gone."""

    def filter_changed(self, pattern: str) -> None:
        """React to a new filter, `""` when it was cleared."""

    def counts(self) -> str:
        """Return what the page's second line says at its end, such as "48 of 212"."""
        return ""

    def step_back(self) -> bool:
        """React to escape; True if that closed something within the tab."""
        return False

    def first_focus(self) -> Widget:
        """Return what takes the keyboard when the tab is opened."""
        return next((part for part in self.query("*") if part.focusable), self)
