"""The dialog in which the columns of a list are chosen, ordered, sized and sorted by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from mltui.live.metric_names import is_in_name
from mltui.screens.layout import ColumnChoice, Layout
from mltui.widgets import glyphs
from mltui.widgets.dialog import Dialog, text_block
from mltui.widgets.table import Cell, Column, Row, Table

COLUMNS = (
    Column("place", "", width=2, align="right", priority=9),
    Column("title", "COLUMN", flex=1, priority=9, minimum=18),
    Column("kind", "OF", width=14, priority=5),
    Column("width", "WIDTH", width=5, align="right", priority=6),
    Column("sort", "SORT", width=4, priority=8),
)

KEYS = (
    "space show   J K move   < > width   s sort   / find   0 as at first",
    "enter accept   esc cancel",
)

#: While something to look for is typed.
FINDING_KEYS = ("↑ ↓ in what is found   enter show, move, size or sort it", "esc find nothing")


class ChooseColumns(Dialog[Layout | None]):
    """Answers the layout, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "cancel", priority=True),
        Binding("enter", "accept", "accept", priority=True),
        Binding("down,ctrl+n", "move(1)", "down", show=False, priority=True),
        Binding("up,ctrl+p", "move(-1)", "up", show=False, priority=True),
        Binding("pagedown", "move(10)", "page down", show=False, priority=True),
        Binding("pageup", "move(-10)", "page up", show=False, priority=True),
        Binding("slash", "find", "find"),
        Binding("space", "show_or_hide", "show or hide", priority=True),
        Binding("J,shift+down", "shift(1)", "move down"),
        Binding("K,shift+up", "shift(-1)", "move up"),
        Binding("less_than_sign", "resize(-1)", "narrower"),
        Binding("greater_than_sign", "resize(1)", "wider"),
        Binding("s", "sort", "sort by it"),
        Binding("0", "usual", "as at first"),
    ]

    def __init__(
        self,
        layout: Layout,
        known: Sequence[str],
        choice_of: Callable[[str], ColumnChoice],
        *,
        usual: Layout,
        gap: str = "",
    ) -> None:
        """Make the list.

        Args:
            layout: How the table looks now.
            known: The columns that there are.
            choice_of: Says what a column is.
            usual: How the table is at first.
            gap: A sentence about what there may be besides.
        """
        super().__init__()
        self._gap = gap
        self._layout = layout
        self._known = known
        self._choice_of = choice_of
        self._usual = usual
        self._wanted = ""

    def compose(self) -> ComposeResult:
        """Yield the box."""
        with Vertical(classes="box -wide"):
            yield text_block(["Columns"], classes="title")
            field = Input(placeholder="part of a name", compact=True)
            field.cursor_blink = False
            field.display = False
            yield field
            yield Table(COLUMNS)
            if self._gap:
                yield text_block([self._gap], classes="keys")
            yield text_block([*KEYS], id="keys", classes="keys")

    def on_mount(self) -> None:
        """Fill the list."""
        self.query_one(Vertical).styles.width = 84
        table = self.query_one(Table)
        table.styles.height = max(min(len(self._known) + 1, self.app.size.height * 9 // 10 - 10), 3)
        self._fill()
        table.focus()

    def _fill(self) -> None:
        keys = dict.fromkeys([*self._layout.columns, *self._known])
        choices = map(self._choice_of, keys)
        word = self._wanted.casefold()
        self.query_one(Table).set_rows(
            self._row(choice) for choice in choices if is_in_name(word, *choice.title.split("/"))
        )

    def _row(self, choice: ColumnChoice) -> Row:
        layout, key = self._layout, choice.key
        shown = key in layout.columns
        sorts = [one for one, _ in layout.sorts]
        arrow = ""
        if key in sorts:
            place = sorts.index(key)
            sign = glyphs.sign("↓" if layout.sorts[place][1] else "↑")
            arrow = f"{sign} {place + 1}" if len(sorts) > 1 else sign
        return Row(
            key,
            {
                "place": Cell(glyphs.sign("✓") if shown else "", "good"),
                "title": Cell(choice.title, "" if shown else "muted"),
                "kind": Cell(choice.kind, "faint"),
                "width": Cell(str(layout.widths.get(key, "")), "muted"),
                "sort": Cell(arrow, "accent"),
            },
        )

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys to the line while it is typed in."""
        typing = isinstance(self.focused, Input)
        if typing and action in ("show_or_hide", "find", "shift", "resize", "sort", "usual"):
            return False
        if action == "move":
            return typing  # at other times the list has them for itself
        return super().check_action(action, parameters)

    @property
    def _key(self) -> str:
        return self.query_one(Table).cursor_key or "name"

    def _change(self, layout: Layout) -> None:
        key = self._key
        self._layout = layout
        self._fill()
        self.query_one(Table).move_to(key)

    def action_show_or_hide(self) -> None:
        """Show the column, or no more."""
        self._change(self._layout.toggled(self._key))

    def action_shift(self, by: int) -> None:
        """Move the column to the right (down the list) or to the left."""
        self._change(self._layout.moved(self._key, by))

    def action_resize(self, by: int) -> None:
        """Make the column wider or narrower."""
        key = self._key
        self._change(self._layout.resized(key, by, self._choice_of(key).width))

    def action_sort(self) -> None:
        """Sort by the column as well, the other way round, or no more."""
        choice = self._choice_of(self._key)
        if choice.order:
            self._change(self._layout.sorted_by(choice.key, falling=choice.falling))

    def action_usual(self) -> None:
        """Have all as it was at first."""
        self._change(self._usual)

    def action_find(self) -> None:
        """Type what to look for."""
        field = self.query_one(Input)
        field.display = True
        field.focus()

    @on(events.DescendantFocus)
    def _name_keys(self, event: events.DescendantFocus) -> None:
        """Name the keys of what has the keyboard now, however it came by it."""
        lines = FINDING_KEYS if isinstance(event.widget, Input) else KEYS
        said = "".join(map(glyphs.sign, "\n".join(lines)))
        self.query_one("#keys", Static).update(Content(said))

    def action_move(self, rows: int) -> None:
        """Move the cursor of the list while something is typed."""
        table = self.query_one(Table)
        table.move_to_index(table.cursor_index + rows)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._wanted = event.value
        self._fill()

    def action_accept(self) -> None:
        """Leave the line, else answer."""
        if self.query_one(Input).has_focus:
            self.query_one(Table).focus()
        else:
            self.dismiss(self._layout)

    def action_cancel(self) -> None:
        """Look for nothing any more, else give up."""
        field = self.query_one(Input)
        if field.display:
            field.value = ""
            field.display = False
            self.query_one(Table).focus()
        else:
            self.dismiss(None)
