"""The page of a report: its Markdown rendered, with the plots and pictures that it refers to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from mltui.api.errors import ApiError
from mltui.live.report_pictures import Pictures, PicturesQuestion
from mltui.live.reports import FiguresQuestion, Report, ask_report
from mltui.screens.changing import Change
from mltui.screens.messages import Answered
from mltui.screens.picture import PictureScreen
from mltui.screens.report_cells import (
    SAVE,
    archiving,
    publishing,
    rewriting,
    text_difference,
)
from mltui.screens.taking_back import TakingBack
from mltui.screens.task.editing import Draft, EditingFailed, edit
from mltui.screens.task_cells import age
from mltui.series.embeds import SAMPLE, Embed, PictureLink
from mltui.series.plotly.model import Figure, Picture
from mltui.terminal.sanitise import clean
from mltui.widgets import glyphs
from mltui.widgets.choose import Choice, Choose
from mltui.widgets.confirm_difference import ConfirmDifference
from mltui.widgets.markdown_lines import WIDEST, Block, lay_out
from mltui.widgets.report_view import ReportView

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often text, plots and pictures are asked for, seconds.
PACE_S, PLOTS_PACE_S, PICTURES_PACE_S = 15.0, 30.0, 60.0

#: End of the name of a file with a report's text.
SUFFIX = ".md"


class ReportAnswered(Answered[Report | None]):
    """The report was asked for; None if it is gone."""


class FiguresAnswered(Answered[Mapping[Embed, Figure | str]]):
    """The plots in it were asked for."""


class PicturesAnswered(Answered[Pictures]):
    """Some of the pictures in it were asked for."""


class TextDiffers(Message):
    """Somebody else wrote while the person edited.

    Attributes:
        change: What the person wants.
        draft: What they made of the report.
        current: As it is now.
    """

    def __init__(self, change: Change, draft: Draft, current: Report) -> None:
        super().__init__()
        self.change = change
        self.draft = draft
        self.current = current


class ReportScreen(TakingBack):
    """One report, opened from the list."""

    NAME = "Report"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "edit"),
        Binding("P", "publish", "publish"),
        Binding("a", "archive", "archive"),
        Binding("t", "open_task", "task of a plot"),
        Binding("m", "picture", "picture"),
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
        self._pictures: Pictures = {}
        self._question = FiguresQuestion()
        self._in_text: tuple[Embed | PictureLink, ...] = ()
        self._picturing = PicturesQuestion()
        self._draft: Draft | None = None

    def compose_body(self) -> ComposeResult:
        """Yield the text."""
        yield ReportView(id="report")

    def open_feeds(self) -> None:
        """Ask for the report, then for the plots and pictures in it."""
        self.add_feed("report", self._ask, PACE_S, ReportAnswered)
        self.add_feed("figures", self._question, PLOTS_PACE_S, FiguresAnswered)
        self.add_feed("pictures", self._picturing, PICTURES_PACE_S, PicturesAnswered)

    async def _ask(self, client: Client) -> Report | None:
        return await ask_report(client, self._identity)

    @on(ReportAnswered)
    def _show_report(self, message: ReportAnswered) -> None:
        report = self._report = message.answer
        if report is None:
            self.show_note("This report is gone.")
            return
        self.show_note("" if report.text.strip() else "This report is empty so far; e writes it.")
        self._look_for(lay_out(report.text, WIDEST))
        self._draw()
        self.refresh_bindings()
        self.show_frame()

    def _look_for(self, blocks: Iterable[Block]) -> None:
        """Ask for the plots and pictures of the text, if they are others than before."""
        embeds: list[Embed] = []
        pictures: list[Embed | PictureLink] = []
        for block in blocks:
            if isinstance(block, Embed) and block.kind != SAMPLE:
                embeds.append(block)
            elif isinstance(block, Embed | PictureLink):
                pictures.append(block)
        if self._question.embeds != (wanted := tuple(embeds)):
            self._question.embeds = wanted
            self.feed("figures").ask_anew()
        self._in_text = tuple(pictures)
        self._look_for_pictures()

    def _look_for_pictures(self) -> None:
        """Ask for the pictures in the text, and for plots that were reported as pictures."""
        drawn = [figure for figure in self._figures.values() if not isinstance(figure, str)]
        panels = [titled.panel for figure in drawn for titled in figure.panels]
        links = [PictureLink(panel.url) for panel in panels if isinstance(panel, Picture)]
        wanted = tuple(dict.fromkeys([*self._in_text, *links]))
        if wanted != self._picturing.wanted:
            self._picturing.want(wanted)
            self.feed("pictures").ask_anew()

    @on(FiguresAnswered)
    def _show_figures(self, message: FiguresAnswered) -> None:
        self._figures = message.answer
        self._look_for_pictures()
        self._draw()

    @on(PicturesAnswered)
    def _show_pictures(self, message: PicturesAnswered) -> None:
        self._pictures = message.answer
        self._draw()
        self.refresh_bindings()
        if self._picturing.more:
            self.feed("pictures").ask_next()

    def _draw(self) -> None:
        if self._report is not None:
            view = self.query_one(ReportView)
            view.show(self._report.text, self._figures, self._pictures)

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
            return bool(self._embeds)
        if action == "picture":
            return any(not isinstance(found, str) for found in self._pictures.values())
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
        before = report.text if self._draft is None else self._draft.text
        try:
            text = edit(self.app, before, SUFFIX)
        except EditingFailed as error:
            self.notify(clean(str(error)), severity="error", markup=False)
            return
        older, self._draft = self._draft, None
        if text == report.text:
            self.notify("Nothing was changed.", markup=False)
        else:
            self._draft = Draft(text, SUFFIX)
            self.run(self._save(client, report, self._draft))
        if older is not None:
            older.forget()

    async def _save(self, client: Client, report: Report, draft: Draft) -> None:
        """Save what was written, after a question where somebody else has written meanwhile."""
        change = rewriting(report, draft.text)
        with self.host.sitting.errand() as errand:
            errand.amiss = True
            try:
                current = await ask_report(client, report.id)
            except ApiError as error:
                self.tell_failure(change, error.sentence)
                return
            if current is None:
                self.tell_failure(change, "it is gone.")
            elif current.published:
                self.tell_failure(change, "it has been published meanwhile.")
            elif current.text == report.text:
                errand.amiss = not await self._rewrite(client, change, draft)
            elif not self.post_message(TextDiffers(change, draft, current)):
                self.tell_failure(change, "somebody has changed it meanwhile.")

    async def _rewrite(self, client: Client, change: Change, draft: Draft) -> bool:
        saved = await self.send(client, change)
        if saved:
            draft.forget()
            if self._draft is draft:
                self._draft = None
        return saved

    @on(TextDiffers)
    def _ask_which(self, message: TextDiffers) -> None:
        change, draft, self._report = message.change, message.draft, message.current
        self._draw()
        dialog = ConfirmDifference(
            "Somebody has changed this report meanwhile. Yours would change it so:",
            text_difference(message.current.text, draft.text),
            yes="save mine",
        )
        self.app.push_screen(dialog, lambda yes: self._decided(change, draft, yes))

    def _decided(self, change: Change, draft: Draft, yes: bool | None) -> None:
        client = self.host.client
        if yes and client is not None:
            self.run(self._rewrite(client, change, draft))
        else:
            self._tell_kept()

    def tell_failure(self, change: Change, sentence: str) -> None:
        """Say why something was not done, and where what the person wrote for it is."""
        super().tell_failure(change, sentence)
        if change.word == SAVE:
            self._tell_kept()

    def _tell_kept(self) -> None:
        if self._draft is not None:
            further = " e goes on with it." if self.is_running else ""
            self.app.notify(clean(self._draft.told + further), markup=False)

    @property
    def _embeds(self) -> list[Embed]:
        """What names the tasks it is of."""
        every = (*self._question.embeds, *self._picturing.wanted)
        return [one for one in every if isinstance(one, Embed) and one.tasks]

    def action_picture(self) -> None:
        """Show the picture that is nearest to the top of the screen as large as it fits."""
        view = self.query_one(ReportView)
        if view.pictures:
            page = PictureScreen(self.subject(), view.pictures, view.nearest_picture)
            self.app.push_screen(page)

    def action_open_task(self) -> None:
        """Open the task that a plot is of, whichever of several is chosen."""
        embeds = {embed.tasks[0]: embed for embed in reversed(self._embeds)}
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
