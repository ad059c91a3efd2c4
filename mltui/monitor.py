"""Runs the monitor in the terminal, and gives the terminal back whatever happens."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mltui.actions.keys import read_keys
from mltui.app import MltuiApp
from mltui.appearance import fit_to_terminal
from mltui.faults import FaultReporting
from mltui.garbage import GarbageLooks
from mltui.guidance import apology
from mltui.screens.base import MonitorScreen
from mltui.screens.preparing import prepare_screens
from mltui.screens.welcome import WelcomeApp
from mltui.terminal.first_picture import AGE, AT_START, Picture
from mltui.terminal.guard import TerminalGuard
from mltui.widgets import palette
from mltui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.widget import AwaitMount

    from mltui.api.client import Client
    from mltui.live.preferences import Preferences
    from mltui.live.store import Store
    from mltui.settings import Settings
    from mltui.terminal.quiet_app import QuietApp

_log = logging.getLogger(__name__)


#: After the start the other screens are made ready, seconds.
PREPARE_AFTER_S = 1.0

#: How long what a person must know of the start is shown, seconds.
NOTICE_S = 20.0

#: While somebody types that is put off, but not more often than this.
MOST_PUT_OFF = 20

#: A thread that works on an answer lets others go on after so long, seconds: keys come first.
_TURN_S = 0.001


class Monitor(FaultReporting, MltuiApp):
    """The application as the command line runs it.

    Attributes:
        first_picture: Makes a picture of the first screen as it was last seen, for the next start.
        notice: A sentence that is shown once, after the first frame; "" for none.
    """

    first_picture: Callable[[], Picture] | None = None
    notice = ""
    _garbage: GarbageLooks | None = None
    _put_off = 0

    def on_mount(self) -> None:
        """Get ready for what comes next once the first frame is on the terminal for a while."""
        self.set_timer(PREPARE_AFTER_S, self._prepare)
        if self.notice:
            self.call_after_refresh(self.notify, self.notice, severity="warning", timeout=NOTICE_S)

    async def on_unmount(self) -> None:
        """Leave what is left to Python."""
        if self._garbage is not None:
            self._garbage.end()

    def switch_mode(self, mode: str) -> AwaitMount:
        """Switch to another screen."""
        self._look_at_first_screen()
        return super().switch_mode(mode)

    def open_page(self, page: str, identity: str, title: str) -> None:
        """Open a page on top of this screen."""
        self._look_at_first_screen()
        super().open_page(page, identity, title)

    def exit(
        self,
        result: int | None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """Leave."""
        self._look_at_first_screen()
        super().exit(result, return_code, message)

    def _look_at_first_screen(self) -> None:
        if self.current_mode != self.DEFAULT_MODE or len(self.screen_stack) != 1:
            return
        screen = self.screen
        if not (isinstance(screen, MonitorScreen) and screen.remembers):
            return  # its first frame will be empty
        for status in screen.query(StatusLine):
            if status.link.state in ("live", "slow"):
                taken = self.picture(status.at_next_start(len(AGE)))
                self.first_picture = taken or self.first_picture

    def _prepare(self) -> None:
        if self._garbage is None:
            self._garbage = GarbageLooks(self.quiet_s)
            self._garbage.begin()
        if self.quiet_s() < PREPARE_AFTER_S and self._put_off < MOST_PUT_OFF:
            # Each step of it takes longer than a key.
            self._put_off += 1
            self.set_timer(PREPARE_AFTER_S, self._prepare)
            return
        self.run_worker(prepare_screens(self), name="prepare", exit_on_error=False)


def run_monitor(
    connect: Callable[[], Client],
    settings: Settings,
    *,
    server_name: str,
    store: Store | None = None,
    lasting: Store | None = None,
    preferences: Preferences | None = None,
    log: Path | None = None,
    background: Callable[[], Coroutine[object, object, None]] | None = None,
    keep_picture: Callable[[Picture], None] | None = None,
    notice: str = "",
) -> int:
    """Show the monitor until the person leaves.

    Args:
        connect: Makes the client; called in a thread, after the first frame.
        settings: What it looks like and how it behaves.
        server_name: What the status line calls the server.
        store: Keeps the last answers.
        lasting: Keeps what a person would miss, such as what is watched.
        preferences: Keeps what is chosen on screens.
        log: Where the log file is, None if there is none.
        background: Runs beside the monitor once it is connected.
        keep_picture: Is given a picture of the first screen, at the end.
        notice: What the person must know of this start, a sentence; "" for nothing.

    Returns:
        The exit status.
    """
    app = Monitor(
        connect,
        server_name=server_name,
        theme=theme_name(settings),
        store=store,
        lasting=lasting,
        preferences=preferences,
        pace=settings.pace,
        first=settings.screen,
        background=background,
    )
    app.log_location = log
    app.notice = notice
    app.web_views = settings.web_views
    app.notify_by, app.rings = settings.notify, settings.bell
    if settings.keys:
        app.set_keymap(read_keys(settings.keys))
    status = run_guarded(app, settings, log=log)
    if keep_picture is not None and app.first_picture is not None:
        keep_picture(app.first_picture())
    return status


class Welcome(FaultReporting, WelcomeApp):
    """The first screen as the command line runs it."""


def run_welcome(
    missing: str,
    settings: Settings,
    *,
    settings_file: Path,
    served: Path | None = None,
    log: Path | None = None,
) -> int:
    """Show the first screen; return `DEMO` if the person wants the demo, else the exit status.

    Args:
        missing: What is missing, a sentence.
        settings: What it looks like.
        settings_file: Where the person's `mltui.toml` is or would be.
        served: The keys of a server that was started here, if there is one.
        log: Where the log file is, None if there is none.
    """
    app = Welcome(missing, settings_file, served, theme=theme_name(settings))
    app.log_location = log
    return run_guarded(app, settings, log=log)


def run_guarded(app: QuietApp, settings: Settings, *, log: Path | None) -> int:
    """Run an application; return its exit status: its own result, or a signal's, or 1."""
    guard = TerminalGuard(leave=app.exit)
    sys.setswitchinterval(_TURN_S)
    runner = asyncio.Runner()
    # Half made, a loop complains when it is thrown away. The guard would throw: before it, a signal
    # just ends.
    loop = runner.get_loop()
    try:
        with guard, runner:
            result = app.run(mouse=fit_to_terminal(app, settings, os.environ), loop=loop)
    except (KeyboardInterrupt, SystemExit):
        return guard.status or 130
    except Exception:
        _log.critical("unexpected exception", exc_info=True)
        AT_START.take_back()
        sys.stderr.write(f"{apology(log)}\n")
        return 1
    return guard.status or app.return_code or result or 0


def theme_name(settings: Settings) -> str:
    """Return the Textual theme of the settings."""
    return palette.LIGHT if settings.theme == "light" else palette.DARK


def short_name(address: str) -> str:
    """Return a server's address as the status line shows it: without the scheme."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}"
