"""The table in which every compared task has a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from mltui.live.compare import ComparedTask
from mltui.screens.compare.columns import Beside, beside
from mltui.terminal.sanitise import clean
from mltui.widgets.cells import Align, fit, line_of
from mltui.widgets.listing import Listing
from mltui.widgets.rows import Row


class TaskTable(Listing):
    """Shows as many tasks beside each other as have room; keys bring in the others."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "other_tasks(-1)", "tasks before", show=False),
        Binding("right,l", "other_tasks(1)", "other tasks", key_display="← →"),
    ]

    @dataclass
    class Moved(Message, bubble=True):
        """Other tasks are wanted: this one should be the first that is seen."""

        first: int

    def __init__(self, *, align: Align = "left", id: str | None = None) -> None:  # noqa: A002
        """Make an empty table.

        Args:
            align: Of the values.
            id: See Textual's `Widget`.
        """
        super().__init__((), id=id)
        self._align = align
        self._task_count = 0
        self._beside = Beside((), 0, 0)
        self._nothing = ""

    def show_tasks(
        self,
        tasks: Sequence[ComparedTask],
        rows: Sequence[Row],
        title: str,
        *,
        width: int,
        first: int,
        nothing: str,
    ) -> None:
        """Show rows with a cell for each task by its id.

        The arguments are those of `beside`, and `nothing` is said where there are no rows.
        """
        if nothing != self._nothing:
            self._nothing = nothing
            self.redraw()
        self._task_count = len(tasks)
        self._beside = beside(tasks, rows, title, width, first=first, align=self._align)
        self.set_columns(self._beside.columns)
        self.set_rows(rows)

    def draw_line(self, y: int) -> Strip:
        """Draw one line; without rows the middle one says why there are none."""
        if self.total or y != self.size.height // 2:
            return super().draw_line(y)
        text = fit(clean(self._nothing), self.size.width, "center")
        return line_of([(text, self.token("faint"))], self.size.width, self.token(""))

    @property
    def all_seen(self) -> bool:
        """Whether there is room for all tasks."""
        return self._beside.count >= self._task_count

    @property
    def which_tasks(self) -> str:
        """Which tasks are seen, if there is no room for all: "1-3 of 12 tasks"."""
        first, count = self._beside.first, self._beside.count
        if self.all_seen:
            return ""
        return f"{first + 1}-{first + count} of {self._task_count} tasks"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer other tasks where there are any."""
        if action == "other_tasks":
            return not self.all_seen
        return super().check_action(action, parameters)

    def action_other_tasks(self, by: int) -> None:
        """Show the tasks before or after those that are seen."""
        self.post_message(self.Moved(self._beside.first + by))
