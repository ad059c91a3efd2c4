"""The application: it holds the connection and the screens; the screens do the rest."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.notifications import Notify
from textual.reactive import var
from textual.screen import Screen
from textual.worker import Worker

from mltui.actions.sitting import Deed, Errand, Sitting
from mltui.live.feed import wait_after
from mltui.live.kept_file import why_unwritten
from mltui.live.preferences import Preferences
from mltui.live.store import MemoryStore, Remembered, Store
from mltui.live.timing import RealTiming, Timing
from mltui.screens import jumps
from mltui.screens.alerting import AlertingApp
from mltui.screens.base import MonitorScreen, sheets
from mltui.screens.notices import giving_way
from mltui.screens.registry import Entry, entries, has_page, load, load_page
from mltui.terminal.sanitise import clean
from mltui.widgets import glyphs, palette
from mltui.widgets.command_palette import PALETTE, Commands
from mltui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from pathlib import Path

    from textual.notifications import SeverityLevel
    from textual.timer import Timer

    from mltui.api.client import Client
    from mltui.api.services.answers.users import CurrentUser
    from mltui.api.types.json import JsonObject
    from mltui.live.serving_watch import ServingWatch
    from mltui.screens.changing import Change

#: The screen shown first, if nobody wishes for another.
FIRST = "home"

#: What the store calls the user's name.
_USER = "user"

_log = logging.getLogger(__name__)

#: So long the screens wait for the login, which also tells the server's time, seconds.
LOGIN_S = 1.0

#: How often it is looked whether everything is answered and one can leave, seconds.
LEAVING_S = 0.1

#: How long it is shown that something cannot be kept, seconds.
UNKEPT_S = 20.0

#: Users with these roles may look and nothing else; the server refuses them the rest.
READ_ONLY_ROLES = frozenset({"annotator", "guest"})

#: Commands of the `:` line besides the screens' names.
COMMANDS = ("alerts", "project", "help", "theme", "quit")

#: Keys whose signs are not in ASCII.
KEY_NAMES = {"␣": "space", "⏎": "enter"}


class MltuiApp(AlertingApp):
    """The monitor."""

    DEFAULT_MODE = FIRST
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("colon", "jump", "go", key_display=":"),
        Binding("question_mark", "keys", "keys", key_display="?"),
        Binding("ctrl+t", "switch_theme", "light or dark", show=False),
        Binding("ctrl+l", "repaint", "draw the screen again", show=False),
        Binding("ctrl+z", "suspend_process", "suspend", show=False),
        Binding("q", "quit", "quit", show=False),
        # Ctrl-C ends a program of the terminal, whatever has the focus.
        Binding("ctrl+c", "quit", "quit", show=False, priority=True, system=True),
    ]

    # Screens watch these. They are not `reactive`: that would repaint the whole terminal.
    client: var[Client | None] = var(None)
    trouble: var[str] = var("")
    user_name: var[str] = var("")
    may_only_look: var[bool] = var(False)

    web_views = False

    def __init__(
        self,
        connect: Callable[[], Client],
        *,
        server_name: str = "",
        theme: str = palette.DARK,
        store: Store | None = None,
        lasting: Store | None = None,
        preferences: Preferences | None = None,
        timing: Timing | None = None,
        pace: float = 1.0,
        first: str = FIRST,
        background: Callable[[], Coroutine[object, object, None]] | None = None,
    ) -> None:
        """Make the application; nothing is asked before its first frame is painted.

        Args:
            connect: Makes the client. Called in a thread after the first frame, because
                importing what it needs takes longer than painting. An exception with a
                `sentence` is shown to the person, who can try again with `r`.
            server_name: The server's address as the status line shows it.
            theme: `mltui-dark` or `mltui-light`.
            store: Keeps the last answers; in memory if none is given.
            lasting: Keeps what a person would miss, such as what is watched; else with the answers.
            preferences: Keeps what is chosen on screens; likewise.
            timing: Clock and chance, for tests.
            pace: How slowly the server is asked: 2 is half as often as usual.
            first: The name of the screen that is shown first.
            background: Runs beside the application once it is connected, such as the demo's
                simulation; cancelled at the end.
        """
        # Textual takes it from the class, before anything can be said to the instance.
        self.DEFAULT_MODE = first  # type: ignore[misc]
        super().__init__(css_path=[*sheets("app", "table", "status_line", "key_bar")])
        self.title = "mltui"
        self.server_name = server_name
        self.store = store or MemoryStore()
        self.lasting = lasting or self.store
        self.preferences = preferences or Preferences()
        if lasting is not None:
            lasting.unkept = partial(self._tell_unkept, "What you watch is")
        self.preferences.unkept = partial(self._tell_unkept, "Filters, columns and the like are")
        self._told_unkept: set[str] = set()
        self.timing = timing or RealTiming()
        self.pace = pace
        self.sitting = Sitting()
        self.changes: list[Change] = []
        self._leaving: Timer | None = None
        self.animation_level = "none"
        if (user := self.store.get(_USER)) is not None:
            self.user_name = clean(str(user.value.get("name", "")))
            # How old what is kept is goes by the clock that it was stamped with.
            if isinstance(ahead_s := user.value.get("ahead_s"), int | float):
                self._follow_clock(float(ahead_s))
        self._connect = connect
        self._connecting: Worker[None] | None = None
        self._background = background
        for known in palette.themes():
            self.register_theme(known)
        self.theme = theme
        for entry in entries():
            self.add_mode(entry.name, partial(_make, entry))
            self._bindings.bind(entry.key, f"go('{entry.name}')", entry.title, show=False)

    @cached_property
    def serving_watch(self) -> ServingWatch:
        """What serving endpoints did lately."""
        # Imported when first needed: most never look at endpoints.
        from mltui.live.serving_watch import ServingWatch

        return ServingWatch()

    # Connection

    def on_mount(self) -> None:
        """Connect as soon as the first frame is on the terminal."""
        self.app_suspend_signal.subscribe(self, lambda _: self._rest(True))
        self.app_resume_signal.subscribe(self, lambda _: self._rest(False))
        self.call_after_refresh(self.connect)

    def connect(self) -> None:
        """Make the client, and find out who is logged in; a try that is under way goes on."""
        # It could not be taken back: a thread makes the client, and opens the demo's lab.
        if self._connecting is None or self._connecting.is_finished:
            self._connecting = self._make_client()

    @work(exclusive=True)
    async def _make_client(self) -> None:
        self.trouble = ""
        try:
            client = await asyncio.to_thread(self._connect)
        except Exception as error:
            self.trouble = _sentence(error)
            return
        if not self.is_running:
            # Left meanwhile: the screens are being taken apart.
            await client.close()
            return
        client.session.on_time_told(self._follow_clock)
        if self._background is not None:
            self.run_worker(self._live(self._background), name="background", exit_on_error=False)
        answer = await self._begin(client)
        if answer.user is not None and answer.user.role in READ_ONLY_ROLES:
            client.session.read_only = True
            self.may_only_look = True
        self.user_name = clean((answer.user.name if answer.user else "") or "")
        ahead_s = self.timing.now() - self.timing.here()
        known: JsonObject = {"name": self.user_name, "ahead_s": ahead_s}
        self.store.put(_USER, Remembered(known, self.timing.now()))

    async def _begin(self, client: Client) -> CurrentUser:
        """Let the screens ask, and return who the user is."""
        login = asyncio.ensure_future(client.session.login())
        try:
            # The screens' first questions shall go by the server's clock, too.
            await asyncio.wait({login}, timeout=LOGIN_S)
            self.client = client
            self.look_after_alerts(client)
            return await self._ask_user(client)
        finally:
            login.cancel()
            await asyncio.gather(login, return_exceptions=True)
            if self.client is not client:  # left before anybody could ask
                await client.close()

    async def _ask_user(self, client: Client) -> CurrentUser:
        """Ask who the user is until that is answered: it decides on what they may do."""
        failures = 0
        while True:
            try:
                return await client.users.get_current_user()
            except Exception as error:
                # Not worth a word here: the screens ask the same server and say what is wrong.
                self.log(f"The user is not known: {_sentence(error)}")
                failures += 1
                wait_s = wait_after(error, failures, self.timing.uniform)
            await self.timing.wait(asyncio.Event(), wait_s)

    def _follow_clock(self, ahead_s: float) -> None:
        if isinstance(self.timing, RealTiming):
            self.timing.ahead_s = ahead_s

    def _tell_unkept(self, what: str, path: Path, error: OSError) -> None:
        """Say what is not kept, each once: it happens again with every key."""
        if what in self._told_unkept or not self.screen_stack:
            return
        self._told_unkept.add(what)
        reason = why_unwritten(error)
        said = f"{what} forgotten when you leave: {path} cannot be written ({reason})."
        self.notify(said, severity="warning", timeout=UNKEPT_S)

    async def _live(self, background: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await background()
        except Exception as error:
            _log.exception("What runs beside the monitor has failed")
            said = f"The demo stands still from now on: {_sentence(error)}"
            self.notify(clean(said), severity="error", timeout=60, markup=False)

    async def on_unmount(self) -> None:
        """Close the connection."""
        await self.end_alerts()
        if self.client is not None:
            await self.client.close()

    def _rest(self, resting: bool) -> None:
        # Behind dialogs the screen goes on.
        seen = next((one for one in reversed(self.screen_stack) if not one.is_modal), None)
        if isinstance(seen, MonitorScreen):
            if resting:
                seen.feeds.rest()
            else:
                seen.resume_feeds()

    # Where to go

    def go(self, name: str, argument: str = "") -> None:
        """Switch to a screen of the registry, handing it what followed `:name`."""
        self.call_next(self._go, name, argument)

    def open_page(self, page: str, identity: str, title: str) -> None:
        """Open the page of one task, worker or endpoint on top of this screen."""
        if has_page(page):
            self.push_screen(load_page(page)(identity, title))
        else:
            self.notify(f"There is no page for a {page} yet.", markup=False)

    async def _go(self, name: str, argument: str) -> None:
        if name == self.current_mode:
            while len(self.screen_stack) > 1:
                await self.pop_screen()
        else:
            await self._leave_passing()
            await self.switch_mode(name)
        if argument and isinstance(self.screen, MonitorScreen):
            self.screen.jump(argument)

    async def _leave_passing(self) -> None:
        """Close what lies on this screen but is not about it: it would hide it later."""
        while len(self.screen_stack) > 1 and isinstance(self.screen, MonitorScreen):
            if self.screen.STAYS:
                break
            await self.pop_screen()

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,  # noqa: ARG002
    ) -> None:
        """Show a message in a corner: always cleaned and never markup, whoever wrote it."""
        super().notify(
            clean(message), title=clean(title), severity=severity, timeout=timeout, markup=False
        )

    def on_notify(self, event: Notify) -> None:
        """Make room for what is told now, before it is shown."""
        shown = [*self._notifications]
        for gone in giving_way(event.notification, shown, self.NOTIFICATION_TIMEOUT):
            self._unnotify(gone, refresh=False)

    def action_go(self, name: str) -> None:
        """Switch to a screen, or back to its top."""
        self.go(name)

    def action_jump(self) -> None:
        """Open the `:` line."""
        if isinstance(self.screen, MonitorScreen):
            hint = "  ".join(self._jump_names())
            complete = partial(jumps.complete, names=self._jump_names())
            self.screen.open_prompt(Prompt(":", hint=hint, complete=complete, id="jump"))

    def _jump_names(self) -> list[str]:
        return [*(entry.name for entry in entries()), *COMMANDS]

    @on(Prompt.Cancelled, "#jump")
    def _jump_cancelled(self, message: Prompt.Cancelled) -> None:
        if isinstance(self.screen, MonitorScreen):
            self.screen.end_prompt(message.prompt)

    @on(Prompt.Accepted, "#jump")
    async def _jump_accepted(self, message: Prompt.Accepted) -> None:
        if isinstance(self.screen, MonitorScreen):
            self.screen.end_prompt(message.prompt)
        jump = jumps.parse(message.text, self._jump_names())
        if jump is None:
            if message.text.strip():
                self.notify(f"There is nothing called {clean(message.text)}.", markup=False)
        elif jump.name == "project":
            self.go("tasks", f"project:{jump.argument}")
        elif jump.name == "alerts":
            self.open_page("alerts", "", "")
        elif jump.name in COMMANDS:
            actions = {"help": "keys", "theme": "switch_theme", "quit": "quit"}
            await self.run_action(actions[jump.name])
        else:
            self.go(jump.name, jump.argument)

    # What works everywhere

    async def action_quit(self) -> None:
        """Leave; what is being sent is waited for first, unless one asks again."""
        under_way = self.sitting.under_way
        if not under_way or self._leaving is not None:
            await super().action_quit()
            return
        doing = " and ".join(dict.fromkeys(sent.doing for sent in under_way))
        said = f"{doing.capitalize()}: leaving when the server has answered; again: at once."
        self.notify(said, severity="warning")
        self._leaving = self.set_interval(LEAVING_S, partial(self._leave_after, under_way))

    def _leave_after(self, sent: tuple[Deed | Errand, ...]) -> None:
        if self.sitting.under_way or self._leaving is None:
            return
        self._leaving.stop()
        self._leaving = None
        # What was refused, or not done as wished, is to be read first.
        if not any(each.amiss for each in sent):
            self.exit()

    def action_keys(self) -> None:
        """Show the keys that work here, and what the signs in sight mean."""
        from mltui.screens.help import HelpScreen, key_groups, signs_in_sight

        screen = self.screen
        if isinstance(screen, MonitorScreen):
            own, *others = key_groups(screen)
            self.push_screen(HelpScreen([own, *signs_in_sight(screen), *others]))

    def action_repaint(self) -> None:
        """Draw the whole screen again, whatever another program has left on it."""
        self.repaint()

    def action_command_palette(self) -> None:
        """Show the command palette."""
        if self.screen.id != PALETTE:
            self.push_screen(Commands(id=PALETTE))

    def action_switch_theme(self) -> None:
        """Switch between dark and light."""
        self.theme = palette.LIGHT if self.theme == palette.DARK else palette.DARK

    def get_key_display(self, binding: Binding) -> str:
        """Return a key's sign, or its name on a terminal without such signs."""
        shown = super().get_key_display(binding)
        return KEY_NAMES.get(shown, shown) if glyphs.ascii_only() else shown

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer every screen and every key that works here in the command palette."""
        from mltui.screens.help import commands

        for entry in entries():
            yield SystemCommand(entry.title, f"Key {entry.key}", partial(self.go, entry.name))
        yield from commands(self, screen)


def _make(entry: Entry) -> MonitorScreen:
    return load(entry.path)()


def _sentence(error: Exception) -> str:
    known = getattr(error, "sentence", "")
    return str(known) if known else f"The connection could not be made ({error})."
