"""The dialog in which one thing is picked from a list that typing narrows down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from mltui.widgets.cells import width_of
from mltui.widgets.columns import GAP
from mltui.widgets.dialog import Dialog, text_block
from mltui.widgets.table import Cell, Column, Row, Table
from mltui.widgets.telling import with_telling_parts


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to pick: what is answered, what is read, and a detail beside it."""

    key: str
    text: str
    detail: str = ""


#: Longer details are sentences, which take the room that there is.
LONG_DETAIL = 30

_CANCEL = "esc cancel"

#: Cells for both in a box of the usual width.
ROOM = 52

#: Rows of the list at most, and those of the box around it.
MOST_ROWS, AROUND = 20, 8

#: Of more choices what tells them apart is not looked for again at each letter.
MANY = 500


class Choose(Dialog[str | None]):
    """Answers the key of the choice, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "cancel", priority=True),
        Binding("down,ctrl+n", "move(1)", "down", show=False, priority=True),
        Binding("up,ctrl+p", "move(-1)", "up", show=False, priority=True),
        Binding("pagedown", "move(10)", "page down", show=False, priority=True),
        Binding("pageup", "move(-10)", "page up", show=False, priority=True),
        Binding("ctrl+x", "remove", "remove", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        current: str | None = None,
        new: str = "",
        hint: str = "type to narrow down",
        remove: Callable[[str], None] | None = None,
    ) -> None:
        """Makes the list.

        Args:
            title: what is picked, such as "Enqueue to".
            choices: in the order of the list.
            current: the key on which the cursor starts.
            new: what is typed can be answered too, as a new one of what this says ("project").
            hint: what may be typed, shown while nothing is.
            remove: forgets a choice for good, by its key; None where that cannot be.
        """
        super().__init__()
        self._title = title
        self._choices = tuple(choices)
        self._current = current
        self._new = new
        self._hint = hint
        self._remove = remove
        self._room = MOST_ROWS
        self._columns: tuple[Column, ...] = ()
        self._text_room = ROOM
        self._all_told: dict[str, Row] = {}

    def compose(self) -> ComposeResult:
        """Builds the box."""
        details = max((width_of(choice.detail) for choice in self._choices), default=0)
        texts = max((width_of(choice.text) for choice in self._choices), default=0)
        wide = details > LONG_DETAIL or texts + details > ROOM
        with Vertical(classes="box -wide" if wide else "box"):
            yield text_block([self._title], classes="title")
            field = Input(placeholder=self._hint, compact=True)
            field.cursor_blink = False
            yield field
            # What is alike at the beginning, such as projects of one name, differs at the end.
            text = Column("text", "", flex=1, priority=1, ends=True)
            self._columns = (text, Column("detail", "", align="right"))
            self._text_room = max(ROOM - details - GAP, text.minimum)
            if details > LONG_DETAIL:
                text = Column("text", "", priority=1, ends=True)
                self._columns = (text, Column("detail", "", flex=1))
                self._text_room = text.maximum
            table = Table(self._columns, header=False)
            table.can_focus = False
            yield table
            yield text_block([self._keys], classes="keys")

    @property
    def _keys(self) -> str:
        remove = "   ^x remove" if self._remove is not None and self._choices else ""
        return f"enter pick{remove}   {_CANCEL}"

    def on_mount(self) -> None:
        """Fills the list and takes the keyboard."""
        table = self.query_one(Table)
        rows = len(self._choices) + bool(self._new)
        self._room = min(MOST_ROWS, self.app.size.height * 9 // 10 - AROUND)
        table.styles.height = min(max(rows, 1), max(self._room, 3))
        self._fill("")
        if self._current is not None:
            table.move_to(self._current)
        self.query_one(Input).focus()

    def action_cancel(self) -> None:
        """Closes without an answer."""
        self.dismiss(None)

    def action_move(self, rows: int) -> None:
        """Moves the cursor of the list."""
        table = self.query_one(Table)
        table.move_to_index(table.cursor_index + rows)

    def action_remove(self) -> None:
        """Forgets the choice under the cursor."""
        key = self.query_one(Table).cursor_key
        if self._remove is None or all(choice.key != key for choice in self._choices):
            return
        self._choices = tuple(choice for choice in self._choices if choice.key != key)
        self._remove(str(key))
        self._fill(self.query_one(Input).value)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._fill(event.value)

    @on(Input.Submitted)
    def _picked(self, event: Input.Submitted) -> None:
        event.stop()
        key = self.query_one(Table).cursor_key
        if key is not None:
            self.dismiss(key)

    @on(Table.Selected)
    def _clicked(self, event: Table.Selected) -> None:
        event.stop()
        self.dismiss(event.key)

    def _told(self, choices: Sequence[Choice]) -> list[Row]:
        """Return rows that say what would look alike without it."""
        if len(choices) > MANY and self._all_told:
            return [self._all_told[choice.key] for choice in choices]
        rows = with_telling_parts(map(_row, choices), self._columns, self._text_room)
        if len(choices) > MANY:
            # Nothing is typed yet.
            self._all_told = {row.key: row for row in rows}
        return rows

    def _fill(self, typed: str) -> None:
        rows = self._told(matching(self._choices, typed))
        name = typed.strip()
        if self._new and name and all(choice.key != name for choice in self._choices):
            rows.append(Row(name, {"text": name, "detail": Cell(f"new {self._new}", "muted")}))
        table = self.query_one(Table)
        table.set_rows(rows)
        table.move_to_index(0)
        said = self._keys
        # What is below the last row is not to be missed.
        if len(rows) > self._room:
            said = f"{len(rows):,} choices   {said}"
        if not rows:
            said = f"none of {len(self._choices):,} fits   {_CANCEL}" if name else _CANCEL
        self.query_one(".keys", Static).update(Content(said))


def _row(choice: Choice) -> Row:
    return Row(choice.key, {"text": choice.text, "detail": Cell(choice.detail, "muted")})


def matching(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """Keeps the choices that contain every typed word, those that begin with it first."""
    words = _closed_up(typed).split()
    if not words:
        return list(choices)
    found = [
        choice
        for choice in choices
        if all(word in _closed_up(f"{choice.text} {choice.detail}") for word in words)
    ]
    return sorted(found, key=lambda choice: not _closed_up(choice.text).startswith(words[0]))


def _closed_up(text: str) -> str:
    # A curve is called loss/train in filters and loss / train in titles.
    return text.casefold().replace(" / ", "/")
