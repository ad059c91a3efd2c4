"""The page of a picture that a report shows: as large as it fits, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mltui.live.report_pictures import ReportPicture, fetch_picture
from mltui.screens.base import MonitorScreen, sheets
from mltui.screens.copying import Copying
from mltui.screens.messages import Answered
from mltui.series.picture import MOST_KEPT
from mltui.widgets.image_view import ImageView
from mltui.widgets.lines import Lines

if TYPE_CHECKING:
    from mltui.api.client import Client

#: A picture that could not be fetched is tried again after so many seconds.
PACE_S = 60.0


class PictureAnswered(Answered[ReportPicture]):
    """The picture was fetched, or why it was not is known."""


class PictureScreen(Copying, MonitorScreen):
    """Opened from a report."""

    NAME = "Picture"
    CSS_PATH = sheets("picture")
    STAYS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h,left", "step(-1)", "previous", key_display="h"),
        Binding("l,right", "step(1)", "next", key_display="l"),
        Binding("y", "copy", "copy address"),
    ]

    def __init__(self, title: str, pictures: Sequence[ReportPicture], number: int) -> None:
        """Make the page.

        Args:
            title: Of what they are the pictures.
            pictures: At least one.
            number: Which of them is shown first.
        """
        super().__init__()
        self._title = title
        self._pictures = [*pictures]
        self._whole: dict[int, ReportPicture] = {}
        self._number = number

    def compose_body(self) -> ComposeResult:
        """Yield what it is, and the picture."""
        yield Lines(id="caption")
        yield ImageView(id="image")

    def on_mount(self) -> None:
        """Show at once what the report has of it."""
        self._draw()

    def open_feeds(self) -> None:
        """Fetch it in its full size."""
        self.add_feed("picture", self._ask, PACE_S, PictureAnswered)

    async def _ask(self, client: Client) -> ReportPicture:
        number, shown = self._number, self._pictures[self._number]
        known = self._whole.get(number)
        if known is None or known.passing:
            known = await fetch_picture(client, shown.title, shown.address, MOST_KEPT)
            # One is enough to be kept: they are large.
            self._whole = {number: known}
        return known

    @on(PictureAnswered)
    def _show(self) -> None:
        self._draw()

    def _draw(self) -> None:
        shown = self._pictures[self._number]
        whole = self._whole.get(self._number)
        if whole is not None and (whole.picture or not shown.picture):
            shown = whole
        picture = shown.picture
        about = f"  {picture.width}×{picture.height} {picture.kind}" if picture else ""
        self.query_one("#caption", Lines).show((((shown.title, "strong"), (about, "faint")),))
        said = () if picture else (shown.wrong or "…", shown.address)
        self.query_one(ImageView).show(picture, said)

    def subject(self) -> str:
        """Return of what it is a picture."""
        return self._title

    def counts(self) -> str:
        """Return which of how many it is."""
        return f"{self._number + 1} of {len(self._pictures)}"

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to go on where there is more than one."""
        if action == "step":
            return len(self._pictures) > 1
        return super().check_action(action, parameters)

    def action_step(self, by: int) -> None:
        """Show the next picture, or the one before."""
        number = min(max(self._number + by, 0), len(self._pictures) - 1)
        if number != self._number:
            self._number = number
            self._draw()
            self.show_frame()
            self.feed("picture").ask_anew()

    def action_copy(self) -> None:
        """Copy the address of the picture."""
        self.copy(self._pictures[self._number].address, "Address")
