"""A picture in half blocks, or a few lines that say why there is none."""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from mltui.series.picture import Colour, Picture
from mltui.terminal.sanitise import clean
from mltui.widgets import glyphs
from mltui.widgets.cells import fit, joined, line_of
from mltui.widgets.line_view import LineView

_SHADES = " .:-=+*#%@"


class ImageView(LineView):
    """Shows a picture as large as it fits, in the middle."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._picture: Picture | None = None
        self._said: tuple[str, ...] = ()
        self._dots: list[list[Colour]] | None = None

    def show(self, picture: Picture | None, said: tuple[str, ...] = ()) -> None:
        """Shows a picture, or lines of text in its place."""
        if picture is self._picture and said == self._said:
            return
        self._picture, self._said = picture, said
        self._dots = None
        self.redraw()

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
