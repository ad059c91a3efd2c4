"""Filters that a person keeps by name, and the last one of each project."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding, BindingType

from mltui.actions.subject import called
from mltui.screens.base import MonitorScreen
from mltui.terminal.sanitise import clean
from mltui.widgets.choose import Choice, Choose

if TYPE_CHECKING:
    from mltui.api.types.json import JsonObject


class SavedFilters(MonitorScreen):
    """A screen whose filters can be kept: `b` takes a kept one, or keeps the one in force."""

    SAVED: ClassVar[str]
    """Under which name the preferences hold them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "saved_filters", "kept filters", show=False),
    ]

    def filter_place(self) -> str:
        """Return what the last filter is remembered for; empty to remember none."""
        return ""

    def remember_filter(self, line: str) -> None:
        """Remember the last filter of this place."""
        if self.filter_place():
            self.host.preferences.put(f"last filter of {self.filter_place()}", {"line": line})

    def recall_filter(self) -> str:
        """Return the last filter of this place."""
        if not self.filter_place():
            return ""
        return str(
            self.host.preferences.get(f"last filter of {self.filter_place()}").get("line", "")
        )

    def action_saved_filters(self) -> None:
        """Choose a kept filter, or name the one in force to keep it."""
        saved = self.host.preferences.get(self.SAVED)
        choices = [Choice(name, name, str(line)) for name, line in sorted(saved.items())]
        if not choices and not self.pattern:
            self.notify("No filter is kept yet: type one after /, then b keeps it.", markup=False)
            return
        in_force = next((name for name, line in saved.items() if line == self.pattern), None)
        title, hint, new = "Take a kept filter", "type to narrow down", ""
        if line := clean(self.pattern):
            hint, new = "a name", f"name for {called(line)}"
        if line and in_force is None:
            title = f"Type a name to keep {called(line)}"
            title += ", or take a kept filter" if choices else ""
        dialog = Choose(
            title, choices, current=in_force, new=new, hint=hint, remove=self._forget_saved
        )
        self.app.push_screen(dialog, self._saved_chosen)

    def _forget_saved(self, name: str) -> None:
        saved = self.host.preferences.get(self.SAVED)
        kept = {other: line for other, line in saved.items() if other != name}
        self.host.preferences.put(self.SAVED, kept)

    def _saved_chosen(self, name: str | None) -> None:
        if name is None:
            return
        saved = self.host.preferences.get(self.SAVED)
        if name in saved:
            self.set_filter(str(saved[name]))
        else:
            kept = cast("JsonObject", {**saved, name: self.pattern})
            self.host.preferences.put(self.SAVED, kept)
            self.notify(f"Kept as {called(clean(name))}: b brings it back.", markup=False)
