"""The command palette."""

from __future__ import annotations

from textual import on
from textual.command import CommandList, CommandPalette
from textual.widgets import Input, OptionList

from mltui.widgets.dialog import AnsweredOnce

PALETTE = "--command-palette"
"""The name by which Textual knows whether it is open."""


# The sheet of the first class named is in force.
class Commands(CommandPalette, AnsweredOnce[None]):
    """Textual's palette, which may also stand in a terminal with no room for its list."""

    def _action_command_list(self, action: str) -> None:
        # A list of which no line is laid out has no pages; Textual looks for them all the same.
        if self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _once(self, event: Input.Submitted | OptionList.OptionSelected) -> None:
        # Once more, Textual would run the same command again.
        if self.is_answered:
            event.stop()
            event.prevent_default()
