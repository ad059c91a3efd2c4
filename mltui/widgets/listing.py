"""A short list to choose from: a table of which nothing can be marked."""

from __future__ import annotations

from mltui.widgets.table import Table


class Listing(Table):
    """Says `Table.Highlighted` when the cursor moves."""

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002
    ) -> bool | None:
        """Offer no marks."""
        return action not in ("mark", "mark_range")
