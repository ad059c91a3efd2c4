"""What a table says; reached as `Table.Highlighted` and so on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from mltui.widgets.table import Table


@dataclass
class TableMessage(Message):
    """Said by a table."""

    table: Table

    @property
    def control(self) -> Table:
        """The table, for `@on` with a selector."""
        return self.table


@dataclass
class Highlighted(TableMessage, namespace="table"):
    """The cursor came to another row (None: there are no rows, or it is not known yet)."""

    key: str | None

    def can_replace(self, message: Message) -> bool:
        """Only the last of several counts."""
        return isinstance(message, Highlighted) and message.table is self.table


@dataclass
class Selected(TableMessage, namespace="table"):
    """A row was opened with enter or a second click."""

    key: str


@dataclass
class Marked(TableMessage, namespace="table"):
    """The marks changed: the keys of all marked rows, in the order they were marked."""

    keys: tuple[str, ...]


@dataclass
class PageWanted(TableMessage, namespace="table"):
    """Rows from `start` on are (nearly) on the screen and not known."""

    start: int
    count: int


@dataclass
class HeaderClicked(TableMessage, namespace="table"):
    """The title of a column was clicked, to sort by it."""

    column: str
