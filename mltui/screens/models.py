"""The models: a table that the server pages, sorts and filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mltui.actions.matching import all_models
from mltui.actions.subject import Kind, Subject
from mltui.live.filter_line import words_of
from mltui.live.models import PAGE_SIZE, ModelRow, ModelsQuestion, ModelWindow, parse_model_filter
from mltui.screens import model_cells
from mltui.screens.acting import ActingScreen, action_keys
from mltui.screens.copying import Copying
from mltui.screens.layout import following
from mltui.screens.messages import Answered
from mltui.series import numbers
from mltui.widgets import glyphs
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often the list is asked for, seconds.
PACE_S = 10.0


class ModelsAnswered(Answered[ModelWindow]):
    """The visible part of the list came."""


class ModelsScreen(Copying, ActingScreen):
    """All models."""

    NAME = "Models"
    KIND = Kind.MODEL
    LISTED_BY = "models"
    FILTERS = "name   framework:PyTorch   tag:best,!old   project:Vision   published   archived"
    BINDINGS: ClassVar[list[BindingType]] = [
        *action_keys(Kind.MODEL),
        Binding("asterisk", "choose_all", "mark all", key_display="*", show=False),
        Binding("s", "sort", "sort"),
        Binding("S", "reverse", "reverse", show=False),
        Binding("greater_than_sign", "then_sort", "then by", key_display=">", show=False),
        Binding("f", "published", "published"),
        Binding("A", "archived", "archived", show=False),
        Binding("Y", "copy_uri", "copy URI"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._question = ModelsQuestion()
        self._shown = 0
        self._total: int | None = None
        first = model_cells.ORDERS[0]
        self._sorts: tuple[tuple[model_cells.ModelOrder, bool], ...] = ((first, first.falling),)
        self._rows: dict[str, ModelRow] = {}

    def compose_body(self) -> ComposeResult:
        """Yield the table."""
        yield Table(id="models", page_size=PAGE_SIZE)

    def open_feeds(self) -> None:
        """Ask for the models."""
        self._show_columns()
        self.add_feed("models", self._question.ask, PACE_S, ModelsAnswered)

    # What the frame says

    def details(self) -> str:
        """Return filter and order."""
        orders = ", ".join(
            f"{order.word} {glyphs.sign('↓' if falls else '↑')}" for order, falls in self._sorts
        )
        return f"{self.pattern}  sort: {orders}".strip()

    def counts(self) -> str:
        """Return how many models there are."""
        return "" if self._total is None else numbers.counted(self._total, "model")

    # Answers

    @on(ModelsAnswered)
    def _show_models(self, message: ModelsAnswered) -> None:
        window, table = message.answer, self.query_one(Table)
        if window.question != self._question.question:
            return
        if window.question != self._shown:
            self._shown = window.question
            self._rows.clear()
            table.clear()
        if window.total is not None:
            self._total = window.total
            table.set_total(window.total)
        now = self.host.timing.now()
        for page in window.pages:
            end = page.start + len(page.rows)
            if window.total is None and end >= table.total:
                # A server that cannot count: there may be more as long as pages are full.
                table.set_total(end + (PAGE_SIZE if len(page.rows) == PAGE_SIZE else 0))
            self._rows.update((row.id, row) for row in page.rows)
            table.put(page.start, [model_cells.row_of(row, now) for row in page.rows])
        table.ask_again()
        nothing = (
            "No model fits this filter." if self.pattern else "No task has registered a model yet."
        )
        self.show_note("" if table.total else nothing)

    def _show_columns(self) -> None:
        self.query_one(Table).set_columns(model_cells.columns(self._sorts))

    # Acting

    def subjects(self) -> list[Subject]:
        """Return the marked models, or the one under the cursor."""
        return [
            model_cells.subject_of(row)
            for row in map(self._rows.get, self.query_one(Table).chosen)
            if row is not None
        ]

    def action_choose_all(self) -> None:
        """Be about every model that fits the filter, on the screen or not."""
        if self._total:
            self.choose_matching(self._total)

    async def all_matching(self, client: Client) -> list[Subject]:
        """Ask for every model that fits the filter, also what is not loaded."""
        return await all_models(client, await self._question.criteria(client))

    # The table

    @on(Table.PageWanted)
    def _page_wanted(self, message: Table.PageWanted) -> None:
        self._question.want(message.start)
        self.feed("models").ask_next()

    @on(Table.Highlighted)
    def _cursor_moved(self, message: Table.Highlighted) -> None:
        self._question.look_at(*message.table.visible_range)

    @on(Table.Selected)
    def _opened(self, message: Table.Selected) -> None:
        row = message.table.row(message.key)
        name = row.cells.get("name", "") if row is not None else ""
        self.host.open_page("model", message.key, name if isinstance(name, str) else name.text)

    @on(Table.HeaderClicked)
    def _header_clicked(self, message: Table.HeaderClicked) -> None:
        order, falls = self._sorts[0]
        if message.column == order.column:
            self._sort((order, not falls))
            return
        for other in model_cells.ORDERS:
            if other.column == message.column:
                self._sort((other, other.falling))

    # Keys

    def filter_changed(self, pattern: str) -> None:
        """Ask for the models that fit."""
        self._question.look_for(parse_model_filter(pattern))
        self.feed("models").ask_anew()

    def action_published(self) -> None:
        """Go through all models, the published ones, the others."""
        following = {None: "yes", True: "no", False: ""}
        self._set_word("published", following[self._question.filter.published])

    def action_archived(self) -> None:
        """Show the archived models instead of the others, or the others again."""
        self._set_word("archived", "" if self._question.filter.archived else "yes")

    def _set_word(self, name: str, value: str) -> None:
        words = [word.raw for word in words_of(self.pattern)]
        kept = [word for word in words if word.partition(":")[0] != name]
        if value:
            kept.insert(0, f"{name}:{value}")
        self.set_filter(" ".join(kept))

    def action_sort(self) -> None:
        """Sort by the next column alone."""
        order = following(model_cells.ORDERS, self._sorts[0][0])
        self._sort((order, order.falling))

    def action_then_sort(self) -> None:
        """Sort what is equal by the next column, and after the last one by none."""
        first, *others = self._sorts
        rest = [None, *(order for order in model_cells.ORDERS if order != first[0])]
        order = following(rest, others[0][0] if others else None)
        self._sort(first, *(((order, order.falling),) if order is not None else ()))

    def action_reverse(self) -> None:
        """Turn the order round."""
        (order, falls), *others = self._sorts
        self._sort((order, not falls), *others)

    def _sort(self, *sorts: tuple[model_cells.ModelOrder, bool]) -> None:
        self._sorts = sorts
        self._question.sort_by(*(f"{'-' if falls else ''}{one.field}" for one, falls in sorts))
        self.feed("models").ask_anew()
        self._show_columns()
        self.show_frame()

    def action_copy_uri(self) -> None:
        """Put the address of the model at the cursor into the clipboard."""
        row = self._rows.get(self.query_one(Table).cursor_key or "")
        self.copy(row.uri if row is not None else "", "URI")
