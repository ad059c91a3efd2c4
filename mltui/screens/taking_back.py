"""Changes of a screen's own that can be taken back: the archiving of reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from mltui.screens.changing import Change, ChangingScreen, NotDone
from mltui.screens.idle_keys import NOTHING_TO_UNDO

if TYPE_CHECKING:
    from mltui.api.client import Client


class TakingBack(ChangingScreen):
    """A screen whose changes are kept for the application, the last one to be undone first."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("u", "undo", "undo", show=False)]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to undo only where something can be."""
        if action == "undo":
            return self.may_change and bool(self.host.changes)
        return super().check_action(action, parameters)

    def why_idle(self, actions: Sequence[str]) -> str:
        """Say why nothing is undone."""
        if "undo" not in actions:
            return super().why_idle(actions)
        return "Could not undo: this is read-only." if self.host.changes else NOTHING_TO_UNDO

    def action_undo(self) -> None:
        """Take back the last change that can be."""
        client, changes = self.host.client, self.host.changes
        if client is not None and changes:
            self.run(self._take_back(client, len(changes) - 1, changes.pop()))

    async def _take_back(self, client: Client, place: int, change: Change) -> None:
        assert change.inverse is not None, "only what can be taken back is kept for it"
        try:
            await self.send_told(client, replace(change.inverse(), inverse=None))
        except NotDone as reason:
            if reason.again:
                self.host.changes.insert(place, change)

    def noted(self, change: Change) -> str:
        """Keep a change that can be taken back, and say by which key."""
        if change.inverse is None:
            return ""
        self.host.changes.append(change)
        key = self.key_of("undo")
        return f" {key} undoes it" if key else ""
