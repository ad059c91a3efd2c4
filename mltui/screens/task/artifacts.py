"""The Artifacts tab: files and models that the task used or made, to preview, copy and fetch."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from mltui.live.artifacts import MODEL, Artifact, ArtifactsQuestion
from mltui.live.task_fields import PACE_S
from mltui.screens.task.tab import TaskTab
from mltui.series import highlight, numbers
from mltui.series.moments import local
from mltui.widgets.columns import Column
from mltui.widgets.folding import hanging
from mltui.widgets.lines import Line
from mltui.widgets.listing import Listing
from mltui.widgets.resting import Resting
from mltui.widgets.rows import Cell, Row
from mltui.widgets.table import Table
from mltui.widgets.text_view import TextView

COLUMNS = (
    Column("name", "NAME", flex=3, priority=9, minimum=24, ends=True),
    Column("kind", "TYPE", width=10, priority=7),
    Column("mode", "", width=6, priority=6),
    Column("size", "SIZE", width=9, align="right", priority=8),
    Column("changed", "MADE", width=16, priority=5),
    Column("hash", "SHA-256", width=12, priority=3),
    Column("uri", "ADDRESS", flex=4, priority=2, minimum=40),
)

_LABEL_WIDTH = 12

#: Lines of a preview shown; some hold a whole table.
MOST_PREVIEW = 2000


class Artifacts(Resting, TaskTab):
    """The list above what is known of the one at its cursor; a sentence where there is none."""

    FILTERS = "name or type"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("D", "download", "download"),
        Binding("y", "copy", "copy address"),
        Binding("o", "open_model", "open model"),
        Binding("enter", "inside", "Preview", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._artifacts: tuple[Artifact, ...] | None = None
        self._pattern = ""

    def compose(self) -> ComposeResult:
        """Yield the list and the preview."""
        yield Listing(COLUMNS, id="artifacts", classes="wide")
        yield TextView(id="preview", empty="asking for artifacts and models…")

    def open_feeds(self) -> None:
        """Ask for artifacts and models."""
        question = ArtifactsQuestion(self.page.task_id, self.changed)
        self.ask("artifacts", question, PACE_S, self.show, eager=False)

    def on_mount(self) -> None:
        """Say that it waits."""
        self._arrange()

    def first_focus(self) -> Widget:
        """The list has the keyboard first."""
        return self.query_one(Listing if self._listed() else TextView)

    def show(self, artifacts: tuple[Artifact, ...] | None) -> None:
        """List these; None: they are as they were."""
        if artifacts is not None:
            self._artifacts = artifacts
            self._list()

    def filter_changed(self, pattern: str) -> None:
        """List only those with this text in their name or type."""
        self._pattern = pattern.casefold()
        self._list()

    @property
    def filters(self) -> str:
        """Artifacts and models, where there are any."""
        return self.FILTERS if self._artifacts is None or self._artifacts else ""

    def counts(self) -> str:
        """Return how many there are."""
        found = self._artifacts
        if found is None:
            return ""
        models = sum(1 for each in found if each.kind == MODEL)
        artifacts = numbers.counted(len(found) - models, "artifact")
        return f"{artifacts}, {numbers.counted(models, 'model')}"

    def step_back(self) -> bool:
        """Go back to the list."""
        if self.screen.focused is self.query_one(TextView) and self._listed():
            self.query_one(Listing).focus()
            return True
        return False

    # What is shown

    def _listed(self) -> list[Artifact]:
        return [
            each
            for each in self._artifacts or ()
            if self._pattern in f"{each.name} {each.kind}".casefold()
        ]

    def _list(self) -> None:
        listing = self.query_one(Listing)
        listing.set_rows([_row(each) for each in self._listed()])
        self._arrange()
        self._open()
        self.page.tab_changed()

    def _arrange(self) -> None:
        """Take the list away while it is empty; who had the keyboard keeps it."""
        nothing = not self._listed()
        had_keyboard = self.screen.focused in (self.query_one(Listing), self.query_one(TextView))
        if nothing != self.has_class("-nothing"):
            self.set_class(nothing, "-nothing")
            self.query_one(Listing).display = not nothing
            # Another tab that is just opened may not have been given it yet.
            if had_keyboard and self.display:
                self.first_focus().focus()

    @on(Table.Highlighted)
    def _chosen(self, message: Table.Highlighted) -> None:
        message.stop()
        self._open()
        self.page.tab_changed()

    @property
    def chosen(self) -> Artifact | None:
        """What the cursor is on."""
        key = self.query_one(Listing).cursor_key
        return next((each for each in self._listed() if each.key == key), None)

    def _open(self) -> None:
        view = self.query_one(TextView)
        chosen = self.chosen
        if chosen is not None:
            view.show_lines(_told(chosen, view.content_size.width))
        elif self._artifacts is not None:
            nothing = "this task has no artifacts and no models"
            if self._artifacts:
                nothing = f"nothing has “{self._pattern}” in its name or type"
            view.show_nothing(nothing)

    def on_resize(self) -> None:
        """Fold what is long anew."""
        if self.chosen is not None:
            self._open()

    # Keys

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002
    ) -> bool | None:
        """Offer what can be done with what the cursor is on."""
        if action == "open_model":
            return self.chosen is not None and bool(self.chosen.model)
        if action == "copy":
            return self.chosen is not None and bool(self.chosen.uri)
        return True

    def rests(self, action: str) -> bool:
        """Without a file there is nothing to fetch."""
        return action == "download" and (self.chosen is None or not self.chosen.uri)

    def action_inside(self) -> None:
        """Give the keyboard to the preview."""
        self.query_one(TextView).focus()

    def action_download(self) -> None:
        """Ask where the file shall go, then fetch it.

        The key is taken in any case: underneath it means to delete the task.
        """
        if self.chosen is not None and self.chosen.uri:
            self.page.ask_download(self.chosen.uri)
        else:
            self.tell("There is no file to download here.", "warning")

    def action_copy(self) -> None:
        """Copy the file's address."""
        if self.chosen is not None:
            self.page.copy(self.chosen.uri, "Address")

    def action_open_model(self) -> None:
        """Open the page of the model."""
        if self.chosen is not None:
            self.page.host.open_page("model", self.chosen.model, self.chosen.name)


