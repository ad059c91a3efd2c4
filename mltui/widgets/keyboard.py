"""The keyboard on its way to a line or a dialog that opens, or back from it."""

from __future__ import annotations

from typing import Any

from textual.app import App

from mltui.terminal.quiet_app import QuietApp
from mltui.terminal.typed_ahead import LINE_S


def hold_keys(app: App[Any], most_s: float = LINE_S) -> None:
    """Have what is typed from now on wait until the keyboard is where it is meant to be.

    Args:
        app: The application.
        most_s: Seconds after which keys are acted on all the same.
    """
    if isinstance(app, QuietApp):
        app.hold_keys(most_s)


def let_keys_go(app: App[Any]) -> None:
    """Have what was typed meanwhile acted on; the focus has been asked for."""
    if isinstance(app, QuietApp):
        app.let_keys_go()
