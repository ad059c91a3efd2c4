"""The page of a report: its Markdown rendered, with the plots that it refers to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from mltui.api.errors import ApiError
from mltui.live.reports import FiguresQuestion, Report, ask_report
from mltui.screens.changing import Change, ChangeFailed, ChangingScreen
from mltui.screens.messages import Answered
from mltui.screens.report_cells import (
    SAVE,
    archiving,
    publishing,
    rewriting,
    text_difference,
)
from mltui.screens.task.editing import EditingFailed, edit, kept_text
from mltui.screens.task_cells import age
from mltui.series.embeds import Embed
from mltui.series.plotly.model import Figure
from mltui.terminal.sanitise import clean
from mltui.widgets import glyphs
from mltui.widgets.choose import Choice, Choose
from mltui.widgets.confirm_difference import ConfirmDifference
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


class TextChecked(Message):
    """It was asked how a report reads that was edited.

    Attributes:
        report: As it was when the editing began.
        text: What the person made of it.
        current: As it is now; None if it is gone.
    """

    def __init__(self, report: Report, text: str, current: Report | None) -> None:
        super().__init__()
        self.report = report
        self.text = text
        self.current = current


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
        self._draft: str | None = None

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
        """Change the text in the person's editor, or go on with what could not be saved."""
        report, client = self._report, self.host.client
        if report is None or client is None:
            return
        try:
            text = edit(self.app, report.text if self._draft is None else self._draft, ".md")
        except EditingFailed as error:
            self.notify(clean(str(error)), severity="error", markup=False)
            return
        if text == report.text:
            self._draft = None
            self.notify("Nothing was changed.", markup=False)
        else:
            self._draft = text
            self._check(client, report, text)

    @work(group="change")
    async def _check(self, client: Client, report: Report, text: str) -> None:
        """Ask how the report reads now: somebody else may have written meanwhile."""
        try:
            current = await ask_report(client, report.id)
        except ApiError as error:
            self.post_message(ChangeFailed(rewriting(report, text), error.sentence))
        else:
            self.post_message(TextChecked(report, text, current))

    @on(TextChecked)
    def _save(self, message: TextChecked) -> None:
        change, current = rewriting(message.report, message.text), message.current
        if current is None or current.published:
            what = "it is gone" if current is None else "it has been published meanwhile"
            self.post_message(ChangeFailed(change, f"{what}."))
        elif current.text == message.report.text:
            self.begin(change)
        else:
            self._report = current
            self._draw()
            dialog = ConfirmDifference(
                "Somebody has changed this report meanwhile. Yours would change it so:",
                text_difference(current.text, message.text),
                yes="save mine",
            )
            self.app.push_screen(dialog, lambda yes: self._decided(change, yes))

    def _decided(self, change: Change, yes: bool | None) -> None:
        if yes:
            self.begin(change)
        else:
            self._keep_draft()

    def change_done(self, change: Change, answer: object) -> None:  # noqa: ARG002
        """Let go of what was saved."""
        if change.word == SAVE:
            self._draft = None

    @on(ChangeFailed)
    def _not_saved(self, message: ChangeFailed) -> None:
        if message.change.word == SAVE:
            self._keep_draft()

    def _keep_draft(self) -> None:
        """Keep what the person wrote and could not be saved, also if this page is left."""
        if self._draft is not None:
            told = kept_text(self._draft)
            self.notify(clean(f"{told} e goes on with it."), markup=False)

    def action_open_task(self) -> None:
        """Open the task that a plot is of, whichever of several is chosen."""
        embeds = {embed.tasks[0]: embed for embed in reversed(self._question.embeds)}
        if len(embeds) == 1:
            self._open_task_of(next(iter(embeds.values())))
            return
        choices = [Choice(task, embed.title or embed.kind) for task, embed in embeds.items()]
        self.app.push_screen(
            Choose("Open the task of", list(reversed(choices))),
            lambda task: self._open_task_of(embeds[task]) if task else None,
        )

    def _open_task_of(self, embed: Embed) -> None:
        page = "model" if embed.models else "task"
        self.host.open_page(page, embed.tasks[0], embed.title)
