"""A short list to choose from: a table of which nothing can be marked."""

from __future__ import annotations

from textual.strip import Strip

from mltui.widgets.table import Table


class Listing(Table):
    """Says `Table.Highlighted` when the cursor moves. Without rows nothing of it is seen."""

    def draw_line(self, y: int) -> Strip:
        """Draws the header only over rows: what is beside says why there are none."""
        if not self.total:
            return Strip.blank(self.size.width, self.token(""))
        return super().draw_line(y)

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002
    ) -> bool | None:
        """Offer no marks."""
        return action not in ("mark", "mark_range")
