"""The comparison of marked tasks: curves, parameters, values and consoles."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import ContentSwitcher

from mltui.live.compare import FEWEST, ComparedTask, CompareQuestion, Comparison
from mltui.live.scalars import samples_for
from mltui.screens.base import MonitorScreen, sheets
from mltui.screens.compare import tables
from mltui.screens.compare.columns import titled
from mltui.screens.compare.consoles import (
    ConsoleDifference,
    ConsolesQuestion,
    Difference,
    Pair,
    pair_among,
    with_other,
)
from mltui.screens.compare.legend import colours, signs
from mltui.screens.compare.overlay import overlaid
from mltui.screens.compare.task_table import TaskTable
from mltui.screens.curves.exact import ExactPanel, Run
from mltui.screens.curves.panel import CurvePanel
from mltui.screens.curves.view import CurveView, X
from mltui.screens.messages import Answered
from mltui.widgets.cells import width_of
from mltui.widgets.choose import Choice, Choose
from mltui.widgets.glyphs import status
from mltui.widgets.lines import Lines
from mltui.widgets.read_text import ReadText
from mltui.widgets.tab_bar import Tab, TabBar
from mltui.widgets.table import Table

#: How often it is asked whether a task changed, seconds.
PACE_S = 5.0

#: How often the two consoles are compared anew while they are looked at, seconds.
CONSOLE_PACE_S = 15.0

TABS = ("Scalars", "Parameters", "Values", "Console")

#: The tabs in which every task has a column.
TABLES = TABS[1:3]

#: What else the line with their names has to say, cells.
OTHER_WORDS = 40

#: Said where there is nothing to compare.
NO_SCALARS = "these tasks have reported no scalars yet"

#: What divides the ids in the identity of this page.
BETWEEN = ","


class Compared(Answered[Comparison | None]):
    """The tasks came, or nothing where nothing changed."""


class ConsolesCompared(Answered[Difference | None]):
    """The consoles of two tasks were compared, or nothing where nothing changed."""


class CompareScreen(MonitorScreen):
    """Tasks side by side, opened from their list."""

    NAME = "Compare"
    FILTERS = "metric or parameter"
    CSS_PATH = sheets("compare")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next_tab(1)", "next tab", key_display="tab"),
        Binding("shift+tab", "next_tab(-1)", "previous tab", show=False),
        Binding("d", "differences", "differences or all"),
        Binding("b", "next_value", "last, min, max"),
        Binding("minus", "choose_console(0)", "first console", key_display="-"),
        Binding("plus", "choose_console(1)", "second console", key_display="+"),
    ]

    def __init__(self, identity: str, title: str) -> None:
        """Make the page.

        Args:
            identity: The tasks' ids, divided by commas.
            title: What to call it until the tasks are known.
        """
        super().__init__()
        self._ids = [each for each in identity.split(BETWEEN) if each]
        self._title = title
        self._comparison: Comparison | None = None
        self._everything = False
        self._value = tables.SHOWN[0]
        self._best_marked = False
        self._samples = samples_for(80)
        self._chosen: Pair | tuple[()] = ()
        self._first = 0

    def compose_body(self) -> ComposeResult:
        """Yield the line of tabs and what they show."""
        yield TabBar([Tab(name, name) for name in TABS])
        yield Lines(id="legend")
        with ContentSwitcher(initial=TABS[0], id="tabs"):
            yield ExactPanel(CurveView(by_variant=True), id=TABS[0])
            yield TaskTable(id=TABS[1])
            yield TaskTable(align="right", id=TABS[2])
            yield ConsoleDifference(id=TABS[3])

    def open_feeds(self) -> None:
        """Ask for the tasks; for the consoles of two once they are looked at."""
        question = CompareQuestion(self._ids, lambda: self._samples, self._by_time)
        self.add_feed("tasks", question, PACE_S, Compared)
        consoles = ConsolesQuestion(self._pair, lambda: self._comparison)
        self.add_feed("consoles", consoles, CONSOLE_PACE_S, ConsolesCompared)
        self.panel.ask_through(lambda: self.host.client)
        self.panel.remember_in(self.host.preferences, "compare")
        self.panel.focus()

    def wants(self, feed: str) -> bool:
        """The consoles are asked for while they are shown."""
        return feed != "consoles" or self._open == TABS[3]

    @property
    def panel(self) -> ExactPanel:
        """The plots."""
        return self.query_one(ExactPanel)

    @property
    def _open(self) -> str:
        return self.query_one("#tabs", ContentSwitcher).current or TABS[0]

    @property
    def _tasks(self) -> tuple[ComparedTask, ...]:
        return self._comparison.tasks if self._comparison is not None else ()

    def _by_time(self) -> bool:
        return self.panel.view.x is not X.ITERATION

    # What is shown

    @on(Compared)
    def _show(self, message: Compared) -> None:
        comparison = message.answer
        if comparison is None or comparison.by_time != self._by_time():
            return
        before = self._pair()
        self._comparison = comparison
        if self._pair() != before:
            self._compare_others()
        self.show_note("" if comparison.tasks else "These tasks are no longer on the server.")
        self.panel.show(
            overlaid(comparison),
            averages=f"average of {comparison.samples}",
            nothing=NO_SCALARS,
        )
        self.panel.show_runs(
            [
                Run(str(number + 1), task.id, task.started, task.name, task.iteration)
                for number, task in enumerate(comparison.tasks)
            ]
        )
        self._fill()
        self._show_legend()

    def on_resize(self) -> None:
        """Fit the legend and the names of values to the new width."""
        super().on_resize()
        self._show_legend()
        self._fill()

    def _show_legend(self) -> None:
        """Say which task has which colour or sign; in tables their columns are named."""
        legend = self.query_one("#legend", Lines)
        legend.display = self._open not in TABLES
        if self._comparison is None:
            return
        width = self.size.width
        if self._open == TABS[3]:
            numbered = enumerate(self._comparison.tasks)
            titles = {task.id: titled(number, task) for number, task in numbered}
            lines = [signs([titles[task] for task in self._pair() or ()], width)]
        else:
            lines = colours(self._comparison.tasks, width)
        legend.styles.height = max(len(lines), 1)
        legend.show(lines)

    def _fill(self) -> None:
        if self._comparison is None:
            return
        tasks, pattern = self._comparison.tasks, self.pattern.casefold()
        width, first = self.size.width, self._first
        filtered = f"nothing has “{self.pattern}” in its name" if pattern else ""
        rows = tables.parameter_rows(tasks, everything=self._everything, pattern=pattern)
        parameters = self.query_one("#Parameters", TaskTable)
        alike = "no parameter differs; d shows all of them"
        if self._everything or not tables.any_parameters(tasks):
            alike = "these tasks have no parameters"
        parameters.show_tasks(
            tasks, rows, "PARAMETER", width=width, first=first, nothing=filtered or alike
        )
        rows = tables.value_rows(tasks, self._value, pattern=pattern, width=width)
        self._best_marked = tables.marks_best(rows)
        values = self.query_one("#Values", TaskTable)
        title = f"{self._value.upper()} OF"
        values.show_tasks(
            tasks, rows, title, width=width, first=first, nothing=filtered or NO_SCALARS
        )
        self.refresh_bindings()
        self.show_frame()

    @on(TaskTable.Moved)
    def _show_other_tasks(self, message: TaskTable.Moved) -> None:
        message.stop()
        self._first = message.first
        self._fill()

    @on(Table.Selected, f"#{TABS[1]}")
    def _read_parameter(self, message: Table.Selected) -> None:
        """Show a parameter or a configuration object as a whole: a cell has room for little."""
        message.stop()
        if self._comparison is not None:
            lines = tables.told_apart(self._comparison.tasks, message.key)
            self.app.push_screen(ReadText(message.key, lines))

    @on(ConsolesCompared)
    def _show_consoles(self, message: ConsolesCompared) -> None:
        if message.answer is not None and message.answer.pair == self._pair():
            self.query_one(ConsoleDifference).show_difference(message.answer)

    def filter_changed(self, pattern: str) -> None:
        """Show only metrics and parameters with this text in their name."""
        self.panel.filter(pattern)
        self._fill()

    # What the frame says

    def subject(self) -> str:
        """Return the names of the tasks, or how many they are where not all have room."""
        tasks = self._tasks
        if not tasks:
            return self._title
        names = "  |  ".join(task.name for task in tasks)
        fits = width_of(names) <= self.size.width - OTHER_WORDS
        return names if fits else f"{len(tasks)} tasks"

    def counts(self) -> str:
        """Return how the open tab is shown."""
        if not self.is_mounted or not self.query("#tabs"):
            return ""
        if self._open == TABS[0]:
            return "  ".join(self.panel.words())
        if self._open == TABS[3]:
            return ""
        table = self.query_one(f"#{self._open}", TaskTable)
        words = "* best" if self._best_marked else ""
        if self._open == TABS[1]:
            words = "all" if self._everything else "differences only"
            # Of nothing there are neither all nor differences.
            words = words if tables.any_parameters(self._tasks) else ""
        return f"{table.which_tasks}  {words}".strip()

    @on(CurvePanel.Changed)
    def _plots_changed(self) -> None:
        wanted = samples_for(self.panel.plot_columns)
        if wanted > self._samples:
            self._samples = wanted
            self.feed("tasks").ask_now()
        self.show_frame()

    @on(CurvePanel.ViewChanged)
    def _view_changed(self, message: CurvePanel.ViewChanged) -> None:
        if (message.view.x is X.ITERATION) != (message.before.x is X.ITERATION):
            # The answers so far are along another axis.
            self.panel.show(None)
            self.feed("tasks").ask_anew()
        self.show_frame()

    # Tabs and keys

    def action_next_tab(self, by: int) -> None:
        """Show the next or previous tab."""
        self.query_one(TabBar).step(by)

    @on(TabBar.Chosen)
    def _tab_chosen(self, message: TabBar.Chosen) -> None:
        self.query_one("#tabs", ContentSwitcher).current = message.key
        self.query_one(f"#{message.key}").focus()
        self._show_legend()
        self.resume_feeds()
        self.refresh_bindings()
        self.show_frame()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer keys on the tab that they are about, where it has something."""
        if action in ("differences", "next_value", "choose_console", "filter"):
            if not self.is_mounted:
                return False
            tasks = self._tasks
            return {
                "differences": self._open == TABS[1] and tables.any_parameters(tasks),
                "next_value": self._open == TABS[2] and any(task.values for task in tasks),
                "choose_console": self._open == TABS[3] and len(tasks) > FEWEST,
                "filter": self._open != TABS[3],
            }[action]
        return super().check_action(action, parameters)

    def action_differences(self) -> None:
        """Show all parameters, or only those that differ."""
        self._everything = not self._everything
        self._fill()

    def action_next_value(self) -> None:
        """Show the last values, the least or the greatest."""
        number = tables.SHOWN.index(self._value) + 1
        self._value = tables.SHOWN[number % len(tables.SHOWN)]
        self._fill()

    def action_choose_console(self, side: int) -> None:
        """Ask whose console is compared with the other one's."""
        pair = self._pair()
        if self._comparison is None or pair is None:
            return
        choices = [
            Choice(task.id, titled(number, task), status(task.status).word)
            for number, task in enumerate(self._comparison.tasks)
        ]
        dialog = Choose(f"Lines with {'-+'[side]} are of", choices, current=pair[side])
        self.app.push_screen(dialog, partial(self._take_console, side))

    def _take_console(self, side: int, task: str | None) -> None:
        pair = self._pair()
        if task is None or pair is None or task == pair[side]:
            return
        self._chosen = with_other(pair, side, task)
        self._compare_others()
        self._show_legend()

    def _compare_others(self) -> None:
        """Ask for the consoles of another pair; what is shown is not theirs."""
        console = self.query_one(ConsoleDifference)
        console.forget(of_one=self._pair() is None)
        self.feed("consoles").ask_anew()

    def _pair(self) -> Pair | None:
        """Return the two whose consoles are compared; the first two until others are chosen."""
        tasks = self._ids
        if self._comparison is not None:
            tasks = [task.id for task in self._comparison.tasks]
        return pair_among(tasks, self._chosen or self._ids[:2])

    def action_back(self) -> None:
        """Give up fetching points, clear the filter, then leave what is open in the plots."""
        if self._open == TABS[0] and (
            self.panel.stop() or (not self.pattern and self.panel.step_back())
        ):
            return
        super().action_back()
