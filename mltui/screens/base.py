"""What every screen shares: its frame, its feeds and what happens when the server is away.

A screen is written like this:

    class WorkersAnswered(Answered[list[Worker]]):
        \"\"\"The workers were listed.\"\"\"

    class WorkersScreen(MonitorScreen):
        NAME = "Workers"
        CSS_PATH = sheets("workers")            # styles/workers.tcss, if there is one
        FILTERS = "host, queue or task"         # what `/` filters by; omit for no filter
        BINDINGS = [Binding("x", "stop_task", "stop its task")]

        def compose_body(self) -> ComposeResult:
            yield Table(id="workers")

        def open_feeds(self) -> None:           # once, when mounted
            self.add_feed("workers", self.ask_workers, 5.0, WorkersAnswered)

        async def ask_workers(self, client: Client) -> list[Worker]:
            answer = await client.workers.get_all(last_seen=600)
            return answer.workers or []         # runs in the feed's task: touch no widget here

        @on(WorkersAnswered)
        def show_workers(self, message: WorkersAnswered) -> None:
            self.query_one(Table).set_rows(...)
            self.show_note("" if message.answer else "No worker has reported yet.")

        def filter_changed(self, pattern: str) -> None:
            self.feed("workers").ask_anew()     # or sift the rows at hand

The base asks while the screen is visible only, shows how fresh the answers are, greys the body
when the server is away, and offers `r` (ask now), `/` (filter) and `esc` (back).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from itertools import takewhile
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.timer import Timer

from mltui.live.feed import Feed
from mltui.live.feeds import Feeds
from mltui.live.freshness import Freshness
from mltui.live.kept import Keep, Kept
from mltui.resources import styles_folder
from mltui.screens import frame
from mltui.screens.filtering import FilteredScreen
from mltui.screens.host import Host, host_of
from mltui.screens.messages import Answered, AskFailed
from mltui.series import numbers
from mltui.widgets.key_bar import KeyBar
from mltui.widgets.note import Note
from mltui.widgets.status_line import StatusLine
from mltui.widgets.subject_line import SubjectLine
from mltui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.errors import ApiError

Answer = TypeVar("Answer")

#: How often the age of old data is written anew while the server is away, seconds.
AGE_TICK_S = 5.0

#: After this time without any answer the screen says that it waits, seconds.
PATIENCE_S = 1.0

#: So long what an earlier run knew is shown as if it were true, with its age, seconds.
TRUSTED_S = 4.0

#: From this width on the tabs and a second line are shown, cells.
WIDE = 110

#: From this width on nothing has to be cut that is not very long, cells.
HUGE = 160


def sheets(*names: str) -> list[str | PurePath]:
    """Return the style sheets of these names that exist, for a screen's CSS_PATH."""
    folder = styles_folder()
    paths = (folder / f"{name}.tcss" for name in names)
    return [path for path in paths if path.exists()]


