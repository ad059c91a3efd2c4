"""The usage of machines by projects, people and queues, and what the organization has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from mltui.live.download import Refused
from mltui.live.usage import (
    BREAKDOWNS,
    MEASURES,
    Organization,
    Usage,
    ask_organization,
    ask_tasks,
    ask_usage,
    zone_at,
)
from mltui.screens.base import WIDE, MonitorScreen, sheets
from mltui.screens.messages import Answered
from mltui.screens.typed_path import write_new, wrong_path
from mltui.screens.usage_cells import (
    as_csv,
    bars,
    columns,
    ordered,
    organization_lines,
    said_hours,
    usage_rows,
)
from mltui.terminal.sanitise import clean
from mltui.widgets.ask_text import AskText
from mltui.widgets.lines import Lines
from mltui.widgets.listing import Listing
from mltui.widgets.plot_view import PlotView
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often usage and counts are asked for, seconds.
PACE_S = 300.0

#: How far back usage goes: days, and what the person reads.
SPANS = ((7, "1 week"), (30, "30 days"), (90, "90 days"), (365, "1 year"))

_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Scope:
    """What usage is asked about.

    Attributes:
        breakdown: By what it is broken down.
        days: How far back it goes.
        within: The projects that were opened, outermost first: their ids and names.
    """

    breakdown: str
    days: int
    within: tuple[tuple[str, str], ...] = ()

    @property
    def innermost(self) -> str:
        """The id of the project whose parts are shown; `""` for all projects."""
        return self.within[-1][0] if self.within else ""


class UsageAnswered(Answered[tuple[Scope, list[Usage], float, float]]):
    """The usage came: what was asked, what was used, from when until when."""


class TasksAnswered(Answered[tuple[Scope, dict[str, int]]]):
    """The tasks that ran in the projects were counted."""


class OrganizationAnswered(Answered[Organization]):
    """What there is in the organization came."""


class UsageScreen(MonitorScreen):
    """What was used: a table above stacked bars over time; a project opens to show its parts."""

    NAME = "Usage"
    FILTERS = "project, user or queue"
    CSS_PATH = sheets("usage")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "measure", "measure"),
        Binding("b", "breakdown", "by"),
        Binding("plus,equals_sign", "span(1)", "longer", key_display="+"),
        Binding("minus", "span(-1)", "shorter", key_display="-"),
        Binding("E", "export", "export CSV"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._usages: list[Usage] | None = None
        self._scope: Scope | None = None
        self._tasks: dict[str, int] = {}
        self._within: tuple[tuple[str, str], ...] = ()
        self._left: str | None = None
        self._organization: Organization | None = None
        self._times = (0.0, 0.0)
        self._measure = 0
        self._breakdown = 0
        self._span = 1

    def compose_body(self) -> ComposeResult:
        """Yield the counts, the table and the bars."""
        yield Lines(id="organization")
        with Vertical(id="used"):
            yield Listing(id="usages")
            yield PlotView(id="bars")

    def open_feeds(self) -> None:
        """Ask for usage and counts."""
        self.add_feed("usage", self._ask, PACE_S, UsageAnswered)
        self.add_feed("tasks", self._ask_tasks, PACE_S, TasksAnswered)
        self.add_feed("organization", ask_organization, PACE_S, OrganizationAnswered)

    def wants(self, feed: str) -> bool:
        """Count tasks once it is known which projects were used."""
        return feed != "tasks" or (self._by == "project" and bool(self._usages))

    @property
    def _by(self) -> str:
        return BREAKDOWNS[self._breakdown][0]

    @property
    def _wanted(self) -> Scope:
        return Scope(self._by, SPANS[self._span][0], self._within)

    async def _ask(self, client: Client) -> tuple[Scope, list[Usage], float, float]:
        end, scope = self.host.timing.now(), self._wanted
        begin = end - scope.days * _DAY_S
        usages = await ask_usage(client, begin, end, scope.breakdown, scope.innermost)
        return scope, usages, begin, end

    async def _ask_tasks(self, client: Client) -> tuple[Scope, dict[str, int]]:
        scope, largest = self._wanted, ordered(self._usages or (), MEASURES[self._measure][0])
        return scope, await ask_tasks(client, largest, *self._times)

    @on(OrganizationAnswered)
    def _show_organization(self, message: OrganizationAnswered) -> None:
        self._organization = message.answer
        self._show_counts()

    def _show_counts(self) -> None:
        if self._organization is not None:
            lines = organization_lines(self._organization, wide=self.size.width >= WIDE)
            self.query_one("#organization", Lines).show(lines)

    def on_resize(self) -> None:
        """Say as much as there is room for."""
        super().on_resize()
        self._show_counts()

    @on(UsageAnswered)
    def _show_usage(self, message: UsageAnswered) -> None:
        scope, usages, begin, end = message.answer
        if scope != self._wanted:
            return
        if scope != self._scope:
            self._tasks = {}
        self._scope, self._usages, self._times = scope, usages, (begin, end)
        self._fill()
        if self._left is not None:
            self.query_one(Table).move_to(self._left)
            self._left = None
        self.feed("tasks").ask_anew()
        self.resume_feeds()

    @on(TasksAnswered)
    def _show_tasks(self, message: TasksAnswered) -> None:
        scope, tasks = message.answer
        if scope == self._scope:
            self._tasks = tasks
            self._fill()

    def _fill(self) -> None:
        if self._usages is None:
            return
        measure, word = MEASURES[self._measure]
        pattern = self.pattern.casefold()
        shown = [usage for usage in self._usages if pattern in usage.name.casefold()]
        table = self.query_one(Table)
        table.set_columns(columns(self._by, measure))
        table.set_rows(usage_rows(shown, measure, self._tasks))
        # As many lines as it needs, and no more than half of them: the bars have the rest.
        table.styles.max_height = len(shown) + 2
        figure = bars(shown, measure, *self._times, zone_at(self._times[0]))
        # Where no row is shown at all, the sentence above them says why.
        nothing = f"No {word} in this time." if shown and not figure else ""
        self.query_one(PlotView).show(figure, nothing)
        self.show_note(self._note(shown))
        self.show_frame()

    def _note(self, shown: list[Usage]) -> str:
        if not self._usages:
            return "No task has run in this time."
        if not shown:
            return f"Nothing matches “{clean(self.pattern)}”."
        notes: list[str] = []
        if any(usage.assumed for usage in shown):
            notes.append("The server assumed how many GPUs or CPUs some of the tasks had.")
        counted = len(self._tasks) if self._by == "project" else 0
        if counted and any(usage.id not in self._tasks for usage in shown):
            # Each takes a request of its own.
            notes.append(f"Tasks are counted in the {counted} largest projects only.")
        return " ".join(notes)

    @property
    def has_nothing(self) -> bool:
        """Whether no task has run in this time, or this server does not tell."""
        return self._usages == [] or self.lacks("usage")

    # What the frame says

    def details(self) -> str:
        """Return what is shown: measure, breakdown, time."""
        inside = f" in {self._within[-1][1]}" if self._within else ""
        shown = f"{MEASURES[self._measure][1]} by {self._by}{inside}"
        since = f"last {SPANS[self._span][1]}"
        # What is cut on a narrow terminal is what the sum beside it and the table say as well.
        parts = [shown, since] if self.size.width >= WIDE else [since, shown]
        return "  ".join([super().details(), *parts]).strip()

    def counts(self) -> str:
        """Return the sum of what is drawn."""
        measure, word = MEASURES[self._measure]
        total = sum(usage.total.get(measure, 0.0) for usage in self._usages or ())
        return f"{said_hours(total, 0 if total >= 10 else 1)} {word}" if self._usages else ""

    # Keys

    def filter_changed(self, pattern: str) -> None:  # noqa: ARG002
        """Sift what is at hand."""
        self._fill()

    def action_measure(self) -> None:
        """Draw GPU hours, CPU hours or task hours."""
        self._measure = (self._measure + 1) % len(MEASURES)
        self._fill()

    def action_breakdown(self) -> None:
        """Break down by project, user or queue."""
        self._breakdown = (self._breakdown + 1) % len(BREAKDOWNS)
        self._ask_again()

    def _ask_again(self) -> None:
        self.feed("usage").ask_anew()
        self.show_frame()

    @on(Table.Selected)
    def _opened(self, message: Table.Selected) -> None:
        """Show the parts of a project."""
        usage = next((one for one in self._usages or () if one.id == message.key), None)
        if usage is None or usage.itself or self._by != "project" or self._scope != self._wanted:
            return
        self._within = (*self._within, (usage.id, usage.name))
        self._ask_again()

    def action_back(self) -> None:
        """Leave the project whose parts are shown."""
        if self.pattern or not self._within:
            super().action_back()
        else:
            *outer, (self._left, _) = self._within
            self._within = tuple(outer)
            self._ask_again()

    def action_span(self, by: int) -> None:
        """Go further back, or less far."""
        wanted = min(max(self._span + by, 0), len(SPANS) - 1)
        if wanted != self._span:
            self._span = wanted
            self._ask_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the export once there is something, and other sights where there may be."""
        if action == "measure" and self.has_nothing:
            return False
        if action in ("breakdown", "span") and self.lacks("usage"):
            return False
        if action == "export":
            return bool(self._usages)
        return super().check_action(action, parameters)

    def action_export(self) -> None:
        """Write what is at hand to a file."""
        dialog = AskText(
            "Export as CSV to",
            str(Path.cwd() / f"usage-by-{self._by}.csv"),
            check=wrong_path,
        )
        self.app.push_screen(dialog, self._export)

    def _export(self, target: str | None) -> None:
        if not target or not self._usages:
            return
        text = as_csv(self._usages, self._by, zone_at(self._times[0]))
        try:
            path = write_new(target, text)
        except Refused as refused:
            self.notify(clean(str(refused)), severity="error", markup=False)
        else:
            self.notify(clean(f"Written to {path}"), markup=False)
