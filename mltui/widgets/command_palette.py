"""The command palette."""

from __future__ import annotations

from textual.command import CommandList, CommandPalette

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
