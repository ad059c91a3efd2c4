"""The page of a report: its Markdown rendered, with the plots that it refers to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mltui.live.reports import FiguresQuestion, Report, ask_report
from mltui.screens.changing import ChangingScreen
from mltui.screens.messages import Answered
from mltui.screens.report_cells import archiving, publishing, rewriting
from mltui.screens.task.editing import EditingFailed, edit
from mltui.screens.task_cells import age
from mltui.series.embeds import Embed
from mltui.series.plotly.model import Figure
from mltui.terminal.sanitise import clean
from mltui.widgets import glyphs
from mltui.widgets.markdown_lines import WIDEST, lay_out
from mltui.widgets.report_view import ReportView

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often text and plots are asked for, seconds.
PACE_S, PLOTS_PACE_S = 15.0, 30.0


class ReportAnswered(Answered[Report | None]):
    """The report was asked for; None if it is gone."""


class FiguresAnswered(Answered[Mapping[Embed, Figure | str]]):
    """The plots in it were asked for."""


class ReportScreen(ChangingScreen):
    """One report, opened from the list."""

    NAME = "Report"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "edit"),
        Binding("P", "publish", "publish"),
        Binding("a", "archive", "archive"),
        Binding("t", "open_task", "task of a plot"),
    ]

    def __init__(self, identity: str, title: str) -> None:
        """Make the page of a report.

        Args:
            identity: The report's id.
            title: Its name, shown until its text is there.
        """
        super().__init__()
        self._identity = identity
        self._heading = title
        self._report: Report | None = None
        self._figures: Mapping[Embed, Figure | str] = {}
        self._question = FiguresQuestion()

    def compose_body(self) -> ComposeResult:
        """Yield the text."""
        yield ReportView(id="report")

    def open_feeds(self) -> None:
        """Ask for the report, then for the plots in it."""
        self.add_feed("report", self._ask, PACE_S, ReportAnswered)
        self.add_feed("figures", self._question, PLOTS_PACE_S, FiguresAnswered)

    async def _ask(self, client: Client) -> Report | None:
        return await ask_report(client, self._identity)

    @on(ReportAnswered)
    def _show_report(self, message: ReportAnswered) -> None:
        report = self._report = message.answer
        if report is None:
            self.show_note("This report is gone.")
            return
        self.show_note("" if report.text.strip() else "This report is empty so far; e writes it.")
        embeds = tuple(block for block in lay_out(report.text, WIDEST) if isinstance(block, Embed))
        if embeds != self._question.embeds:
            self._question.embeds = embeds
            self.feed("figures").ask_anew()
        self._draw()
        self.refresh_bindings()
        self.show_frame()

    @on(FiguresAnswered)
    def _show_figures(self, message: FiguresAnswered) -> None:
        self._figures = message.answer
        self._draw()

    def _draw(self) -> None:
        if self._report is not None:
            self.query_one(ReportView).show(self._report.text, self._figures)

    # What the frame says

    def subject(self) -> str:
        """Return project and name."""
        report = self._report
        if report is None:
            return self._heading
        return f"{report.project} / {report.name}" if report.project else report.name

    def details(self) -> str:
        """Return its status and who wrote it when."""
        report = self._report
        if report is None:
            return ""
        status = glyphs.status(report.status).label(glyphs.ascii_only())
        changed = age(report.updated, self.host.timing.now())
        parts = [status, "archived" if report.archived else "", report.user, changed]
        return "  ".join(part for part in [*parts, " ".join(report.tags)] if part)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what is possible with the report."""
        if action == "open_task":
            return bool(self._question.embeds)
        if action in ("edit", "publish", "archive"):
            report = self._report
            if report is None or not self.may_change:
                return False
            return action == "archive" or not report.published
        return super().check_action(action, parameters)

    def action_publish(self) -> None:
        """Publish the report."""
        if self._report is not None:
            self.begin(publishing(self._report))

    def action_archive(self) -> None:
        """Archive the report, or bring it back."""
        if self._report is not None:
            self.begin(archiving(self._report))

    def action_edit(self) -> None:
        """Change the text in the person's editor."""
        report = self._report
        if report is None:
            return
        try:
            text = edit(self.app, report.text, ".md")
        except EditingFailed as error:
            self.notify(clean(str(error)), severity="error", markup=False)
            return
        if text == report.text:
            self.notify("Nothing was changed.", markup=False)
        else:
            self.begin(rewriting(report, text))

    def action_open_task(self) -> None:
        """Open the task whose plots the report shows first."""
        embed = self._question.embeds[0]
        page = "model" if embed.models else "task"
        self.host.open_page(page, embed.tasks[0], embed.title)
