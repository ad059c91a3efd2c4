"""A picture, drawn by the terminal or in half blocks, or a few lines that say why there is none."""

from __future__ import annotations

import asyncio

from rich.segment import Segment
from textual import work
from textual.strip import Strip
from textual.worker import Worker

from mltui.series.picture import Colour, Picture
from mltui.terminal.quiet_app import QuietApp
from mltui.widgets.cells import fit, joined, line_of
from mltui.widgets.folding import folded
from mltui.widgets.half_blocks import cells_of, ground_of, rows_of
from mltui.widgets.line_view import LineView
from mltui.widgets.placed_picture import PlacedPicture, placed


class ImageView(LineView):
    """Shows a picture as large as it fits, in the middle."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._picture: Picture | None = None
        self._said: tuple[str, ...] = ()
        self._dots: list[list[Colour]] | None = None
        self._placed: PlacedPicture | None = None
        self._making: Worker[None] | None = None

    def on_mount(self) -> None:
        """Learn how the terminal shows pictures."""
        app = self.app
        if isinstance(app, QuietApp):
            app.graphics_changed.subscribe(self, lambda _: self._place())
            app.app_resume_signal.subscribe(self, lambda _: self._place())

    def on_unmount(self) -> None:
        """Have the terminal forget the picture."""
        self._displace()

    def show(self, picture: Picture | None, said: tuple[str, ...] = ()) -> None:
        """Shows a picture, or lines of text in its place."""
        if picture is self._picture and said == self._said:
            return
        self._picture, self._said = picture, said
        self._dots = None
        self._place()
        self.redraw()

    # What the terminal draws itself

    def _place(self) -> None:
        """Make the picture ready for the terminal, beside the event loop; until then it is dots."""
        app = self.app
        self._displace()
        if self._picture is None or not isinstance(app, QuietApp) or not self.size:
            return
        app.look_for_graphics()
        if app.draws_pictures:
            self._making = self._make_ready(self._picture, app)

    @work(exclusive=True, exit_on_error=False)
    async def _make_ready(self, picture: Picture, app: QuietApp) -> None:
        ground = self.background_colors[1]
        size, count = (self.size.width, self.size.height), app.next_picture()
        found = await asyncio.to_thread(placed, picture, count, size, app.graphics, ground)
        if picture is not self._picture or size != (self.size.width, self.size.height):
            return
        # Until the terminal has all of it, it is dots.
        if found.sent and not await app.send_picture(found.sent, found.forgotten):
            return
        if found.overlay is not None:
            app.lay_over(found.overlay)
        self._placed = found
        self.redraw()

    def _displace(self) -> None:
        before, self._placed = self._placed, None
        app = self.app
        if self._making is not None:
            self._making.cancel()  # what is left of a picture is not sent
            self._making = None
        if before is not None and isinstance(app, QuietApp):
            if before.forgotten:
                app.forget_picture(before.forgotten)
            if before.overlay is not None:
                app.forget_overlay(before.overlay)

    def _look(self) -> tuple[object, ...]:
        # What is dimmed is drawn in dots: its colours tell kitty which picture it is.
        return (*super()._look(), self.opacity)

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    @property
    def text(self) -> str:
        """What is said in its place."""
        return "\n".join(self._said)

    def drawing_changed(self) -> None:
        """Scales the picture anew for another size."""
        self._dots = None
        self._place()

    def draw_line(self, y: int) -> Strip:
        """Draws one line: two rows of dots."""
        width, height = self.size
        base = self.token("")
        if self._picture is None:
            said = [row for text in self._said for row in folded(text, width)]
            first = max((height - len(said)) // 2, 0)
            if 0 <= y - first < len(said):
                text = fit(said[y - first], width, "center")
                return line_of([(text, self.token("muted"))], width, base)
            return Strip.blank(width, base)
        if self._placed is not None and self.opacity == 1.0:
            return self._placed_line(self._placed, y)
        if self._dots is None:
            self._dots = self._picture.dots(width, height, ground_of(base))
        tall = rows_of(self._dots)
        place = y - (height - tall) // 2
        if not 0 <= place < tall:
            return Strip.blank(width, base)
        left = (width - len(self._dots[0])) // 2
        drawn = joined(cells_of(self._dots, place, base))
        margin = Strip([Segment(" " * left, base)], left)
        return Strip.join([margin, drawn]).adjust_cell_length(width, base)

    def _placed_line(self, shown: PlacedPicture, y: int) -> Strip:
        width, height = self.size
        base = self.token("")
        row = y - (height - shown.rows) // 2
        if not 0 <= row < shown.rows:
            return Strip.blank(width, base)
        left = (width - shown.columns) // 2
        margin = Strip([Segment(" " * left, base)], left)
        return Strip.join([margin, shown.line(row, base)]).adjust_cell_length(width, base)
