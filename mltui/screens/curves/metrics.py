"""The dialog in which metrics are shown and hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from mltui.live.metric_names import spoken
from mltui.widgets.dialog import Dialog, text_block
from mltui.widgets.glyphs import sign
from mltui.widgets.table import Cell, Column, Row, Table
from mltui.widgets.telling import with_telling_parts

COLUMNS = (
    Column("shown", "", width=1),
    Column("text", "", flex=1, priority=1, ends=True),
)

#: Cells of a name in a box of the usual width.
ROOM = 54


class _Narrowing(Input):
    """A line that leaves the space bar to the list: it would take every key that can be read."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return key != "space" and super().check_consume_key(key, character)


class ChooseMetrics(Dialog[frozenset[str] | None]):
    """Answers the metrics to hide, or None if nothing changes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "cancel", priority=True),
        Binding("down,ctrl+n", "move(1)", "down", show=False, priority=True),
        Binding("up,ctrl+p", "move(-1)", "up", show=False, priority=True),
        Binding("space", "turn", "show or hide", show=False, priority=True),
        Binding("ctrl+a", "turn_all", "show or hide all", show=False, priority=True),
    ]

    def __init__(self, names: Sequence[str], hidden: frozenset[str]) -> None:
        """Make the list.

        Args:
            names: All metrics, in order.
            hidden: Those that are hidden now.
        """
        super().__init__()
        self._names = tuple(names)
        self._called = spoken(names)
        self._hidden = set(hidden)

    def compose(self) -> ComposeResult:
        """Yield the box."""
        with Vertical(classes="box"):
            yield text_block(["Metrics"], classes="title")
            field = _Narrowing(placeholder="type to narrow down", compact=True)
            field.cursor_blink = False
            yield field
            table = Table(COLUMNS, header=False)
            table.can_focus = False
            yield table
            keys = "space show or hide   ^a all   enter done   esc cancel"
            yield text_block([keys], classes="keys")

    def on_mount(self) -> None:
        """Fill the list and take the keyboard."""
        self.query_one(Table).styles.height = min(max(len(self._names), 1), 14)
        self._fill()
        self.query_one(Input).focus()

    def _matching(self) -> list[str]:
        typed = self.query_one(Input).value.strip().casefold()
        return [name for name in self._names if typed in name.casefold()]

    def _fill(self) -> None:
        rows = [
            Row(
                name,
                {
                    "shown": Cell("" if name in self._hidden else sign("✓"), "accent"),
                    "text": Cell(self._called[name], "faint" if name in self._hidden else ""),
                },
            )
            for name in self._matching()
        ]
        self.query_one(Table).set_rows(with_telling_parts(rows, COLUMNS, ROOM))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._fill()
        self.query_one(Table).move_to_index(0)

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(frozenset(self._hidden))

    @on(Table.Selected)
    def _clicked(self, event: Table.Selected) -> None:
        event.stop()
        self._turn([event.key])

    def action_cancel(self) -> None:
        """Close without a change."""
        self.dismiss(None)

    def action_move(self, rows: int) -> None:
        """Move the cursor of the list."""
        table = self.query_one(Table)
        table.move_to_index(table.cursor_index + rows)

    def action_turn(self) -> None:
        """Show or hide the metric at the cursor."""
        key = self.query_one(Table).cursor_key
        if key is not None:
            self._turn([key])

    def action_turn_all(self) -> None:
        """Show all that are listed, or hide them if all are shown."""
        self._turn(self._matching())

    def _turn(self, names: Sequence[str]) -> None:
        if any(name in self._hidden for name in names):
            self._hidden.difference_update(names)
        else:
            self._hidden.update(names)
        self._fill()
