"""The models: a table that the server pages, sorts and filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mltui.actions.action import Action, Outcome
from mltui.actions.matching import all_models
from mltui.actions.subject import Kind, Subject
from mltui.live.model_columns import ask_notes
from mltui.live.model_filter import (
    ModelFilter,
    ModelWords,
    ask_model_words,
    model_grammar,
    parse_model_filter,
)
from mltui.live.models import ModelRow, ModelsQuestion, ModelWindow
from mltui.live.pages import PAGE_SIZE
from mltui.screens import model_cells
from mltui.screens.acting import ActingScreen, action_keys
from mltui.screens.arranging import ArrangedScreen
from mltui.screens.copying import Copying
from mltui.screens.layout import ColumnChoice, Layout, order_by
from mltui.screens.messages import Answered
from mltui.screens.model_layout import (
    FIXED,
    ORDERS,
    USUAL,
    choice_of,
    columns,
    field_of,
    layout_from_json,
    note_columns,
    notes_of,
)
from mltui.screens.worded_filter import WordedFilter
from mltui.series import numbers
from mltui.widgets.arranged_table import ArrangedTable
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.live.filter_words import Grammar

#: How often the list is asked for, seconds.
PACE_S = 10.0

#: Actions that sift, sort or arrange what is listed.
SIFTING = frozenset(("sort", "reverse", "then_sort", "published", "columns"))


class ModelsAnswered(Answered[ModelWindow]):
    """The visible part of the list came."""


class ModelsScreen(Copying, WordedFilter, ArrangedScreen, ActingScreen):
    """All models."""

    NAME = "Models"
    KIND = Kind.MODEL
    LISTED_BY = "models"
    USUAL = USUAL
    SAVED = "model filters"
    FILTERS = "name  framework:ONNX  tag:best,!old  user:me  updated<2d  precision=bf16"
    BINDINGS: ClassVar[list[BindingType]] = [
        *action_keys(Kind.MODEL),
        Binding("asterisk", "choose_all", "mark all", key_display="*", show=False),
        *ArrangedScreen.SORTING_KEYS,
        Binding("f", "published", "published"),
        ArrangedScreen.COLUMNS_KEY,
        Binding("A", "archived", "archived", show=False),
        Binding("Y", "copy_uri", "copy URI"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._question = ModelsQuestion()
        self._listed = self._question.filter
        self._shown = 0
        self._total: int | None = None
        self._rows: dict[str, ModelRow] = {}

    def compose_body(self) -> ComposeResult:
        """Yield the table."""
        yield ArrangedTable(id="models", page_size=PAGE_SIZE)

    def open_feeds(self) -> None:
        """Ask for the models."""
        self._question.clock = self.host.timing.now
        self._take_arrangement(layout_from_json(self.host.preferences.get(self.arrangement_name())))
        self.add_feed("models", self._question.ask, PACE_S, ModelsAnswered)

    # What the frame says

    def details(self) -> str:
        """Return filter and order."""
        return f"{self.pattern}  {self.said_order()}".strip()

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
            # In another order it is the same list: what is marked stays so.
            same, self._listed = self._listed == self._question.filter, self._question.filter
            kept = table.marked if same else ()
            self._rows = {key: self._rows[key] for key in kept if key in self._rows}
            table.clear(keep_marks=same)
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
        # What is neither listed nor marked any more is about nothing.
        known = {*table.marked, *(key for key in self._rows if table.row(key) is not None)}
        self._rows = {key: row for key, row in self._rows.items() if key in known}
        table.ask_again()
        self.show_note("" if table.total else self._nothing())

    def _nothing(self) -> str:
        if self._question.filter == ModelFilter(archived=True):
            return "No model is archived. A shows the others again."
        if self.pattern:
            return self.nothing_fits("No model fits this filter.")
        return "No task has registered a model yet."

    # Acting

    def subjects(self) -> list[Subject]:
        """Return the marked models, or the one under the cursor."""
        chosen = self.query_one(Table).chosen
        return [one for one in map(self._subject, chosen) if one is not None]

    def _subject(self, key: str) -> Subject | None:
        row = self._rows.get(key)
        return self.left_marked(key) if row is None else model_cells.subject_of(row)

    def ask_everything(self) -> None:
        """Ask for the rows whatever the small questions say: the person pressed `r`."""
        self._question.forget()
        self._question.forget_projects()

    def acted(self, action: Action, outcome: Outcome) -> None:  # noqa: ARG002
        """Have the rows asked for again whatever moved."""
        self._question.forget()

    def action_choose_all(self) -> None:
        """Be about every model that fits the filter, on the screen or not."""
        if self._total:
            self.choose_matching(self._total)

    def sorts_that_fit(self) -> list[Subject]:
        """Return a published model and another one, if the filter lets both through."""
        wanted = self._question.filter
        statuses = {True: ("published",), False: ("created",), None: ("published", "created")}
        return [
            Subject(status, "", status, wanted.archived, Kind.MODEL)
            for status in statuses[wanted.published]
        ]

    async def all_matching(self, client: Client) -> list[Subject]:
        """Ask for every model that fits the filter, also what is not loaded."""
        return await all_models(client, await self._question.criteria(client))

    # The table

    @on(Table.PageWanted)
    def _page_wanted(self, message: Table.PageWanted) -> None:
        if message.table.wants(message.start):
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

    # Columns

    def arrangement_name(self) -> str:
        """Return under which name the layout is kept."""
        return "model columns"

    def columns_of_all(self) -> list[str]:
        """Return the columns that any model fills."""
        return [one.key for one in FIXED]

    async def ask_columns(self, client: Client) -> tuple[list[str], str]:
        """Ask for the metadata of the models of the filter's project."""
        await self._question.criteria(client)  # which finds the project
        keys, gap = await ask_notes(client, self._question.project)
        return note_columns(keys), gap

    def choice_of(self, key: str) -> ColumnChoice:
        """Return what there is to say of a column."""
        return choice_of(key)

    def orders(self) -> list[str]:
        """Return the columns one goes through: the usual ones, and the metadata shown."""
        return [*ORDERS, *note_columns([*notes_of(self.arrangement)])]

    def show_arrangement(self, layout: Layout) -> None:
        """Show other columns, and ask for them."""
        self._take_arrangement(layout)
        self.feed("models").ask_anew()
        self.show_frame()

    def _take_arrangement(self, layout: Layout) -> None:
        self.arrangement = layout
        self._question.show_notes(notes_of(layout))
        if (order := order_by(layout, field_of)) != self._question.order:
            self._question.sort_by(*order)
        self.query_one(Table).set_columns(columns(layout))

    # Filter

    def first_grammar(self) -> Grammar:
        """Return the form of a filter."""
        return model_grammar(ModelWords())

    async def ask_grammar(self, client: Client) -> Grammar:
        """Ask for frameworks, tags, people, projects and metadata."""
        return model_grammar(await ask_model_words(client))

    def filter_changed(self, pattern: str) -> None:
        """Ask for the models that fit."""
        self._question.look_for(parse_model_filter(pattern))
        self.feed("models").ask_anew()

    def action_published(self) -> None:
        """Go through all models, the published ones, the others."""
        following = {None: "yes", True: "no", False: ""}
        self.set_word("published", following[self._question.filter.published])

    def action_archived(self) -> None:
        """Show the archived models instead of the others, or the others again."""
        self.set_word("archived", "" if self._question.filter.archived else "yes")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer an address only where there is a model, and an order where there can be any."""
        if action in SIFTING and self._total == 0 and not self.pattern:
            return False
        if action == "copy_uri":
            return self.is_mounted and self.query_one(Table).total > 0
        return super().check_action(action, parameters)

    def action_copy_uri(self) -> None:
        """Put the address of the model at the cursor into the clipboard."""
        row = self._rows.get(self.query_one(Table).cursor_key or "")
        self.copy(row.uri if row is not None else "", "URI")
