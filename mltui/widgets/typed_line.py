"""A line that is typed in, of which the part with the cursor is in sight."""

from __future__ import annotations

from textual.geometry import Region
from textual.widgets import Input


class TypedLine(Input):
    """An `Input` without a frame that shows a long text where one types, also at first."""

    def on_mount(self) -> None:
        """Keeps the cursor steady: a blinking one is two messages a second to the terminal."""
        self.cursor_blink = False

    def on_resize(self) -> None:
        """Shows the cursor, which follows what is typed only once there is a layout."""
        cursor = Region(self._cursor_offset, 0, 1, 1)
        self.scroll_to_region(cursor, force=True, animate=False)