def _row(artifact: Artifact) -> Row:
    made = ""
    if artifact.changed is not None:
        made = local(artifact.changed)
    return Row(
        artifact.key,
        {
            "name": Cell(artifact.name, "strong"),
            "kind": Cell(artifact.kind, "published" if artifact.kind == MODEL else "muted"),
            "mode": Cell("output" if artifact.output else "input", "muted"),
            "size": Cell(numbers.size(artifact.size) if artifact.size is not None else ""),
            "changed": Cell(made, "muted"),
            "hash": Cell(artifact.hash[:12], "faint"),
            "uri": Cell(artifact.uri, "faint"),
        },
    )


def _told(artifact: Artifact, width: int) -> list[Line]:
    """Return what is known of an artifact, folded to a width, with its preview."""
    told = [
        ("Address", artifact.uri),
        ("SHA-256", artifact.hash),
        ("Size", f"{numbers.grouped(artifact.size)} bytes" if artifact.size is not None else ""),
        # The SDK reports the size once more, in other units than all of the monitor.
        *((name.capitalize(), text) for name, text in artifact.notes if name != "size"),
    ]
    facts: list[Line] = [
        ((f"{label:<{_LABEL_WIDTH}}", "muted"), (text, "")) for label, text in told if text
    ]
    lines = hanging(facts, width)
    preview = artifact.preview.splitlines()
    if preview:
        lines.append(())
        lines += [highlight.data(line.replace("\t", "    ")) for line in preview[:MOST_PREVIEW]]
    return lines
