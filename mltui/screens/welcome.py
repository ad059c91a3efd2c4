"""The first screen of somebody who has not configured a server: the demo, or what to write."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from mltui.guidance import what_to_write
from mltui.screens.base import sheets
from mltui.terminal.quiet_app import QuietApp
from mltui.widgets import palette

#: The result of an application whose person chose the demo.
DEMO = 100


class WelcomeApp(QuietApp):
    """Says what is missing and offers the demo. Its result is `DEMO`, or None for leaving."""

    ENABLE_COMMAND_PALETTE = False
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-middle"), (30, "-high")]  # noqa: RUF012 - as Textual declares it

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,enter", "demo", "open the demo"),
        Binding("q,escape,ctrl+c", "quit", "leave"),
    ]

    def __init__(
        self,
        missing: str,
        settings_file: Path,
        served: Path | None = None,
        *,
        theme: str = palette.DARK,
    ) -> None:
        """Make the application.

        Args:
            missing: What is missing, a sentence.
            settings_file: Where the person's `mltui.toml` is or would be.
            served: The keys of a server that was started here, if there is one.
            theme: `mltui-dark` or `mltui-light`.
        """
        super().__init__(css_path=[*sheets("welcome")])
        self.title = "mltui"
        self.animation_level = "none"
        self._missing = missing
        self._what_to_write = what_to_write(settings_file, served)
        for known in palette.themes():
            self.register_theme(known)
        self.theme = theme

    def compose(self) -> ComposeResult:
        """Yield the text; it scrolls where the terminal is small."""
        with VerticalScroll(id="welcome"):
            yield Static("mltui, the terminal monitor for ClearML", id="title", markup=False)
            yield Static(self._missing, id="missing", markup=False)
            yield Static(
                Content.assemble(
                    (" d ", "reverse"),
                    " open the demo (a simulated lab inside this program; no server,\n",
                    "    no network)\n",
                    (" q ", "reverse"),
                    " leave",
                ),
                id="choices",
            )
            yield Static(self._what_to_write, id="what-to-write", markup=False)

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(VerticalScroll).focus()

    def action_demo(self) -> None:
        """Leave for the demo."""
        self.exit(DEMO)
