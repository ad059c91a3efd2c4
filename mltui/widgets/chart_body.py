"""The inside of a chart: its axes, its lines as dots, and the cursor over them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mltui.series import axes, numbers
from mltui.series.axes import AxisKind
from mltui.series.envelope import Envelope
from mltui.series.raster import NOBODY, Raster, places
from mltui.series.tick_labels import labels, log_labels
from mltui.widgets import glyphs
from mltui.widgets.chart_picture import Picture
from mltui.widgets.plotext_axes import Axes, draw_axes

#: Pieces of a line: (text, palette token).
Parts = list[tuple[str, str]]

_AXIS = str.maketrans("┤│└┬─×▲┃", "+|++-x^|")

#: The cursor where it is in sight, to the left of that, and to the right.
_POINTERS, _ASCII_POINTERS = ("▲", "◂", "▸"), ("^", "<", ">")


class ChartBody:
    """A picture laid out for a size. Only the cursor may move without laying it out anew."""

    def __init__(
        self,
        picture: Picture,
        lines: Sequence[tuple[Envelope, str]],
        width: int,
        height: int,
    ) -> None:
        """Lays the picture out.

        Args:
            picture: what is shown.
            lines: the points of each series with its palette token; the first lies on top.
            width: cells.
            height: lines.
        """
        self.width, self.height = width, height
        self.x_limits: tuple[float, float] | None
        self.y_limits: tuple[float, float] | None
        self._picture = picture
        self._tokens = [token for _, token in lines]
        self._ascii = glyphs.ascii_only()
        self.x_limits, self.y_limits = _limits(picture, [envelope for envelope, _ in lines])
        self._frame = Axes((" " * width,) * height, 0, width, height)
        self._runs: list[list[tuple[str, int]]] = []
        if self.drawn:
            self._draw([envelope for envelope, _ in lines])

    @property
    def drawn(self) -> bool:
        """Whether there is anything to draw."""
        return self.x_limits is not None and self.y_limits is not None

    def _draw(self, envelopes: Sequence[Envelope]) -> None:
        assert self.x_limits is not None
        assert self.y_limits is not None
        self._frame = frame = self._axes(self.x_limits, self.y_limits)
        canvas = Raster(frame.width, frame.height, braille=not self._ascii)
        for number in range(len(envelopes) - 1, -1, -1):
            self._draw_line(canvas, envelopes[number], number)
        self._runs = [canvas.runs(y) for y in range(frame.height)]
        self._mark_gaps(envelopes)

    def _draw_line(self, canvas: Raster, envelope: Envelope, number: int) -> None:
        assert self.x_limits is not None
        assert self.y_limits is not None
        log_y = self._picture.log_y
        bands = envelope.bands(canvas.columns, *self.x_limits)
        if bands is not None and not (log_y and min(bands[1]) <= 0):
            first, lows, highs = bands
            if log_y:
                lows, highs = [*map(math.log10, lows)], [*map(math.log10, highs)]
            canvas.draw_bands(first, lows, highs, self.y_limits, number)
            return
        columns, ys = envelope.outline(canvas.columns, *self.x_limits)
        if log_y:
            ys = [math.log10(y) if y > 0 else math.nan for y in ys]
        if columns:
            canvas.draw_columns(columns, ys, self.y_limits, number)

    def _mark_gaps(self, envelopes: Sequence[Envelope]) -> None:
        """Puts a cross on the X axis wherever a value was not finite."""
        frame, limits = self._frame, self.x_limits
        assert limits is not None
        if frame.height >= self.height:
            return
        axis = list(frame.lines[frame.height])
        count = frame.width * 2
        for envelope in envelopes:
            for place in places(envelope.marks, limits, count):
                if place is not None and 0 <= place < count:
                    axis[frame.left + place // 2] = "×"
        lines = list(frame.lines)
        lines[frame.height] = "".join(axis)
        self._frame = Axes(tuple(lines), frame.left, frame.width, frame.height)

    def _axes(self, x_limits: tuple[float, float], y_limits: tuple[float, float]) -> Axes:
        width, height = self.width, self.height
        bare = self._frame
        if width < 16 or height < 4:
            return bare
        picture = self._picture
        count = 3 + (height - 2) // 8
        if picture.log_y:
            low, high = map(axes.power_of_ten, y_limits)
            found = axes.log_ticks(low, high, count)
            y_values = [math.log10(value) for value in found]
            y_labels = log_labels(found)
        else:
            y_values = axes.ticks(*y_limits, count, picture.y)
            y_labels = labels(y_values, picture.y)
        zone = axes.zone_offset(x_limits[0]) if picture.x is AxisKind.WALL_TIME else 0.0
        x_values = axes.ticks(*x_limits, max((width - 6) // 12, 1), picture.x, zone)
        x_labels = labels(x_values, picture.x)
        drawn = draw_axes(
            width,
            height,
            x_limits,
            y_limits,
            tuple(zip(x_values, x_labels, strict=True)),
            tuple(zip(y_values, y_labels, strict=True)),
            (1, 1) if self._ascii else (2, 4),
        )
        # Labels that leave hardly any room for the lines are worse than none.
        return drawn if drawn.width >= width // 3 and drawn.height >= 2 else bare

    # Positions

    def cell_of(self, x: float) -> int | None:
        """Gives the cell of a line in which a position is; None outside of the picture."""
        if self.x_limits is None:
            return None
        dots = 1 if self._ascii else 2
        (place,) = places([x], self.x_limits, self._frame.width * dots)
        if place is None or not 0 <= place < self._frame.width * dots:
            return None
        return self._frame.left + place // dots

    def position_at(self, cell: int) -> float | None:
        """Gives the position in the middle of a cell; None where there is no picture."""
        place = cell - self._frame.left
        if self.x_limits is None or not 0 <= place < self._frame.width:
            return None
        low, high = self.x_limits
        dots = 1 if self._ascii else 2
        last = self._frame.width * dots - 1
        return low + (place * dots + (dots - 1) / 2) / max(last, 1) * (high - low)

    # Lines

    def parts(self, y: int, cursor: float | None = None) -> Parts:
        """Gives a line as pieces of text with their palette tokens."""
        frame = self._frame
        line = frame.lines[y]
        cell = self.cell_of(cursor) if cursor is not None else None
        if self._ascii:
            line = line.translate(_AXIS)
        if y == frame.height:
            return _axis_parts(line, "x" if self._ascii else "×")
        if y > frame.height:
            return self._label_parts(line, cell, cursor)
        parts: Parts = []
        if frame.left > 1:
            parts.append((line[: frame.left - 1], "faint"))
        if frame.left:
            parts.append((line[frame.left - 1], "frame"))
        tokens = self._tokens
        body = [(text, "" if owner == NOBODY else tokens[owner]) for text, owner in self._runs[y]]
        if cell is not None:
            body = _with_cursor(body, cell - frame.left, "|" if self._ascii else "┃")
        return parts + body

    def _label_parts(self, line: str, cell: int | None, cursor: float | None) -> Parts:
        if cursor is None or self.x_limits is None:
            return [(line, "faint")]
        at, left, right = _ASCII_POINTERS if self._ascii else _POINTERS
        place = position_text(cursor, self._picture.x)
        if cell is not None:
            label = f"{at} {place} "
        elif cursor < self.x_limits[0]:
            label, cell = f"{left} {place} ", self._frame.left
        else:
            label, cell = f" {place} {right}", len(line)
        start = max(min(cell, len(line) - len(label)), 0)
        before, after = line[:start], line[start + len(label) :]
        # No half of another label stays beside it.
        if line[start : start + 1].strip():
            before = _without_last_word(before)
        if line[start + len(label) - 1 : start + len(label)].strip():
            after = _without_last_word(after[::-1])[::-1]
        return [(before, "faint"), (label[: len(line) - start], "accent"), (after, "faint")]


def _without_last_word(text: str) -> str:
    return text[: len(text) - len(text.rpartition(" ")[2])].ljust(len(text))


def position_text(x: float, kind: AxisKind) -> str:
    """Writes a position on an X axis exactly: `38 400`, `3h12m`, `14:05:12`."""
    if kind is AxisKind.ITERATION and abs(x) < 1e15:
        return f"{round(x):,}".replace(",", " ")
    if kind in (AxisKind.DURATION, AxisKind.WALL_TIME):
        return axes.exact_time(x, kind)
    return numbers.metric(x)


def _axis_parts(line: str, cross: str) -> Parts:
    parts: Parts = []
    for number, piece in enumerate(line.split(cross)):
        if number:
            parts.append((cross, "diverged"))
        parts.append((piece, "frame"))
    return parts


def _with_cursor(parts: Parts, place: int, sign: str) -> Parts:
    """Puts the cursor into a line where no curve is."""
    found: Parts = []
    start = 0
    for text, token in parts:
        offset = place - start
        if 0 <= offset < len(text) and text[offset] == " ":
            found += [(text[:offset], token), (sign, "accent"), (text[offset + 1 :], token)]
        elif 0 <= offset < len(text):
            found += [
                (text[:offset], token),
                (text[offset], f"{token} strong"),
                (text[offset + 1 :], token),
            ]
        else:
            found.append((text, token))
        start += len(text)
    return found


def _limits(
    picture: Picture, envelopes: Sequence[Envelope]
) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
    """Finds the ends of both axes; None where there is nothing to draw."""
    above = 0.0 if picture.log_y else -math.inf
    x_limits = picture.x_limits
    spans = [span for span in (envelope.span() for envelope in envelopes) if span]
    low_x = min((span[0] for span in spans), default=math.inf)
    high_x = max((span[1] for span in spans), default=-math.inf)
    shown = x_limits or (low_x, high_x)
    heights = [envelope.extent(*shown, above) for envelope in envelopes]
    found = [height for height in heights if height]
    if not found:
        return None, None
    if x_limits is None:
        # A run that has diverged goes on: where it reports no numbers is seen as well.
        marks = [mark for envelope in envelopes for mark in envelope.marks]
        ends = min([low_x, *marks]), max([high_x, *marks])
        x_limits = axes.limits(*ends, picture.x, 40, hold_low=True)
    fixed = picture.y_limits
    if fixed and picture.log_y:
        fixed = (math.log10(fixed[0]), math.log10(fixed[1])) if min(fixed) > 0 else None
    if fixed is not None:
        return x_limits, fixed
    low = min(height[0] for height in found)
    high = max(height[1] for height in found)
    if picture.log_y:
        low, high = math.log10(low), math.log10(high)
    return x_limits, axes.limits(low, high, picture.y, 8)
