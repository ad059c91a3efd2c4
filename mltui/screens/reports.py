"""The reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mltui.live.reports import Report, ReportFilter, ask_reports, parse_report_filter
from mltui.screens.changing import Change
from mltui.screens.messages import Answered
from mltui.screens.report_cells import (
    COLUMNS,
    CREATE,
    archiving,
    creating,
    publishing,
    report_row,
    wrong_name,
)
from mltui.screens.taking_back import TakingBack
from mltui.series import numbers
from mltui.widgets.ask_text import AskText
from mltui.widgets.listing import Listing
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often the list is asked for, seconds.
PACE_S = 15.0


class ReportsAnswered(Answered[list[Report]]):
    """The reports were listed."""


class ReportsScreen(TakingBack):
    """All reports."""

    NAME = "Reports"
    FILTERS = "name   tag:weekly   status:draft   archived"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus", "create", "new report", key_display="+"),
        Binding("P", "publish", "publish"),
        Binding("a", "archive", "archive"),
        Binding("A", "archived", "show archive", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._reports: dict[str, Report] = {}

    def compose_body(self) -> ComposeResult:
        """Yield the table."""
        yield Listing(COLUMNS, id="reports")

    def open_feeds(self) -> None:
        """Ask for the reports."""
        self.add_feed("reports", self._ask, PACE_S, ReportsAnswered)

    async def _ask(self, client: Client) -> list[Report]:
        return await ask_reports(client, parse_report_filter(self.pattern))

    @on(ReportsAnswered)
    def _show(self, message: ReportsAnswered) -> None:
        self._reports = {report.id: report for report in message.answer}
        now = self.host.timing.now()
        self.query_one(Table).set_rows(report_row(report, now) for report in message.answer)
        self.show_note("" if message.answer else self._nothing())
        self.refresh_bindings()

    @property
    def has_nothing(self) -> bool:
        """Whether this server knows no reports; without one, there may be some in the archive."""
        return self.lacks("reports")

    def _nothing(self) -> str:
        if parse_report_filter(self.pattern) == ReportFilter(archived=True):
            return "No report is archived. A shows the others again."
        if self.pattern:
            return "No report fits this filter."
        return f"Nobody has written a report.{' + begins one.' if self.may_change else ''}"

    def counts(self) -> str:
        """Return how many reports there are."""
        return numbers.counted(len(self._reports), "report") if self._reports else ""

    def filter_changed(self, pattern: str) -> None:  # noqa: ARG002
        """Ask for the reports that fit."""
        self.feed("reports").ask_anew()

    def _at_cursor(self) -> Report | None:
        if not self._reports:
            return None
        return self._reports.get(self.query_one(Table).cursor_key or "")

    @on(Table.Highlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(Table.Selected)
    def _opened(self, message: Table.Selected) -> None:
        report = self._reports.get(message.key)
        if report is not None:
            self.host.open_page("report", report.id, report.name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what is possible with the report at the cursor, and on this server."""
        if action in ("create", "archived") and self.has_nothing:
            return False
        if action == "create":
            return self.may_change
        if action in ("publish", "archive"):
            report = self._at_cursor()
            if report is None or not self.may_change:
                return False
            return action == "archive" or not report.published
        return super().check_action(action, parameters)

    def action_create(self) -> None:
        """Ask for a name, then begin a report."""
        dialog = AskText("New report", hint="project/name", check=wrong_name)
        self.app.push_screen(dialog, self._create)

    def _create(self, typed: str | None) -> None:
        if typed is not None:
            self.begin(creating(typed))

    def change_done(self, change: Change, answer: object) -> None:
        """Open what was begun, to be written."""
        # Who has gone elsewhere meanwhile finds it in the list.
        if change.word == CREATE and isinstance(answer, str) and answer and self.is_current:
            self.host.open_page("report", answer, change.name)

    def action_publish(self) -> None:
        """Publish the report at the cursor."""
        report = self._at_cursor()
        if report is not None:
            self.begin(publishing(report))

    def action_archive(self) -> None:
        """Archive the report at the cursor, or bring it back."""
        report = self._at_cursor()
        if report is not None:
            self.begin(archiving(report))

    def action_archived(self) -> None:
        """Show the archive instead of the other reports, or these again."""
        kept = [word for word in self.pattern.split() if word.partition(":")[0] != "archived"]
        archived = parse_report_filter(self.pattern).archived
        self.set_filter(" ".join(kept if archived else ["archived", *kept]))
