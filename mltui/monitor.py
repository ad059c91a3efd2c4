"""Runs the monitor in the terminal, and gives the terminal back whatever happens."""

from __future__ import annotations

import gc
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
from mltui.guidance import apology
from mltui.screens.preparing import prepare_screens
from mltui.screens.welcome import WelcomeApp
from mltui.terminal.guard import TerminalGuard
from mltui.widgets import palette

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.live.preferences import Preferences
    from mltui.live.store import Store
    from mltui.settings import Settings
    from mltui.terminal.quiet_app import QuietApp

_log = logging.getLogger(__name__)


#: After the start the other screens are made ready, seconds.
PREPARE_AFTER_S = 1.0


class Monitor(FaultReporting, MltuiApp):
    """The application as the command line runs it."""

    def on_mount(self) -> None:
        """Get ready for what comes next once the first frame is on the terminal for a while."""
        self.set_timer(PREPARE_AFTER_S, self._prepare)

    def _prepare(self) -> None:
        _settle_memory()
        self.run_worker(prepare_screens(self), name="prepare", exit_on_error=False)


def _settle_memory() -> None:
    """Let Python look for garbage from now on, but not among what the start has made: that stays.

    Looking through all of it takes as long as several keys, and would happen again and again.
    """
    gc.collect()
    gc.freeze()
    gc.enable()


def run_monitor(
    connect: Callable[[], Client],
    settings: Settings,
    *,
    server_name: str,
    store: Store | None = None,
    preferences: Preferences | None = None,
    log: Path | None = None,
    background: Callable[[], Coroutine[object, object, None]] | None = None,
) -> int:
    """Show the monitor until the person leaves.

    Args:
        connect: Makes the client; called in a thread, after the first frame.
        settings: What it looks like and how it behaves.
        server_name: What the status line calls the server.
        store: Keeps the last answers.
        preferences: Keeps what is chosen on screens.
        log: Where the log file is, None if there is none.
        background: Runs beside the monitor once it is connected.

    Returns:
        The exit status.
    """
    app = Monitor(
        connect,
        server_name=server_name,
        theme=theme_name(settings),
        store=store,
        preferences=preferences,
        pace=settings.pace,
        first=settings.screen,
        background=background,
    )
    app.log_location = log
    app.notify_by, app.rings = settings.notify, settings.bell
    if settings.keys:
        app.set_keymap(read_keys(settings.keys))
    return run_guarded(app, settings, log=log)


class Welcome(FaultReporting, WelcomeApp):
    """The first screen as the command line runs it."""


def run_welcome(
    missing: str, settings: Settings, *, settings_file: Path, log: Path | None = None
) -> int:
    """Show the first screen; return `DEMO` if the person wants the demo, else the exit status.

    Args:
        missing: What is missing, a sentence.
        settings: What it looks like.
        settings_file: Where the person's `mltui.toml` is or would be.
        log: Where the log file is, None if there is none.
    """
    app = Welcome(missing, settings_file, theme=theme_name(settings))
    app.log_location = log
    return run_guarded(app, settings, log=log)


def run_guarded(app: QuietApp, settings: Settings, *, log: Path | None) -> int:
    """Run an application; return its exit status: its own result, or a signal's, or 1."""
    guard = TerminalGuard(leave=app.exit)
    try:
        with guard:
            result = app.run(mouse=fit_to_terminal(app, settings, os.environ))
    except (KeyboardInterrupt, SystemExit):
        return guard.status or 130
    except Exception:
        _log.critical("unexpected exception", exc_info=True)
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
