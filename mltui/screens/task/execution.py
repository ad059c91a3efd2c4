"""The Execution tab: which code runs, what was changed in it, with what packages, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from mltui.live.task_fields import PACE_S, FieldsQuestion
from mltui.live.task_setup import EXECUTION_FIELDS, Execution, read_execution
from mltui.screens.task.tab import TaskTab
from mltui.series import highlight, numbers
from mltui.series.highlight import Painter
from mltui.terminal.sanitise import clean
from mltui.widgets.columns import Column
from mltui.widgets.folding import hanging
from mltui.widgets.lines import Line
from mltui.widgets.listing import Listing
from mltui.widgets.rows import Cell, Row
from mltui.widgets.table import Table
from mltui.widgets.text_view import TextView

COLUMNS = (
    Column("part", "PART", flex=1, priority=9, minimum=9),
    Column("size", "", width=10, align="right", priority=5),
)

_LABEL_WIDTH = 14


@dataclass(frozen=True, slots=True)
class Part:
    """One part of how a task is executed: a name, how much it is, and its text."""

    name: str
    size: str = ""
    text: str = ""
    lines: tuple[Line, ...] = ()
    paint: Painter = highlight.plain


class ExecutionTab(TaskTab):
    """The parts at the left, the text of one at the right."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l,right,enter", "inside", "Open", show=False),
        Binding("y", "copy", "copy"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._parts: tuple[Part, ...] = ()

    def compose(self) -> ComposeResult:
        """Yield the parts, and what shows one."""
        yield Listing(COLUMNS, id="parts")
        yield TextView(id="text", empty="asking for the code…")

    def open_feeds(self) -> None:
        """Ask how the task is executed."""
        question = FieldsQuestion(self.page.task_id, EXECUTION_FIELDS, self.changed, read_execution)
        self.ask("execution", question, PACE_S, self.show, eager=False)

    def show(self, execution: Execution | None) -> None:
        """List the parts; None: they are as they were."""
        if execution is None:
            return
        self._parts = tuple(parts_of(execution))
        listing = self.query_one(Listing)
        listing.set_rows(
            [
                Row(part.name, {"part": part.name, "size": Cell(part.size, "faint")})
                for part in self._parts
            ]
        )
        self._open(listing.cursor_key)

    def first_focus(self) -> Widget:
        """The parts have the keyboard first."""
        return self.query_one(Listing)

    def step_back(self) -> bool:
        """Go back to the parts."""
        if self.screen.focused is self.query_one(TextView):
            self.query_one(Listing).focus()
            return True
        return False

    @on(Table.Highlighted)
    def _chosen(self, message: Table.Highlighted) -> None:
        message.stop()
        self._open(message.key)

    def _open(self, key: str | None) -> None:
        part = self._part(key)
        if part is None:
            return
        view = self.query_one(TextView)
        if part.lines:
            view.show_lines(hanging(part.lines, view.content_size.width))
        else:
            view.show_text(part.text, part.paint)

    def _part(self, key: str | None) -> Part | None:
        return next((part for part in self._parts if part.name == key), None)

    def _at_cursor(self) -> Part | None:
        return self._part(self.query_one(Listing).cursor_key)

    def on_resize(self) -> None:
        """Fold what is long anew."""
        part = self._at_cursor()
        if part is not None and part.lines:
            self._open(part.name)

    def action_inside(self) -> None:
        """Give the keyboard to the text."""
        self.query_one(TextView).focus()

    def action_copy(self) -> None:
        """Copy the text to the clipboard of the terminal."""
        text = self.query_one(TextView).text
        part = self._at_cursor()
        if part is not None and part.lines:
            # What was folded to be read is one line again.
            text = "\n".join("".join(piece for piece, _ in line) for line in part.lines)
        self.app.copy_to_clipboard("\n".join(clean(line) for line in text.splitlines()))
        self.tell("Copied, if the terminal allows it.")


def parts_of(execution: Execution) -> list[Part]:
    """Return the parts that say something, the most telling first."""
    parts = [Part("Source", lines=tuple(_source(execution)))]
    if execution.changes.strip():
        added, removed = _counted(execution.changes)
        size = f"+{added} -{removed}"
        if added or removed:
            parts.append(Part("Changes", size, execution.changes, paint=highlight.difference))
        else:
            # Without a repository the SDK keeps the whole script in place of a difference.
            size = numbers.counted(len(execution.changes.splitlines()), "line")
            parts.append(Part("Script", size, execution.changes))
    for system, text in execution.packages.items():
        count = sum(1 for line in text.splitlines() if line.strip() and line[0] not in "# ")
        name = "Packages" if system == "pip" else f"Packages ({system})"
        parts.append(Part(name, str(count), text, paint=highlight.data))
    script = execution.container.get("setup_shell_script", "")
    if script:
        parts.append(Part("Set-up", "", script, paint=highlight.data))
    return parts


def _source(execution: Execution) -> list[Line]:
    container = execution.container
    told: list[tuple[str, str]] = [
        ("Repository", execution.repository),
        ("Branch", execution.branch),
        ("Tag", execution.tag),
        ("Commit", execution.commit),
        ("Entry point", execution.entry_point),
        ("Folder", execution.folder),
        ("Interpreter", execution.binary),
        ("", " "),
        ("Container", container.get("image", "")),
        ("Arguments", container.get("arguments", "")),
        *(
            (key.replace("_", " ").capitalize(), value)
            for key, value in container.items()
            if key not in ("image", "arguments", "setup_shell_script")
        ),
        ("Queue", execution.queue),
        ("Output", execution.output),
    ]
    lines: list[Line] = [
        ((f"{label:<{_LABEL_WIDTH}}", "muted"), (text, "")) for label, text in told if text
    ]
    if not execution.changes.strip() and execution.repository:
        lines.append(((" " * _LABEL_WIDTH, ""), ("no changes that were not committed", "faint")))
    return lines


def _counted(changes: str) -> tuple[int, int]:
    """Return how many lines were added and removed."""
    added = removed = 0
    for line in changes.splitlines():
        added += line.startswith("+") and not line.startswith("+++")
        removed += line.startswith("-") and not line.startswith("---")
    return added, removed
