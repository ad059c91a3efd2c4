"""Lines over iterations or time, with axes, a legend of last values, and a thin frame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rich.style import Style
from textual import events
from textual.strip import Strip

from mltui.series import axes, numbers
from mltui.series.axes import AxisKind
from mltui.series.decimate import decimate
from mltui.series.raster import Raster
from mltui.terminal.sanitise import clean
from mltui.widgets import glyphs
from mltui.widgets.cells import fit, line_of, width_of
from mltui.widgets.line_view import LineView
from mltui.widgets.palette import SERIES
from mltui.widgets.plotext_axes import Axes, draw_axes

__all__ = ["AxisKind", "Chart", "Series"]

_FRAME = "┌─┐│└┘"
_ASCII_FRAME = "+-+|++"
_AXIS = str.maketrans("┤│└┬─", "+|++-")


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart.

    Attributes:
        name: shown in the legend; empty where the title says it all.
        xs: positions.
        ys: values; NaN and infinity are gaps.
        style: palette token; empty takes the next of the ten series colours.
        legend: whether the legend names it (the faint original under a smoothed line is not).
        last: value for the legend instead of the last of `ys`.
    """

    name: str
    xs: Sequence[float]
    ys: Sequence[float]
    style: str = ""
    legend: bool = True
    last: float | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that a chart shows."""

    series: tuple[Series, ...] = ()
    title: str = ""
    note: str = ""
    x: AxisKind = AxisKind.ITERATION
    y: AxisKind = AxisKind.NUMBER
    x_limits: tuple[float, float] | None = None
    y_limits: tuple[float, float] | None = None
    log_y: bool = False
    empty: str = "no points yet"


class Chart(LineView):
    """A line chart. `show` gives it all that it draws; only the cells that changed are sent."""

    def __init__(
        self,
        *,
        framed: bool = True,
        focusable: bool = False,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """Makes a chart without lines.

        Args:
            framed: whether it has a frame; without one the title stands in the first line.
            focusable: whether it takes the focus (its frame shows it).
            name: see Textual's `Widget`.
            id: see Textual's `Widget`.
            classes: see Textual's `Widget`.
        """
        super().__init__(name=name, id=id, classes=classes)
        self.can_focus = focusable
        self._framed = framed
        self._picture = Picture()
        self._lines: list[Strip] = []
        self._stale = True

    def show(
        self,
        series: Sequence[Series],
        *,
        title: str = "",
        note: str = "",
        x: AxisKind = AxisKind.ITERATION,
        y: AxisKind = AxisKind.NUMBER,
        x_limits: tuple[float, float] | None = None,
        y_limits: tuple[float, float] | None = None,
        log_y: bool = False,
        empty: str = "no points yet",
    ) -> None:
        """Draws these lines instead of those before.

        Args:
            series: the first lies on top.
            title: at the left of the frame's upper edge.
            note: at the right of the frame's lower edge, such as "average of 206".
            x: what the positions are.
            y: what the values are.
            x_limits: fixed ends of the X axis; None follows the data.
            y_limits: fixed ends of the Y axis; None follows the data.
            log_y: logarithmic Y axis; values of 0 and below are gaps.
            empty: what to say where there is nothing to draw.
        """
        picture = Picture(tuple(series), title, note, x, y, x_limits, y_limits, log_y, empty)
        if picture == self._picture:
            return
        self._picture = picture
        self._stale = True
        self.redraw()

    @property
    def picture(self) -> Picture:
        """What is shown."""
        return self._picture

    def drawing_changed(self) -> None:
        """Draws anew for another size or theme."""
        self._stale = True

    def draw_line(self, y: int) -> Strip:
        """Gives a line of the picture."""
        if self._stale:
            self._stale = False
            self._lines = self._compose_lines()
        if y < len(self._lines):
            return self._lines[y]
        return Strip.blank(self.size.width, self.token(""))

    def _compose_lines(self) -> list[Strip]:
        width, height = self.size
        edge = 1 if self._framed and width >= 10 and height >= 4 else 0
        inner_width = width - 2 * edge
        inner_height = height - (2 if edge else 1)
        lines = [self._head(width, bool(edge))]
        body = self._body(inner_width, inner_height)
        if not edge:
            return lines + body
        base = self.token("")
        frame = self._frame_style()
        bar = (_ASCII_FRAME if glyphs.ascii_only() else _FRAME)[3]
        side = Strip([*line_of([(bar, frame)], 1, base)], 1)
        lines += [Strip.join([side, line, side]) for line in body]
        lines.append(self._foot(width))
        return lines

    def _frame_style(self) -> Style:
        return self.token("accent" if self.has_focus else "frame")

    def _head(self, width: int, framed: bool) -> Strip:
        base, frame = self.token(""), self._frame_style()
        corners = _ASCII_FRAME if glyphs.ascii_only() else _FRAME
        fill = corners[1] if framed else " "
        title = clean(self._picture.title)
        room = width - (4 if framed else 1)
        title = fit(title, min(width_of(title), room)) if title else ""
        legend = self._legend(room - width_of(title) - 3)
        legend_width = sum(width_of(text) for text, _ in legend)
        parts: list[tuple[str, Style]] = []
        if framed:
            parts.append((corners[0] + corners[1], frame))
        if title:
            parts.append((f" {title} " if framed else f"{title} ", self.token("text strong")))
        used = sum(width_of(text) for text, _ in parts)
        end = (legend_width + 2 if legend else 0) + (1 if framed else 0)
        parts.append((fill * max(width - used - end, 0), frame))
        if legend:
            parts.append((" ", base))
            parts += [(text, self.token(token)) for text, token in legend]
            parts.append((" ", base))
        if framed:
            parts.append((corners[2], frame))
        return line_of(parts, width, base)

    def _foot(self, width: int) -> Strip:
        frame = self._frame_style()
        corners = _ASCII_FRAME if glyphs.ascii_only() else _FRAME
        note = clean(self._picture.note)
        if not note or width_of(note) > width - 6:
            return line_of(
                [(corners[4] + corners[1] * (width - 2) + corners[5], frame)], width, frame
            )
        rest = width - width_of(note) - 5
        return line_of(
            [
                (corners[4] + corners[1] * rest, frame),
                (f" {note} ", self.token("faint")),
                (corners[1] + corners[5], frame),
            ],
            width,
            self.token(""),
        )

    def _legend(self, room: int) -> list[tuple[str, str]]:
        """Names the lines with their last values, as many as fit; the rest is counted."""
        entries = []
        named = [(s, t) for s, t in self._with_tokens() if s.legend]
        for series, token in named:
            last = series.last if series.last is not None else _last(series.ys)
            value = self._value(last)
            name = clean(series.name)
            entries.append((f"{name} {value}".strip(), token))
        shown: list[tuple[str, str]] = []
        used = 0
        for number, (text, token) in enumerate(entries):
            gap = 2 if shown else 0
            left = len(entries) - number - 1
            reserve = 3 + len(str(left)) if left else 0
            if used + gap + width_of(text) + reserve > room:
                more = f"+{len(entries) - number}"
                if used + gap + len(more) <= room:
                    shown.append((" " * gap + more, "faint"))
                break
            if gap:
                shown.append((" " * gap, ""))
            shown.append((text, token))
            used += gap + width_of(text)
        return shown

    def _value(self, value: float | None) -> str:
        if self._picture.y is AxisKind.BYTES:
            return numbers.size(value)
        if self._picture.y is AxisKind.PERCENT:
            return numbers.percent(value)
        return numbers.metric(value)

    def _with_tokens(self) -> list[tuple[Series, str]]:
        given = []
        number = 0
        for series in self._picture.series:
            if series.style:
                given.append((series, series.style))
            else:
                given.append((series, SERIES[number % len(SERIES)]))
                number += 1
        return given

    def _body(self, width: int, height: int) -> list[Strip]:
        if width <= 0 or height <= 0:
            return []
        picture = self._picture
        lines = self._with_tokens()
        values = [_values(series, picture.log_y) for series, _ in lines]
        x_limits, y_limits = self._limits(values)
        if x_limits is None or y_limits is None:
            return self._nothing(width, height)
        frame = self._axes(width, height, x_limits, y_limits)
        canvas = Raster(frame.width, frame.height, braille=not glyphs.ascii_only())
        for number in range(len(lines) - 1, -1, -1):
            xs, ys = decimate(lines[number][0].xs, values[number], canvas.columns, *x_limits)
            canvas.draw(xs, ys, x_limits, y_limits, number)
        tokens = [token for _, token in lines]
        return [self._body_line(frame, canvas, tokens, y, width) for y in range(height)]

    def _limits(
        self, values: Sequence[Sequence[float]]
    ) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
        """Finds the ends of both axes; None where there is nothing to draw."""
        picture = self._picture
        x_limits = picture.x_limits
        low_x = low_y = math.inf
        high_x = high_y = -math.inf
        isfinite = math.isfinite
        for series, ys in zip(picture.series, values, strict=True):
            known = [
                (x, y) for x, y in zip(series.xs, ys, strict=False) if isfinite(y) and isfinite(x)
            ]
            if x_limits:
                left, right = x_limits
                known = [(x, y) for x, y in known if left <= x <= right]
            if known:
                places, heights = zip(*known, strict=True)
                low_x, high_x = min(low_x, *places), max(high_x, *places)
                low_y, high_y = min(low_y, *heights), max(high_y, *heights)
        if low_x > high_x:
            return None, None
        if x_limits is None:
            x_limits = axes.limits(low_x, high_x, picture.x, 40, hold_low=True)
        y_limits = picture.y_limits
        if y_limits and picture.log_y:
            if y_limits[0] > 0 < y_limits[1]:
                y_limits = (math.log10(y_limits[0]), math.log10(y_limits[1]))
            else:
                y_limits = None
        if y_limits is None:
            y_limits = axes.limits(low_y, high_y, picture.y, 8)
        return x_limits, y_limits

    def _axes(
        self, width: int, height: int, x_limits: tuple[float, float], y_limits: tuple[float, float]
    ) -> Axes:
        bare = Axes((" " * width,) * height, 0, width, height)
        if width < 16 or height < 4:
            return bare
        picture = self._picture
        count = max((height - 2) // 3, 2)
        if picture.log_y:
            found = axes.log_ticks(10 ** y_limits[0], 10 ** y_limits[1], count)
            y_values = [math.log10(value) for value in found]
            y_labels = [numbers.tick(value) for value in found]
        else:
            y_values = axes.ticks(*y_limits, count, picture.y)
            y_labels = axes.labels(y_values, picture.y)
        x_values = axes.ticks(*x_limits, max((width - 6) // 12, 1), picture.x, self._zone(x_limits))
        x_labels = axes.labels(x_values, picture.x)
        drawn = draw_axes(
            width,
            height,
            x_limits,
            y_limits,
            tuple(zip(x_values, x_labels, strict=True)),
            tuple(zip(y_values, y_labels, strict=True)),
        )
        # Labels that leave hardly any room for the lines are worse than none.
        return drawn if drawn.width >= width // 3 and drawn.height >= 2 else bare

    def _zone(self, x_limits: tuple[float, float]) -> float:
        if self._picture.x is not AxisKind.WALL_TIME:
            return 0.0
        return axes.zone_offset(x_limits[0])

    def _body_line(
        self, frame: Axes, canvas: Raster, tokens: Sequence[str], y: int, width: int
    ) -> Strip:
        base = self.token("")
        line = frame.lines[y]
        if glyphs.ascii_only():
            line = line.translate(_AXIS)
        if y >= frame.height:
            last = y == frame.height
            return line_of([(line, self.token("frame" if last else "faint"))], width, base)
        parts = [(line[: max(frame.left - 1, 0)], self.token("faint"))]
        if frame.left:
            parts.append((line[frame.left - 1], self.token("frame")))
        for text, owner in canvas.runs(y):
            parts.append((text, base if owner < 0 else self.token(tokens[owner])))
        return line_of(parts, width, base)

    def _nothing(self, width: int, height: int) -> list[Strip]:
        """Says in the middle why there is no line."""
        picture = self._picture
        points = sum(len(series.ys) for series in picture.series)
        text = picture.empty
        if points and picture.x_limits:
            text = "no points in this range"
        elif points and picture.log_y:
            text = "no values above 0 to show on a logarithmic axis"
        elif points:
            text = "only NaN and infinity so far"
        base = self.token("")
        blank = Strip.blank(width, base)
        lines = [blank] * height
        message = fit(clean(text), min(width_of(clean(text)), width))
        lines[height // 2] = line_of(
            [(fit(message, width, "center"), self.token("faint"))], width, base
        )
        return lines

    def _on_focus(self, event: events.Focus) -> None:
        super()._on_focus(event)
        self._stale = True
        self.redraw()

    def _on_blur(self, event: events.Blur) -> None:
        super()._on_blur(event)
        self._stale = True
        self.redraw()


def _values(series: Series, log_y: bool) -> Sequence[float]:
    """Gives the values as they are drawn: for a logarithmic axis what is not above 0 is a gap."""
    if not log_y:
        return series.ys
    return [math.log10(y) if y > 0 and math.isfinite(y) else math.nan for y in series.ys]


def _last(values: Sequence[float]) -> float | None:
    return values[-1] if len(values) else None
