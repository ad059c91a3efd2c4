"""The Console tab: the task's log, followed, scrolled back through, and searched."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mltui.api.errors import ApiError
from mltui.live import console
from mltui.live.console import (
    LATE_MS,
    ConsoleAnswer,
    ConsolePage,
    ConsoleQuestion,
    Hits,
    Message,
)
from mltui.live.download import Refused
from mltui.screens.task.console_log import CLOCK, MOST_LINES, Console
from mltui.screens.task.console_messages import PageCame, Searched, Working
from mltui.screens.task.saving import save_log
from mltui.screens.task.tab import TaskTab
from mltui.screens.typed_path import typed_path, wrong_path
from mltui.series.moments import local
from mltui.series.typed_times import parse_moment
from mltui.widgets.ask_text import AskText
from mltui.widgets.landmark import Landmark
from mltui.widgets.log_search import LineCount, pattern_of, searched_part
from mltui.widgets.log_view import LogLine, LogView
from mltui.widgets.resting import Resting
from mltui.widgets.searched_log import Place

if TYPE_CHECKING:
    from textual.widget import Widget

    from mltui.api.client import Client

#: How often new lines are asked for, seconds.
PACE_S = 3.0

#: Lines taken of a page at once: its messages may be of any number of lines, and what is looked at
#: must not give way to them.
PAGE_LINES = MOST_LINES // 2

#: What is typed where the whole log is to be searched.
WHOLE_FILTERS = "text or /regular expression/, looked for in the whole log"


class ConsoleTab(Resting, TaskTab):
    """The log of a task, with what is asked for it."""

    FILTERS = "text or /regular expression/, then n N; & only these; s the whole log"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ampersand", "only_matching", "only matches", key_display="&"),
        Binding("s", "search_whole", "search all"),
        Binding("T", "to_time", "Go to a time", show=False),
        Binding("b", "states", "All states of progress bars", show=False),
        Binding("y", "copy", "Copy the lines on the screen", show=False),
        Binding("E", "save", "save"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._question: ConsoleQuestion | None = None
        self._earlier = False
        self._awaited: Callable[[ConsolePage], None] | None = None
        self._newest = 0.0
        self._away = False
        self._text = ""
        self._hits: Hits | None = None
        self._before: Place | None = None
        self._working = ""
        self._whole_wanted = False
        self._written: bool | None = None

    def compose(self) -> ComposeResult:
        """Yield the log."""
        yield Console()

    @property
    def view(self) -> Console:
        """The lines."""
        return self.query_one(Console)

    def first_focus(self) -> Widget:
        """The log takes the keyboard."""
        return self.view

    def open_feeds(self) -> None:
        """Ask for the newest lines, then for what is new."""
        self._question = ConsoleQuestion(self.page.task_id)
        self.ask("console", self._question, PACE_S, self.take)

    def task_was_reset(self) -> None:
        """Begin with the new log."""
        if self._question is not None:
            self._question.reset()

    @property
    def filters(self) -> str:
        """Lines, where there are any."""
        if self._written is False:
            return ""
        return WHOLE_FILTERS if self._whole_wanted else self.FILTERS

    def rests(self, action: str) -> bool:  # noqa: ARG002
        """Without a line there is nothing to do."""
        return self._written is False

    def take(self, answer: ConsoleAnswer) -> None:
        """Show what is new, unless another part of the log is looked at."""
        self._take(answer)
        written = len(self.view.known) > 0
        if written is not self._written:
            self._written = self.view.written = written
            self.page.tab_changed()

    def _take(self, answer: ConsoleAnswer) -> None:
        view = self.view
        if answer.skips and not view.following and len(view.known):
            # What is looked at stays; the rest is asked for on the way down.
            if not view.more_below:
                view.more_below = self._away = True
                self._newest = view.known.at(view.known.end - 1).time
            view.note_unseen(answer.skips + len(answer.messages))
            return
        if answer.fresh:
            view.clear()
            self._earlier, self._newest, self._away = answer.earlier, 0.0, False
        # Of what a page has brought meanwhile, the rest is known.
        messages = [
            each for each in answer.messages if each.timestamp > self._newest or each in answer.late
        ]
        if not messages:
            return
        if view.more_below:
            view.note_unseen(len(messages))
            return
        self._newest = max(self._newest, messages[-1].timestamp)
        first = view.known.first
        view.extend(map(_line, messages))
        # The oldest lines may have given way: they are asked for again on the way up.
        self._earlier = self._earlier or view.known.first > first
        if not view.following:
            self.page.tab_changed()

    def counts(self) -> str:
        """Return what is searched for, and how far a work in hand is."""
        search = f"“{self._text}”{self._hit_count()}" if self._text else ""
        if search and self.view.only_matching:
            search = f"only {search}"
        return "  ".join(part for part in (search, self._working) if part)

    def _hit_count(self) -> str:
        """Say how many lines match: of those that are shown alone, and in the whole log."""
        hits = self._hits
        said = [f"{self.view.line_count:,} here"] if self.view.only_matching else []
        if hits is not None and hits.lines:
            said.append(f"{hits.lines:,} in all" if hits.whole else f"the first {hits.lines:,}")
        return f" {', '.join(said)}" if said else ""

    # Other parts of the log

    def _ask_page(
        self,
        ask: Callable[[Client], Awaitable[ConsolePage]],
        show: Callable[[ConsolePage], None],
        *,
        instead: bool = False,
    ) -> None:
        """Ask for a part of the log; what is asked already goes first, unless this is instead."""
        client = self.page.host.client
        if client is not None and (instead or self._awaited is None):
            self._awaited = show
            self._page_work(client, ask, show)

    @work(group="page", exclusive=True)
    async def _page_work(
        self,
        client: Client,
        ask: Callable[[Client], Awaitable[ConsolePage]],
        show: Callable[[ConsolePage], None],
    ) -> None:
        try:
            self.post_message(PageCame(await ask(client), show))
        except ApiError as error:
            self._awaited = None
            self.post_message(Working(error.sentence))

    @on(PageCame)
    def _page_came(self, message: PageCame) -> None:
        if message.show is self._awaited:
            self._awaited = None
            message.show(message.page)

    @on(LogView.EarlierWanted)
    def _want_earlier(self) -> None:
        known = self.view.known
        if self._earlier and len(known):
            border = known.at(known.first).time
            task = self.page.task_id
            self._ask_page(
                lambda client: console.ask_earlier(client, task, border), self._put_first
            )

    def _put_first(self, page: ConsolePage) -> None:
        page = page.last_lines(PAGE_LINES)
        self._earlier = page.more
        view = self.view
        end = view.known.end
        view.prepend(map(_line, page.messages))
        if view.known.end < end:
            # The newest lines gave way to older ones: they are asked for again on the way down.
            view.more_below = self._away = True
            self._newest = view.known.at(view.known.end - 1).time

    @on(LogView.LaterWanted)
    def _want_later(self) -> None:
        after, task = self._newest, self.page.task_id
        self._ask_page(lambda client: console.ask_later(client, task, after), self._put_last)

    def _put_last(self, page: ConsolePage) -> None:
        page = page.first_lines(PAGE_LINES)
        view = self.view
        first = view.known.first
        view.extend(map(_line, page.messages), new=False)
        self._earlier = self._earlier or view.known.first > first
        if page.messages:
            self._newest = page.messages[-1].timestamp
        view.more_below = page.more

    @on(LogView.FollowChanged)
    def _follow_changed(self, message: LogView.FollowChanged) -> None:
        message.stop()
        known = message.log.known
        behind = len(known) and known.at(known.end - 1).time < self._newest - LATE_MS
        # As it is now: another part of the log may have come in the meantime.
        if message.log.following and (behind or self._away):
            self._away = False
            self._awaited = None
            self.task_was_reset()
            self.page.feed("console").ask_now()

    @on(Console.TopWanted)
    def _want_top(self) -> None:
        task = self.page.task_id
        if self._earlier:
            show = partial(self._show_from, 0.0, 0)
            self._ask_page(lambda client: console.ask_later(client, task, None), show, instead=True)
        else:
            self.view.show_top()

    def _show_from(self, time: float, step: int, page: ConsolePage) -> None:
        """Show another part of the log than the one that was shown."""
        page = page.first_lines(PAGE_LINES)
        view = self.view
        view.clear()
        self._away = True
        self._earlier = time > 0
        self._newest = page.messages[-1].timestamp if page.messages else time
        view.more_below = page.more
        view.extend(map(_line, page.messages), new=False)
        if page.messages:
            self._show_at(time, step)

    def _show_at(self, time: float, step: int) -> None:
        if step:
            self.view.go_to_match(time, step)
        else:
            self.view.go_to_time(time)

    def action_to_time(self) -> None:
        """Ask for a time and go there."""
        dialog = AskText("Go to", hint="14:05, 24 Nov 14:05 or 2026-11-24 14:05:30", check=_wrong)
        self.app.push_screen(dialog, self._go_to)

    def _go_to(self, text: str | None) -> None:
        if text:
            self._load(parse_moment(text, self.page.host.timing.now()) * 1000)

    def _load(self, time: float, step: int = 0) -> None:
        """Go to a time; with a step, to the first (1) or last (-1) line of it that matches."""
        known = self.view.known
        if len(known) and known.at(known.first).time <= time <= known.at(known.end - 1).time:
            self._show_at(time, step)
        else:
            self._load_anew(time, step)

    def _load_anew(self, time: float, step: int = 0) -> None:
        task, show = self.page.task_id, partial(self._show_from, time, step)
        self._ask_page(lambda client: console.ask_around(client, task, time), show, instead=True)

    # Searching

    def filter_changed(self, pattern: str) -> None:
        """Mark what matches, and go to the first such line from where one looked on.

        Who follows the end comes to the last one; who gives up typing, back to where it began.
        """
        self._text, self._hits = pattern, None
        self._give_up_searching()
        found, wrong = None, ""
        try:
            found = pattern_of(pattern) if pattern else None
        except ValueError as error:
            # Nothing is searched for, also not what was before.
            self._text, wrong = "", str(error)
        self.view.search(found)
        self._say(wrong)
        if found is not None:
            self.view.find_from(self._before or self.view.place)
        elif self._before is not None:
            self.view.go_back_to(self._before)

    def filter_begun(self) -> None:
        """Know where one looked before."""
        self._before = self.view.place

    def filter_ended(self) -> None:
        """Stay where one looks, unless the whole log is to be searched."""
        self._before = None
        wanted, self._whole_wanted = self._whole_wanted, False
        if wanted and self._text:
            self.action_search_whole()

    def _give_up_searching(self) -> None:
        """Stop a search for what was looked for before; a file goes on being saved."""
        for worker in self.workers:
            if worker.node is self and worker.name == "_whole_search":
                worker.cancel()

    def action_only_matching(self) -> None:
        """Show only the lines that match, or all again."""
        if self._text:
            self.view.show_only_matching(not self.view.only_matching)
            self.page.tab_changed()

    def action_search_whole(self) -> None:
        """Search the whole log for what `/` looked for; else for what is typed then."""
        client = self.page.host.client
        if not self._text:
            self._whole_wanted = True
            self.page.action_filter()
        elif client is not None:
            self._whole_search(client, self._text)

    @work(group="search", exclusive=True)
    async def _whole_search(self, client: Client, text: str) -> None:
        def progress(time: float, hits: int) -> None:
            said = f"searching, at {local(time / 1000, CLOCK)}: {hits} found, esc stops"
            self.post_message(Working(said))

        count = LineCount(pattern := pattern_of(text))
        self.post_message(Working("searching the whole log, esc stops"))
        try:
            hits = await console.search_whole(client, self.page.task_id, count, progress)
        except ApiError as error:
            self.post_message(Working(error.sentence))
        else:
            self.post_message(Searched(hits, searched_part(pattern) if count.cut else ""))

    @on(Searched)
    def _searched(self, message: Searched) -> None:
        hits = self._hits = message.hits
        found = "" if hits.lines else "not found in the whole log"
        self._say(f"{found}{message.but}".removeprefix("; "))
        if not hits.lines:
            return
        view = self.view
        if not view.following and view.find_here():
            return
        border = view.known.at(view.known.end - 1).time if len(view.known) else view.top_time
        from_here = None if view.following else hits.first_after(border)
        if from_here is not None:
            self._load(from_here, 1)
        else:
            self._load(hits.times[-1], -1)

    @on(LogView.NotFound)
    def _not_found(self, message: LogView.NotFound) -> None:
        """Go on where the search of the whole log knows of more."""
        known, hits = self.view.known, self._hits
        beyond = None
        if hits is not None and len(known) and message.step < 0:
            beyond = hits.last_before(known.at(known.first).time)
        elif hits is not None and len(known) and message.step > 0:
            beyond = hits.first_after(known.at(known.end - 1).time)
        if beyond is not None:
            self._load(beyond, message.step)
        elif message.ended:
            self._say("the search was stopped, as it took too long")
        elif self._runs("search"):
            return
        elif hits is None and (self._earlier or self.view.more_below):
            none = "no more here" if message.step else "not found here"
            self._say(f"{none}; s searches the whole log{message.but}")
        else:
            self._say(("no more matches" if message.step else "not found") + message.but)

    @on(Working)
    def _show_work(self, message: Working) -> None:
        self._say(message.said)

    def _say(self, said: str) -> None:
        self._working = said
        self.page.tab_changed()

    def stop(self) -> bool:
        """Stop a search, or else the saving of the log."""
        for group, said in (("search", "stopped"), ("save", "stopped, nothing was kept")):
            if self._runs(group):
                self.workers.cancel_group(self, group)
                self._say(said)
                return True
        return False

    def _runs(self, group: str) -> bool:
        works = (w for w in self.workers if w.group == group and w.node is self)
        return any(not worker.is_finished for worker in works)

    # Other keys

    def action_states(self) -> None:
        """Show all states of progress bars, or the last of each, where the log is looked at."""
        view, known = self.view, self.view.known
        known.states = not known.states
        if view.following:
            self.task_was_reset()
            self.page.feed("console").ask_now()
        else:
            self._load_states(view.top_time, view.top_line)
        self._say("all states of progress bars" if known.states else "")

    def _load_states(self, time: float, top: Landmark | None) -> None:
        """Show the log anew from a time on; what stood at the top stays there.

        Its time alone does not tell which line that is: many may have come in one message.
        """

        def show(page: ConsolePage) -> None:
            self._show_from(time, 0, page)
            if top is not None and page.messages:
                self.view.go_to_line(top)

        task = self.page.task_id
        self._ask_page(lambda client: console.ask_from(client, task, time), show, instead=True)

    def action_copy(self) -> None:
        """Copy the lines on the screen to the clipboard of the terminal (OSC 52)."""
        lines = self.view.visible_text
        self.app.copy_to_clipboard("\n".join(lines))
        self._say(f"{len(lines)} lines copied")

    def action_save(self) -> None:
        """Ask where to save the whole log."""
        now = str(Path.cwd() / f"{self.page.task_id}.log")
        dialog = AskText("Save the whole log to", now, check=wrong_path)
        self.app.push_screen(dialog, self._save_to)

    def _save_to(self, text: str | None) -> None:
        client = self.page.host.client
        if not text or client is None:
            return
        if self._runs("save"):
            self._say("the log is being saved already, esc stops")
            return
        try:
            self._save(client, typed_path(text))
        except Refused as refused:
            self._say(str(refused))

    @work(group="save", exclusive=True)
    async def _save(self, client: Client, path: Path) -> None:
        await save_log(
            client, self.page.task_id, path, lambda said: self.post_message(Working(said))
        )


def _line(message: Message) -> LogLine:
    return LogLine(
        message.text, prefix=f"{message.level}\n{message.worker}", time=message.timestamp
    )


def _wrong(text: str) -> str | None:
    try:
        parse_moment(text, 0.0)
    except ValueError as error:
        return str(error)
    return None
