"""The usage of machines by projects, people and queues, and what the organization has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from mltui.live.download import why_not_there
from mltui.live.usage import (
    BREAKDOWNS,
    MEASURES,
    Organization,
    Usage,
    ask_organization,
    ask_usage,
)
from mltui.screens.base import MonitorScreen, sheets
from mltui.screens.messages import Answered
from mltui.screens.usage_cells import as_csv, bars, columns, organization_lines, usage_rows
from mltui.terminal.sanitise import clean
from mltui.widgets.ask_text import AskText
from mltui.widgets.lines import Lines
from mltui.widgets.plot_view import PlotView
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often usage and counts are asked for, seconds.
PACE_S = 300.0

#: How far back usage goes: days, and what the person reads.
SPANS = ((7, "1 week"), (30, "30 days"), (90, "90 days"), (365, "1 year"))

_DAY_S = 86_400.0


class UsageAnswered(Answered[tuple[str, list[Usage], float, float]]):
    """The usage came: its breakdown, what was used, from when until when."""


class OrganizationAnswered(Answered[Organization]):
    """What there is in the organization came."""


class UsageScreen(MonitorScreen):
    """What was used: a table above stacked bars over time."""

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
        self._times = (0.0, 0.0)
        self._measure = 0
        self._breakdown = 0
        self._span = 1

    def compose_body(self) -> ComposeResult:
        """Yield the counts, the table and the bars."""
        yield Lines(id="organization")
        with Vertical(id="used"):
            yield Table(id="usages")
            yield PlotView(id="bars")

    def open_feeds(self) -> None:
        """Ask for usage and counts."""
        self.add_feed("usage", self._ask, PACE_S, UsageAnswered)
        self.add_feed("organization", ask_organization, PACE_S, OrganizationAnswered)

    @property
    def _by(self) -> str:
        return BREAKDOWNS[self._breakdown][0]

    async def _ask(self, client: Client) -> tuple[str, list[Usage], float, float]:
        end, breakdown = self.host.timing.now(), self._by
        begin = end - SPANS[self._span][0] * _DAY_S
        return breakdown, await ask_usage(client, begin, end, breakdown), begin, end

    @on(OrganizationAnswered)
    def _show_organization(self, message: OrganizationAnswered) -> None:
        self.query_one("#organization", Lines).show(organization_lines(message.answer))

    @on(UsageAnswered)
    def _show_usage(self, message: UsageAnswered) -> None:
        breakdown, usages, begin, end = message.answer
        if breakdown == self._by:
            self._usages, self._times = usages, (begin, end)
            self._fill()

    def _fill(self) -> None:
        if self._usages is None:
            return
        measure, word = MEASURES[self._measure]
        pattern = self.pattern.casefold()
        shown = [usage for usage in self._usages if pattern in usage.name.casefold()]
        table = self.query_one(Table)
        table.set_columns(columns(self._by, measure))
        table.set_rows(usage_rows(shown, measure))
        figure = bars(shown, measure, *self._times)
        self.query_one(PlotView).show(figure, "" if figure else f"No {word} in this time.")
        self.show_note(self._note(shown))
        self.show_frame()

    def _note(self, shown: list[Usage]) -> str:
        if not self._usages:
            return "No task has run in this time."
        if not shown:
            return f"Nothing matches “{clean(self.pattern)}”."
        if any(usage.assumed for usage in shown):
            return "The server assumed how many GPUs or CPUs some of the tasks had."
        return ""

    # What the frame says

    def details(self) -> str:
        """Return what is shown: measure, breakdown, time."""
        shown = f"{MEASURES[self._measure][1]} by {self._by}  last {SPANS[self._span][1]}"
        return f"{super().details()}  {shown}".strip()

    def counts(self) -> str:
        """Return the sum of what is drawn."""
        measure, word = MEASURES[self._measure]
        total = sum(usage.total.get(measure, 0.0) for usage in self._usages or ())
        return f"{total:,.0f} {word}" if self._usages else ""

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
        self.feed("usage").ask_anew()
        self.show_frame()

    def action_span(self, by: int) -> None:
        """Go further back, or less far."""
        wanted = min(max(self._span + by, 0), len(SPANS) - 1)
        if wanted != self._span:
            self._span = wanted
            self.feed("usage").ask_anew()
            self.show_frame()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the export once there is something."""
        if action == "export":
            return bool(self._usages)
        return super().check_action(action, parameters)

    def action_export(self) -> None:
        """Write what is at hand to a file."""
        dialog = AskText(
            "Export as CSV to",
            str(Path.cwd() / f"usage-by-{self._by}.csv"),
            check=lambda text: why_not_there(Path(text).expanduser()),
        )
        self.app.push_screen(dialog, self._export)

    def _export(self, target: str | None) -> None:
        if not target or not self._usages:
            return
        path = Path(target).expanduser()
        try:
            path.write_text(as_csv(self._usages, self._by), encoding="utf-8", newline="")
        except OSError as error:
            told = f"{path} cannot be written: {error.strerror or error}."
            self.notify(clean(told), severity="error", markup=False)
        else:
            self.notify(clean(f"Written to {path}"), markup=False)
