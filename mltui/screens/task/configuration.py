"""The Configuration tab: hyperparameters and configuration objects, changed while in draft."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from mltui.actions import configuring
from mltui.actions.part_change import PartChange
from mltui.live.masking import MASK, is_secret
from mltui.live.task_fields import PACE_S, FieldsQuestion
from mltui.live.task_setup import (
    CONFIGURATION_FIELDS,
    Configuration,
    ConfigurationObject,
    Parameter,
    read_configuration,
)
from mltui.screens.task.editing import EditingFailed, edit
from mltui.screens.task.tab import TaskTab
from mltui.series import highlight, numbers
from mltui.widgets.ask_text import AskText
from mltui.widgets.columns import Column
from mltui.widgets.confirm_difference import ConfirmDifference
from mltui.widgets.listing import Listing
from mltui.widgets.rows import Cell, Row
from mltui.widgets.table import Table
from mltui.widgets.text_view import TextView

PART_COLUMNS = (
    Column("part", "PART", flex=1, priority=9, minimum=12, ends=True),
    Column("size", "", width=6, align="right", priority=5),
)
PARAMETER_COLUMNS = (
    Column("name", "NAME", flex=2, priority=9, minimum=14, ends=True),
    Column("value", "VALUE", flex=3, priority=8, minimum=14),
    Column("about", "DESCRIPTION", flex=2, priority=4, minimum=16),
)

#: The SDK's name for what `connect` was given, in fewer letters.
SHORT_TYPES = {"dictionary": "dict", "": "text"}

SECTION, OBJECT = "section", "object"

#: The status in which a task's configuration may be changed.
DRAFT = "created"


class ConfigurationTab(TaskTab):
    """Sections and objects at the left, what is in one of them at the right."""

    FILTERS = "name or value"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l,right,enter", "inside", "Open", show=False),
        Binding("h,left", "outside", "Back to the parts", show=False),
        Binding("i", "change", "change value"),
        Binding("I", "edit", "in $EDITOR"),
    ]

    _question: FieldsQuestion[Configuration]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._configuration: Configuration | None = None
        self._pattern = ""
        self._draft = False

    def compose(self) -> ComposeResult:
        """Yield the parts, and what shows one."""
        yield Listing(PART_COLUMNS, id="parts")
        yield Listing(PARAMETER_COLUMNS, id="parameters", classes="wide")
        yield TextView(id="object", empty="asking for the configuration…")

    def on_mount(self) -> None:
        """Show no parameters before there are some."""
        self.query_one("#parameters").display = False

    def open_feeds(self) -> None:
        """Ask for the configuration."""
        self._question = FieldsQuestion(
            self.page.task_id, CONFIGURATION_FIELDS, self.changed, read_configuration
        )
        self.ask("configuration", self._question, PACE_S, self.show, eager=False)

    def show(self, configuration: Configuration | None) -> None:
        """List the parts; None: they are as they were."""
        if configuration is not None:
            self._configuration = configuration
            self._list()
        facts = self.page.facts
        draft = facts is not None and facts.details.row.status == DRAFT
        if draft != self._draft:
            self._draft = draft
            self.page.tab_changed()

    def filter_changed(self, pattern: str) -> None:
        """Show only what has this text in its name or value."""
        self._pattern = pattern.casefold()
        self._list()

    def first_focus(self) -> Widget:
        """The parts have the keyboard first."""
        return self.query_one("#parts", Listing)

    def step_back(self) -> bool:
        """Go back to the parts."""
        parts = self.query_one("#parts", Listing)
        if self.screen.focused is not parts and self.has_focus_within:
            parts.focus()
            return True
        return False

    @property
    def filters(self) -> str:
        """Parameters and objects, where there are any."""
        found = self._configuration
        return self.FILTERS if found is None or found.parameters or found.objects else ""

    def counts(self) -> str:
        """Return how much there is."""
        found = self._configuration
        if found is None:
            return ""
        objects = f", {numbers.counted(len(found.objects), 'object')}" if found.objects else ""
        return numbers.counted(len(found.parameters), "parameter") + objects

    # What is shown

    def _matches(self, parameter: Parameter) -> bool:
        text = f"{parameter.name} {parameter.value} {parameter.description}"
        return self._pattern in text.casefold()

    def _list(self) -> None:
        found = self._configuration
        if found is None:
            return
        rows = []
        for section in found.sections:
            matching = [each for each in found.section(section) if self._matches(each)]
            if matching:
                size = Cell(str(len(matching)), "faint")
                rows.append(Row(f"{SECTION}:{section}", {"part": section, "size": size}))
        for item in found.objects:
            if self._pattern in f"{item.name} {item.value}".casefold():
                size = Cell(SHORT_TYPES.get(item.type.lower(), item.type.lower()), "faint")
                rows.append(Row(f"{OBJECT}:{item.name}", {"part": item.name, "size": size}))
        parts = self.query_one("#parts", Listing)
        parts.set_rows(rows)
        self._open(parts.cursor_key)
        self.page.tab_changed()

    @on(Table.Highlighted, "#parts")
    def _part_chosen(self, message: Table.Highlighted) -> None:
        message.stop()
        self._open(message.key)
        self.page.tab_changed()

    @on(Table.Highlighted, "#parameters")
    def _parameter_chosen(self, message: Table.Highlighted) -> None:
        message.stop()
        self.page.tab_changed()

    def _open(self, key: str | None) -> None:
        kind, _, name = (key or "").partition(":")
        table, text = self.query_one("#parameters", Listing), self.query_one(TextView)
        table.display = kind == SECTION
        text.display = kind != SECTION
        found = self._configuration
        if found is None:
            return
        if kind == SECTION:
            table.set_rows([_row(each) for each in found.section(name) if self._matches(each)])
        elif kind == OBJECT:
            item = self._object(name)
            if item is not None:
                about = f"# {item.description}\n" if item.description else ""
                text.show_text(about + item.value, highlight.data)
        else:
            filtered = "nothing has that in its name or value"
            text.show_nothing(filtered if self._pattern else "this task has no parameters")

    def _object(self, name: str) -> ConfigurationObject | None:
        objects = self._configuration.objects if self._configuration is not None else ()
        return next((each for each in objects if each.name == name), None)

    def _part(self) -> tuple[str, str]:
        kind, _, name = (self.query_one("#parts", Listing).cursor_key or "").partition(":")
        return kind, name

    def _parameter(self) -> Parameter | None:
        kind, section = self._part()
        if kind != SECTION or self._configuration is None:
            return None
        key = self.query_one("#parameters", Listing).cursor_key
        return next((p for p in self._configuration.section(section) if p.name == key), None)

    # Keys

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002
    ) -> bool | None:
        """Offer changes only of a draft, and none in read-only mode."""
        if action not in ("change", "edit"):
            return True
        client = self.page.host.client
        if not self._draft or client is None or client.session.read_only:
            return False
        return self._parameter() is not None if action == "change" else bool(self._part()[0])

    def action_inside(self) -> None:
        """Give the keyboard to what is in the part."""
        kind, _ = self._part()
        (self.query_one("#parameters") if kind == SECTION else self.query_one(TextView)).focus()

    def action_outside(self) -> None:
        """Give the keyboard back to the parts."""
        self.step_back()

    def action_change(self) -> None:
        """Ask for the new value of the parameter at the cursor."""
        parameter = self._parameter()
        if parameter is None:
            return
        if "\n" in parameter.value:
            self.action_edit()
            return
        title = f"{parameter.section} / {parameter.name}"
        value, hint = parameter.value, parameter.type
        if _is_masked(parameter):
            # A mask to be typed over would be taken for the beginning of the value.
            value, hint = "", "a new value; with none it stays as it is"
        self.app.push_screen(
            AskText(title, value, hint=hint),
            partial(self._value_given, parameter),
        )

    def _value_given(self, parameter: Parameter, value: str | None) -> None:
        if value is None:
            return
        section = self._values(parameter.section)
        try:
            if not value and _is_masked(parameter):
                value = MASK
            given = configuring.revealed({parameter.name: value}, section)
        except ValueError as wrong:
            self.tell(f"Nothing was sent: {wrong}", "error")
        else:
            self._offer_parameters(parameter.section, section | given)

    def _values(self, section: str) -> dict[str, str]:
        found = self._configuration
        return {each.name: each.value for each in (found.section(section) if found else ())}

    def action_edit(self) -> None:
        """Open the part at the cursor in the person's editor."""
        kind, name = self._part()
        item = self._object(name) if kind == OBJECT else None
        values = self._values(name)
        hidden = configuring.hidden(values)
        before = configuring.parameters_text(hidden) if item is None else item.value
        suffix = ".properties" if item is None else _suffix(item)
        try:
            after = edit(self.app, before, suffix)
            if item is not None:
                self._offer_object(item, after)
            else:
                typed = configuring.read_parameters(after, values)
                self._offer_parameters(name, configuring.revealed(typed, values))
        except EditingFailed as failure:
            self.tell(str(failure), "error")
        except ValueError as wrong:
            self.tell(f"Nothing was sent: {wrong}", "error")

    # Sending

    def _offer_parameters(self, section: str, after: dict[str, str]) -> None:
        before = self._values(section)
        known = {
            each.name: {"type": each.type, "description": each.description}
            for each in (self._configuration or Configuration()).section(section)
        }
        change = PartChange(section, before, after, known)
        self._offer(change, configuring.parameters_difference(before, after))

    def _offer_object(self, item: ConfigurationObject, after: str) -> None:
        # Editors end a file with a new line, which the object may not have had.
        if not item.value.endswith("\n"):
            after = after.removesuffix("\n")
        more = {"type": item.type, "description": item.description}
        kept = {key: text for key, text in more.items() if text}
        name, before = item.name, {item.name: item.value}
        change = PartChange(name, before, {name: after}, {name: kept}, is_object=True)
        self._offer(change, configuring.difference(item.value, after))

    def _offer(self, change: PartChange, lines: list[str]) -> None:
        if not lines and change.before == change.after:
            self.tell("Nothing was changed.")
            return

        def agreed(yes: bool | None) -> None:
            if yes:
                self.page.change_part(change)

        self.app.push_screen(ConfirmDifference(f"Change {change.part}?", lines), agreed)

    def acted(self) -> None:
        """Show what became of the configuration."""
        self._question.reset()


def _row(parameter: Parameter) -> Row:
    return Row(
        parameter.name,
        {
            "name": Cell(parameter.name),
            "value": _value(parameter),
            "about": Cell(parameter.description or parameter.type, "faint"),
        },
    )


def _value(parameter: Parameter) -> Cell:
    if _is_masked(parameter):
        return Cell(MASK, "faint")
    return Cell(parameter.value, "strong")


def _is_masked(parameter: Parameter) -> bool:
    return bool(parameter.value) and is_secret(parameter.name)


def _suffix(item: ConfigurationObject) -> str:
    kind = item.type.lower()
    known = {"json": ".json", "yaml": ".yaml", "hocon": ".conf", "dictionary": ".conf"}
    return known.get(kind, ".txt")
