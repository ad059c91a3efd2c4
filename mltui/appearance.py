"""Fits the application to the terminal, as far as its environment and the settings tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.color import ColorSystem

from mltui.terminal.capabilities import erases_in_colour, terminal_at_hand
from mltui.terminal.drawing import Abilities
from mltui.widgets import glyphs

if TYPE_CHECKING:
    from mltui.settings import Settings
    from mltui.terminal.quiet_app import QuietApp

_COLOURS = {
    "truecolor": ColorSystem.TRUECOLOR,
    "256": ColorSystem.EIGHT_BIT,
    "16": ColorSystem.STANDARD,
    "none": None,
}


def fit_to_terminal(app: QuietApp, settings: Settings, environment: Mapping[str, str]) -> bool:
    """Set colours, glyphs and the way of drawing; return whether the mouse is to be used.

    Args:
        app: The application, before it runs.
        settings: What the person wants.
        environment: The environment variables.
    """
    terminal = terminal_at_hand(environment, ())
    chosen = settings.colours
    if chosen == "auto":
        few = "16" if terminal.colours else "none"
        chosen = {1 << 24: "truecolor", 256: "256"}.get(terminal.colours, few)
    colours = _COLOURS[chosen]
    ascii_only = settings.glyphs == "ascii" or (
        settings.glyphs == "auto" and not (terminal.unicode and terminal.term != "linux")
    )
    glyphs.use_ascii(ascii_only)
    app.full_repaint = settings.full_repaint
    app.images = settings.images
    app.abilities = Abilities(
        colour_system=colours,
        erases_in_colour=erases_in_colour(environment),
        ascii_only=ascii_only,
    )
    # For Textual's own drawing, which knows nothing of terminals without colours.
    app.console._color_system = colours
    if settings.mouse == "auto":
        return "ssh" not in terminal.inside
    return settings.mouse == "yes"