class MonitorScreen(FilteredScreen):
    """A screen that shows what feeds bring. See the module's text for how to write one."""

    NAME: ClassVar[str] = ""
    """The screen's name as the status line and the help show it."""
    STAYS: ClassVar[bool] = True
    """Whether a page is there again when one comes back to the screen it was opened on."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-tiny"),
        (40, "-narrow"),
        (WIDE, "-wide"),
        (HUGE, "-huge"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (8, "-low"), (30, "-tall")]  # noqa: RUF012

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "refresh_now", "refresh", show=False),
        Binding("escape", "back", "back", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.feeds = Feeds()
        self._kept: list[Kept[Any]] = []
        self._failing: set[str] = set()
        self._age_timer: Timer | None = None
        self._empty_note = ""
        self._patient = True
        self._trusting = True

    @property
    def host(self) -> Host:
        """The application around this screen."""
        return host_of(self.app)

    # What a screen fills in

    def compose_body(self) -> ComposeResult:
        """Yield what lies between the status line and the key bar."""
        yield from ()

    def open_feeds(self) -> None:
        """Add the feeds; called once, when the screen is mounted."""

    def grow_old(self) -> None:
        """Write ages anew: the server is away, and what it said last grows older."""

    def ask_everything(self) -> None:
        """Forget what would let the next question be a smaller one: the person pressed `r`."""

    def jump(self, argument: str) -> None:
        """Act on what followed `:name`; by default it is the filter."""
        if argument and self.FILTERS:
            self.set_filter(argument)

    def subject(self) -> str:
        """Return what this screen is about, for the status line: a project, a task..."""
        return self.NAME

    def details(self) -> str:
        """Return how it is filtered and sorted, for the second line of a wide screen."""
        return f"/{self.pattern}" if self.pattern else ""

    def counts(self) -> str:
        """Return how much there is, such as "48 of 212"."""
        return ""

    # Feeds

    def add_feed(
        self,
        name: str,
        ask: Callable[[Client], Awaitable[Answer]],
        pace_s: float,
        message: type[Answered[Answer]],
        *,
        keep: Keep[Answer] | None = None,
    ) -> Feed[Answer]:
        """Ask a question for as long as this screen lives and is visible.

        Args:
            name: The question's name, unique on the screen.
            ask: Puts the question to the client it is given; must not touch widgets.
            pace_s: Seconds between an answer and the next question, at the usual pace.
            message: Posted to this screen with every answer.
            keep: How the answer is kept on disk, to be shown at once at the next start.
        """
        kept = Kept(keep, self.host.store) if keep is not None else None

        def deliver(answer: Answer, freshness: Freshness) -> None:
            if kept is not None and freshness.answered_at is not None:
                kept.note(answer, freshness.answered_at)
            self.post_message(message(name, answer, freshness))

        def fail(error: ApiError, freshness: Freshness) -> None:
            self.post_message(AskFailed(name, error, freshness))

        question = partial(self._put_question, ask)
        feed = Feed(name, question, pace_s * self.host.pace, deliver, fail, timing=self.host.timing)
        if kept is not None:
            self._kept.append(kept)
            recalled = kept.recall()
            if recalled is not None:
                answer, answered_at = recalled
                feed.remember(answered_at)
                self.post_message(message(name, answer, feed.freshness))
        self.feeds.add(feed)
        return feed

    def feed(self, name: str) -> Feed[Any]:
        """Return a feed by its name; raises KeyError if there is none."""
        return self.feeds[name]

    def lacks(self, name: str) -> bool:
        """Return whether the server does not have what answers a feed's question."""
        known = next((feed.freshness for feed in self.feeds if feed.name == name), Freshness())
        return known.unsupported and known.answered_at is None

    @property
    def remembers(self) -> bool:
        """Whether it begins with what an earlier run knew."""
        return bool(self._kept)

    def wants(self, feed: str) -> bool:
        """Return whether a feed is worth asking now; False for what a hidden tab shows."""
        return bool(feed)

    @property
    def _behind_dialog(self) -> bool:
        """Whether dialogs, and nothing else, lie above the screen."""
        stack = self.app.screen_stack
        above = [*takewhile(lambda screen: screen is not self, reversed(stack))]
        return self in stack and bool(above) and all(screen.is_modal for screen in above)

    def resume_feeds(self) -> None:
        """Let the wanted feeds ask and the others rest; call it when `wants` changed its mind."""
        if self.host.client is not None and self.is_current:
            self.feeds.resume(self.wants)

    def ask_others(self) -> None:
        """Have the other screens ask once somebody looks at them again: something was changed."""
        for other in self.app.screen_stack:
            if isinstance(other, MonitorScreen) and other is not self:
                other.ask_everything()
                other.feeds.ask_now()

    async def _put_question(self, ask: Callable[[Client], Awaitable[Answer]]) -> Answer:
        client = self.host.client
        assert client is not None, "feeds rest until there is a connection"
        return await ask(client)

    # Life

    def compose(self) -> ComposeResult:
        """Yield the frame: status line, subject line, note, body, key bar."""
        yield StatusLine()
        yield SubjectLine()
        yield Note()
        with Container(id="body"):
            yield from self.compose_body()
        yield TooSmall()
        yield KeyBar()

    def on_resize(self) -> None:
        """Fit the frame's texts to the new width."""
        self.show_frame()

    def on_mount(self) -> None:
        """Open the feeds and wait for the connection."""
        self._age_timer = self.set_interval(AGE_TICK_S, self._grow_old, pause=True)
        self.set_timer(PATIENCE_S, self._lose_patience)
        self.set_timer(TRUSTED_S, self._lose_trust)
        self.open_feeds()
        self.watch(self.app, "client", self._follow_connection, init=False)
        self.watch(self.app, "trouble", self.show_frame, init=False)
        self.watch(self.app, "user_name", self.show_frame, init=False)
        self.watch(self.app, "may_only_look", self._follow_role, init=False)
        self._follow_connection()

    def on_screen_resume(self) -> None:
        """Somebody looks: ask again."""
        self.resume_feeds()
        self.show_frame()

    def on_screen_suspend(self) -> None:
        """Nobody looks: ask nothing; behind a dialog the screen can be seen, and goes on."""
        if not self._behind_dialog:
            self.feeds.rest()
        # What is told in passing is on the dialog's last line now; here it comes back by itself.
        for rack in self.query("ToastRack"):
            rack.display = False
        self._flush()

    async def on_unmount(self) -> None:
        """End the feeds, and let go of the application."""
        await self.feeds.close()
        self._flush()
        # Textual keeps who watches something until it changes next; the connection rarely does.
        for watchers in getattr(self.app, "__watchers", {}).values():
            watchers[:] = [each for each in watchers if each[0] is not self]

    def _flush(self) -> None:
        for kept in self._kept:
            kept.flush()

    def _follow_connection(self) -> None:
        self.resume_feeds()
        self.show_frame()

    def _follow_role(self) -> None:
        self.refresh_bindings()
        self.show_frame()

    # Freshness

    @on(Answered)
    def _note_answer(self, message: Answered[Any]) -> None:
        if message.feed in self._failing:
            # The server is back: the other questions need not wait out their backoff.
            self._failing.discard(message.feed)
            self.feeds.ask_failing_now()
        self.show_frame()

    @on(AskFailed)
    def _note_failure(self, message: AskFailed) -> None:
        self._failing.add(message.feed)
        self._grow_old()
        self.refresh_bindings()

    def _grow_old(self) -> None:
        self.grow_old()
        self.show_frame()

    def _lose_patience(self) -> None:
        self._patient = False
        self.show_frame()

    def _lose_trust(self) -> None:
        self._trusting = False
        self.show_frame()

    def show_note(self, sentence: str) -> None:
        """Say why there is nothing to see (an empty list, an empty filter); `""` ends it.

        While the server is away its error is shown instead. Plain text, cleaned.
        """
        if bool(sentence) != bool(self._empty_note):
            self.refresh_bindings()  # where there is nothing, most keys have nothing to act on
        self._empty_note = sentence
        self.show_frame()

    def show_frame(self) -> None:
        """Write status line, subject line and note anew, after something they show changed."""
        note = self.query_one_optional(Note) if self.is_mounted and self.is_attached else None
        if note is None:
            # Not put together yet, or being taken apart.
            return
        fresh = self.feeds.freshness
        trouble = frame.trouble(self.host, fresh)
        sentence = trouble or self._empty_note
        if not self.feeds.answered and not trouble:
            # Most servers answer before a sentence could be read: a line that comes and goes
            # would only move everything below it.
            sentence = "" if self._patient else f"Waiting for {self.host.server_name}…"
        note.show(sentence, trouble=bool(trouble))
        # Nor is what an earlier run knew dimmed at once, or for one slow question of several.
        old = not self._trusting and self.feeds.first_is_remembered
        dimmed = fresh.failing or old or bool(trouble)
        self.query_one("#body").set_class(dimmed, "-stale")
        self._show_lines(fresh)
        if self._age_timer is not None:
            (self._age_timer.resume if fresh.stale else self._age_timer.pause)()

    def alerts_changed(self) -> None:
        """Show that something happened that the person wanted to be told of, or was watched."""
        self.show_frame()

    def watches_looked_at(self) -> None:
        """React to what is watched having been looked at, though there is nothing to tell."""

    def _show_lines(self, fresh: Freshness) -> None:
        wide = self.size.width >= WIDE
        status = self.query_one(StatusLine)
        unseen = self.host.unseen_alerts
        alerts = numbers.counted(unseen, "alert") if unseen else ""
        link = frame.link(self.host, fresh)
        own = counts = self.counts()
        if wide:
            room = self.size.width - frame.link_width(link) - (len(alerts) + 4 if alerts else 0)
            tabs = frame.tabs(self.host, self.app.current_mode, room)
            status.show_place(*tabs)
            if not frame.says_server(self.host, tabs):
                counts = f"{counts}   {self.host.server_name}".strip()
            counts = f"{counts}   {frame.restriction(self.host)}".strip()
        else:
            status.show_place(*frame.place(self.host, self.subject(), self.details()))
        status.show_alerts(alerts)
        brief = f"{frame.restriction(self.host)}  {own}".strip()
        status.show_counts("" if wide else brief)
        status.show_link(link)
        self.query_one(SubjectLine).show(self.subject(), self.details(), counts)

    # Keys

    def key_of(self, action: str) -> str:
        """Return the key of an action of this screen, as the person reads it.

        There is none while another screen is in front: there the key means something else.
        """
        if not self.is_current:
            return ""
        for active in self.active_bindings.values():
            if active.node is self and active.binding.action == action:
                return self.app.get_key_display(active.binding)
        return ""

    def action_refresh_now(self) -> None:
        """Ask every question of this screen at once; without a connection, try to make one."""
        if self.host.client is None:
            self.host.connect()
        else:
            self.ask_everything()
            self.feeds.ask_now()

    def action_back(self) -> None:
        """Clear the filter, else go back to the screen underneath."""
        if self.pattern:
            self.set_filter("")
        elif len(self.app.screen_stack) > 1:
            self.app.pop_screen()
