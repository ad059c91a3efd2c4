"""A picture, drawn by the terminal or in half blocks, or a few lines that say why there is none."""

from __future__ import annotations

import asyncio
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual import work
from textual.strip import Strip

from mltui.series.picture import Colour, Picture
from mltui.terminal.quiet_app import QuietApp
from mltui.terminal.sanitise import clean
from mltui.widgets import glyphs
from mltui.widgets.cells import fit, joined, line_of
from mltui.widgets.line_view import LineView
from mltui.widgets.placed_picture import PlacedPicture, placed

_SHADES = " .:-=+*#%@"


class ImageView(LineView):
    """Shows a picture as large as it fits, in the middle."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._picture: Picture | None = None
        self._said: tuple[str, ...] = ()
        self._dots: list[list[Colour]] | None = None
        self._placed: PlacedPicture | None = None

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
        if app.graphics.protocol != "blocks":
            self._make_ready(self._picture, app)

    @work(exclusive=True, exit_on_error=False)
    async def _make_ready(self, picture: Picture, app: QuietApp) -> None:
        ground = self.background_colors[1]
        size, count = (self.size.width, self.size.height), app.next_picture()
        found = await asyncio.to_thread(placed, picture, count, size, app.graphics, ground)
        if picture is not self._picture or size != (self.size.width, self.size.height):
            return
        if found.sent:
            app.send_picture(found.sent, found.forgotten)
        if found.overlay is not None:
            app.lay_over(found.overlay)
        self._placed = found
        self.redraw()

    def _displace(self) -> None:
        before, self._placed = self._placed, None
        app = self.app
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
            first = max((height - len(self._said)) // 2, 0)
            if 0 <= y - first < len(self._said):
                text = fit(clean(self._said[y - first]), width, "center")
                return line_of([(text, self.token("muted"))], width, base)
            return Strip.blank(width, base)
        if self._placed is not None and self.opacity == 1.0:
            return self._placed_line(self._placed, y)
        if self._dots is None:
            self._dots = self._picture.dots(width, height, self._ground(base))
        tall = (len(self._dots) + 1) // 2
        place = y - (height - tall) // 2
        if not 0 <= place < tall:
            return Strip.blank(width, base)
        upper = self._dots[2 * place]
        lower = self._dots[2 * place + 1] if 2 * place + 1 < len(self._dots) else None
        left = (width - len(upper)) // 2
        if glyphs.ascii_only():
            drawn = joined([("".join(map(_shade, upper)), base)])
        else:
            below = lower or [self._ground(base)] * len(upper)
            pairs = zip(upper, below, strict=True)
            drawn = joined([(_block(above, under), _style(above, under)) for above, under in pairs])
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

    def _ground(self, base: Style) -> Colour:
        colour = base.bgcolor
        triplet = colour.get_truecolor() if colour is not None else None
        return (triplet.red, triplet.green, triplet.blue) if triplet is not None else (0, 0, 0)


def _block(above: Colour, below: Colour) -> str:
    return " " if above == below else "▀"


@lru_cache(maxsize=8192)
def _style(above: Colour, below: Colour) -> Style:
    ground = "#{:02x}{:02x}{:02x}".format(*below)
    if above == below:
        return Style(bgcolor=ground)
    return Style(color="#{:02x}{:02x}{:02x}".format(*above), bgcolor=ground)


def _shade(colour: Colour) -> str:
    red, green, blue = colour
    return _SHADES[int((0.299 * red + 0.587 * green + 0.114 * blue) / 256 * len(_SHADES))]
