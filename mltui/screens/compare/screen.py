"""The comparison of marked tasks: curves, parameters, values and consoles."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import ContentSwitcher

from mltui.live.compare import CompareQuestion, Comparison
from mltui.live.scalars import averaged, samples_for
from mltui.screens.base import MonitorScreen, sheets
from mltui.screens.compare import tables
from mltui.screens.compare.consoles import ConsoleDifference, ConsolesQuestion, signs
from mltui.screens.curves.exact import ExactPanel, Run
from mltui.screens.curves.panel import CurvePanel
from mltui.screens.curves.plots import Line
from mltui.screens.curves.view import CurveView, X
from mltui.screens.messages import Answered
from mltui.terminal.sanitise import clean
from mltui.widgets.cells import fit
from mltui.widgets.lines import Lines
from mltui.widgets.listing import Listing
from mltui.widgets.read_text import ReadText
from mltui.widgets.tab_bar import Tab, TabBar
from mltui.widgets.table import Table

#: How often it is asked whether a task changed, seconds.
PACE_S = 5.0

#: How often the two consoles are compared anew while they are looked at, seconds.
CONSOLE_PACE_S = 15.0

TABS = ("Scalars", "Parameters", "Values", "Console")

#: What divides the ids in the identity of this page.
BETWEEN = ","


class Compared(Answered[Comparison | None]):
    """The tasks came, or nothing where nothing changed."""


class ConsolesCompared(Answered[list[str] | None]):
    """The consoles of the first two tasks were compared, or nothing where nothing changed."""


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
        self._samples = samples_for(80)

    def compose_body(self) -> ComposeResult:
        """Yield the line of tabs and what they show."""
        yield TabBar([Tab(name, name) for name in TABS])
        yield Lines(id="legend")
        with ContentSwitcher(initial=TABS[0], id="tabs"):
            yield ExactPanel(CurveView(by_variant=True), id=TABS[0])
            yield Listing((), id=TABS[1])
            yield Listing((), id=TABS[2])
            yield ConsoleDifference(id=TABS[3])

    def open_feeds(self) -> None:
        """Ask for the tasks; for the consoles of two once they are looked at."""
        question = CompareQuestion(self._ids, lambda: self._samples, self._by_time)
        self.add_feed("tasks", question, PACE_S, Compared)
        consoles = ConsolesQuestion(self._ids, lambda: self._comparison)
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

    def _by_time(self) -> bool:
        return self.panel.view.x is not X.ITERATION

    # What is shown

    @on(Compared)
    def _show(self, message: Compared) -> None:
        comparison = message.answer
        if comparison is None or comparison.by_time != self._by_time():
            return
        self._comparison = comparison
        self.show_note("" if comparison.tasks else "These tasks are no longer on the server.")
        self.panel.show(
            _lines(comparison),
            averages=f"average of {comparison.samples}",
            nothing="these tasks have reported no scalars yet",
        )
        self.panel.show_runs(
            [
                Run(str(number + 1), task.id, task.started)
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
        """Name the tasks in the colours of their curves; in the plots they have numbers.

        In tables their columns are named, and a difference has signs.
        """
        legend = self.query_one("#legend", Lines)
        legend.display = self._open in (TABS[0], TABS[3])
        if self._comparison is None:
            return
        tasks = self._comparison.tasks
        if self._open == TABS[3]:
            legend.styles.height = 1
            legend.show(signs([task.name for task in tasks]))
            return
        across = min(max((self.size.width - 1) // max(len(tasks), 1), 24), 44)
        a_line = max((self.size.width - 1) // across, 1)
        entries = [
            (f" {fit(f'{number + 1} {clean(task.name)}', across - 1)}", tables.token_of(number))
            for number, task in enumerate(tasks)
        ]
        lines = [tuple(entries[start : start + a_line]) for start in range(0, len(entries), a_line)]
        legend.styles.height = max(len(lines), 1)
        legend.show(lines)

    def _fill(self) -> None:
        if self._comparison is None:
            return
        tasks, pattern = self._comparison.tasks, self.pattern.casefold()
        parameters, values = self.query_one("#Parameters", Table), self.query_one("#Values", Table)
        parameters.set_columns(tables.columns(tasks, "PARAMETER"))
        parameters.set_rows(
            tables.parameter_rows(tasks, everything=self._everything, pattern=pattern)
        )
        values.set_columns(tables.columns(tasks, f"{self._value.upper()} OF"))
        width = self.size.width
        values.set_rows(tables.value_rows(tasks, self._value, pattern=pattern, width=width))
        self.show_frame()

    @on(Table.Selected, f"#{TABS[1]}")
    def _read_parameter(self, message: Table.Selected) -> None:
        """Show a parameter or a configuration object as a whole: a cell has room for little."""
        message.stop()
        if self._comparison is not None:
            lines = tables.told_apart(self._comparison.tasks, message.key)
            self.app.push_screen(ReadText(message.key, lines))

    @on(ConsolesCompared)
    def _show_consoles(self, message: ConsolesCompared) -> None:
        if message.answer is not None:
            self.query_one(ConsoleDifference).show_difference(message.answer)

    def filter_changed(self, pattern: str) -> None:
        """Show only metrics and parameters with this text in their name."""
        self.panel.filter(pattern)
        self._fill()

    # What the frame says

    def subject(self) -> str:
        """Return the names of the tasks."""
        tasks = self._comparison.tasks if self._comparison is not None else ()
        return "  |  ".join(task.name for task in tasks) or self._title

    def counts(self) -> str:
        """Return how the open tab is shown."""
        if not self.is_mounted or not self.query("#tabs"):
            return ""
        if self._open == TABS[0]:
            return "  ".join(self.panel.words())
        if self._open == TABS[1]:
            return "all" if self._everything else "differences only"
        if self._open == TABS[2]:
            return "* best"
        return ""

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
        """Offer keys on the tab that they are about."""
        if action in ("differences", "next_value"):
            return self.is_mounted and self._open == TABS[1 if action == "differences" else 2]
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

    def action_back(self) -> None:
        """Give up fetching points, clear the filter, then leave what is open in the plots."""
        if self._open == TABS[0] and (
            self.panel.stop() or (not self.pattern and self.panel.step_back())
        ):
            return
        super().action_back()


def _lines(comparison: Comparison) -> list[Line]:
    """Return all curves by name; each task has its colour in every plot."""
    return [
        Line(
            metric,
            curve.variant,
            curve.xs,
            curve.ys,
            owner=str(number + 1),
            token=tables.token_of(number),
            last=found.last if (found := task.values.get((metric, curve.variant))) else None,
            averaged=averaged(curve, comparison.samples, by_time=comparison.by_time),
            started=task.started,
        )
        for number, task in enumerate(comparison.tasks)
        for metric, curves in comparison.curves.get(task.id, {}).items()
        for curve in curves
    ]
