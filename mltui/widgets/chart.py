"""Lines over iterations or time, with axes, a legend of last values, and a thin frame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from mltui.series import numbers
from mltui.series.axes import AxisKind
from mltui.series.envelope import Envelope
from mltui.terminal.light_strip import LightStrip
from mltui.terminal.sanitise import clean
from mltui.widgets import chart_legend, glyphs
from mltui.widgets.cells import fit, fit_middle, joined, line_of, width_of
from mltui.widgets.chart_body import ChartBody, Parts
from mltui.widgets.chart_legend import VALUE_WIDTH, Entry, column_width
from mltui.widgets.chart_picture import Picture, Series
from mltui.widgets.line_view import LineView
from mltui.widgets.palette import SERIES
from mltui.widgets.telling import fit_telling

__all__ = ["AxisKind", "Chart", "Picture", "Series"]

_FRAME = "┌─┐│└┘"
_ASCII_FRAME = "+-+|++"

#: The smallest chart with a frame, and that with axes within it, cells.
FOR_FRAME, FOR_AXES = (10, 4), (18, 6)

#: Scenes kept ready: nearer and less near, to the left and to the right.
_MOST_READY = 4


@dataclass(slots=True)
class _Scene:
    """A picture with the cursor in it, and what was made of them so far."""

    picture: Picture = field(default_factory=Picture)
    envelopes: list[Envelope] = field(default_factory=list)
    cursor: float | None = None
    body: ChartBody | None = None
    lines: list[Strip] | None = None
    focused: bool = False


class Chart(LineView):
    """A line chart. `show` gives it all that it draws; only the cells that changed are sent."""

    @dataclass
    class Pointed(Message):
        """The mouse was pressed, or dragged, at a position of the X axis."""

        chart: Chart
        x: float

    @dataclass
    class Wheeled(Message):
        """The wheel was turned over a position of the X axis; steps upwards are positive."""

        chart: Chart
        x: float
        steps: int

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
        self._scene = _Scene()
        self._ready: list[_Scene] = []
        self._drawn: dict[int, tuple[Parts, Strip]] = {}
        self._side: list[Segment] = []

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
        self.show_picture(
            Picture(tuple(series), title, note, x, y, x_limits, y_limits, log_y, empty)
        )

    def show_picture(self, picture: Picture) -> None:
        """Draws a picture instead of the one before."""
        if picture != self._scene.picture:
            self._set_scene(picture, self._scene.cursor)

    def point_at(self, x: float | None) -> None:
        """Puts the cursor at a position of the X axis, where the values are read; None: nowhere."""
        if x != self._scene.cursor:
            self._set_scene(self._scene.picture, x)

    def prepare_scene(self, picture: Picture, x: float | None) -> None:
        """Makes ready what a key may ask for next.

        Args:
            picture: What `show_picture` would be given.
            x: What `point_at` would be given.
        """
        if not self.is_mounted or not self.size or self._find(picture, x) is not None:
            return
        scene = self._new_scene(picture, x)
        shown, self._scene = self._scene, scene
        try:
            scene.lines = self._compose_lines()
        finally:
            self._scene = shown
        self.prepare(scene.lines)
        self._ready = [*self._ready[1 - _MOST_READY :], scene]

    def _find(self, picture: Picture, x: float | None) -> _Scene | None:
        wanted = (x, self.has_focus, picture)
        found = (
            each for each in self._ready if (each.cursor, each.focused, each.picture) == wanted
        )
        return next(found, None)

    def _set_scene(self, picture: Picture, x: float | None) -> None:
        self._scene = self._find(picture, x) or self._new_scene(picture, x)
        self.redraw()

    def _new_scene(self, picture: Picture, x: float | None) -> _Scene:
        shown = self._scene
        if picture == shown.picture:
            return _Scene(picture, shown.envelopes, x, shown.body, focused=self.has_focus)
        known = {
            (id(s.xs), id(s.ys)): e
            for s, e in zip(shown.picture.series, shown.envelopes, strict=True)
        }
        envelopes = [
            each.envelope or known.get((id(each.xs), id(each.ys))) or Envelope(each.xs, each.ys)
            for each in picture.series
        ]
        return _Scene(picture, envelopes, x, focused=self.has_focus)

    @property
    def framed(self) -> bool:
        """Whether it has a frame where there is room for one."""
        return self._framed

    @framed.setter
    def framed(self, framed: bool) -> None:
        if framed != self._framed:
            self._framed = framed
            self.drawing_changed()
            self.redraw()

    @property
    def cursor(self) -> float | None:
        """The position at which the values are read, None if none is."""
        return self._scene.cursor

    @property
    def x_limits(self) -> tuple[float, float] | None:
        """The ends of the X axis as drawn; None where there is nothing to draw."""
        width, height = self._body_size()
        return self._layout(width, height).x_limits if width > 0 < height else None

    @property
    def envelopes(self) -> Sequence[Envelope]:
        """The points of each series."""
        return self._scene.envelopes

    @property
    def picture(self) -> Picture:
        """What is shown."""
        return self._scene.picture

    def drawing_changed(self) -> None:
        """Draws anew for another size or theme."""
        self._ready.clear()
        self._drawn.clear()
        self._scene.body = self._scene.lines = None

    def draw_line(self, y: int) -> Strip:
        """Gives a line of the picture."""
        lines = self._scene.lines
        if lines is None:
            lines = self._scene.lines = self._compose_lines()
        if y < len(lines):
            return lines[y]
        return Strip.blank(self.size.width, self.token(""))

    def _compose_lines(self) -> list[Strip]:
        width = self.size.width
        if not self._edge():
            return [self._head(width, False), *self._body_lines(*self._inner_size(), [])]
        bar = (_ASCII_FRAME if glyphs.ascii_only() else _FRAME)[3]
        side = [Segment(bar, self._frame_style())]
        body = self._body_lines(*self._inner_size(), side)
        return [self._head(width, True), *body, self._foot(width)]

    def _edge(self) -> int:
        width, height = self.size
        return 1 if self._framed and width >= FOR_FRAME[0] and height >= FOR_FRAME[1] else 0

    def _inner_size(self) -> tuple[int, int]:
        edge = self._edge()
        return self.size.width - 2 * edge, self.size.height - (2 if edge else 1)

    def _body_size(self) -> tuple[int, int]:
        """Gives the place of axes and lines."""
        width, height = self._inner_size()
        return width - self._column_width(), height

    def _frame_style(self) -> Style:
        return self.token("accent" if self.has_focus else "frame")

    def _head(self, width: int, framed: bool) -> Strip:
        base, frame = self.token(""), self._frame_style()
        corners = _ASCII_FRAME if glyphs.ascii_only() else _FRAME
        fill = corners[1] if framed else " "
        room = width - (5 if framed else 1)
        title, telling = clean(self._scene.picture.title), self._scene.picture.telling
        title = fit_telling(title, room, telling) if telling else fit_middle(title, room)
        beside = self._column_width()
        legend = [] if beside else chart_legend.head(self._entries(), self._legend_room())
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
        note = clean(self._scene.picture.note)
        if width_of(note) > width - 6:
            note = ""
        after = [(f" {note} ", self.token("faint")), (corners[1], frame)] if note else []
        room = width - 3 - sum(width_of(text) for text, _ in after)
        marks = [clean(mark) for mark in self._scene.picture.marks]
        if self._leaves_out():
            marks.insert(0, "0 and below left out")
        while marks and width_of("  ".join(marks)) + 3 > room:
            marks.pop()
        before = [(f" {'  '.join(marks)} ", self.token("faint"))] if marks else []
        rest = corners[1] * (room - sum(width_of(text) for text, _ in before))
        parts = [(corners[4] + corners[1], frame), *before, (rest, frame), *after]
        return line_of([*parts, (corners[5], frame)], width, self.token(""))

    def _leaves_out(self) -> bool:
        """Tells whether some of what would be seen has no place on a logarithmic axis."""
        if not self._scene.picture.log_y:
            return False
        shown = self.x_limits or (-math.inf, math.inf)
        heights = (envelope.extent(*shown) for envelope in self._scene.envelopes)
        return any(height is not None and height[0] <= 0 for height in heights)

    def _legend_room(self) -> int:
        room = self.size.width - (5 if self._edge() else 1)
        return room - min(width_of(clean(self._scene.picture.title)), room) - 3

    def _entries(self) -> list[Entry]:
        """Gives name and value of each line: at the cursor if there is one, else the last."""
        entries = []
        for (series, token), envelope in zip(
            self._with_tokens(), self._scene.envelopes, strict=True
        ):
            if not series.legend:
                continue
            if self._scene.cursor is not None:
                point = envelope.at(self._scene.cursor)
                value = point[1] if point is not None else None
            elif series.last is not None:
                value = series.last
            else:
                value = _last(series.ys if len(series.ys) else envelope.ys)
            entries.append(Entry(clean(series.name), self._value(value), token))
        return entries

    def _column_width(self) -> int:
        """Gives the cells of the legend beside the lines, 0 where all is said in the edge."""
        names = [clean(series.name) for series in self._scene.picture.series if series.legend]
        room = self._legend_room()
        if sum(width_of(name) + VALUE_WIDTH for name in names) <= room:
            return 0
        return column_width(names, *self._inner_size())

    def _value(self, value: float | None) -> str:
        if self._scene.picture.y is AxisKind.BYTES:
            return numbers.size(value)
        if self._scene.picture.y is AxisKind.PERCENT:
            return numbers.percent(value)
        if self._scene.picture.y is AxisKind.ITERATION:
            return numbers.si(value)
        return numbers.metric(value)

    def _with_tokens(self) -> list[tuple[Series, str]]:
        given = []
        number = 0
        for series in self._scene.picture.series:
            if series.style:
                given.append((series, series.style))
            else:
                given.append((series, SERIES[number % len(SERIES)]))
                number += 1
        return given

    def _layout(self, width: int, height: int) -> ChartBody:
        """Lays out axes and lines, as long as nothing but the cursor changed."""
        if self._scene.body is None:
            lines = [
                (envelope, token)
                for envelope, (_, token) in zip(
                    self._scene.envelopes, self._with_tokens(), strict=True
                )
            ]
            self._scene.body = ChartBody(self._scene.picture, lines, width, height)
        return self._scene.body

    def _body_lines(self, width: int, height: int, side: list[Segment]) -> list[Strip]:
        """Draws what is within the frame, with a piece of the frame at either side."""
        if width <= 0 or height <= 0:
            return []
        beside = self._column_width()
        body = self._layout(width - beside, height)
        across = width + 2 * len(side)
        if not body.drawn:
            blank = self._nothing(width, height)
            return [LightStrip([*side, *line, *side], across) for line in blank] if side else blank
        lines: list[Strip] = []
        # There are hundreds, and a named tuple's own way of making one takes twice the time.
        styles, new = self.styles_by_token, tuple.__new__
        column = chart_legend.column(self._entries(), beside, height) if beside else [[]] * height
        if side != self._side:
            self._side = side
            self._drawn.clear()
        for y in range(height):
            parts = [*body.parts(y, self._scene.cursor), *column[y]]
            drawn = self._drawn.get(y)
            if drawn is None or drawn[0] != parts:
                # Here all parts together are as long as the line.
                segments = [
                    new(Segment, (text, styles[token], None)) for text, token in parts if text
                ]
                drawn = self._drawn[y] = parts, LightStrip([*side, *segments, *side], across)
            lines.append(drawn[1])
        if not beside:
            self._put_readout(lines, width, height, len(side))
        return lines

    def _put_readout(self, lines: list[Strip], width: int, height: int, start: int) -> None:
        """Lists all values at the cursor over the picture where the legend has no room."""
        if self._scene.cursor is None:
            return
        entries = self._entries()
        assert self._scene.body is not None
        cell = self._scene.body.cell_of(self._scene.cursor)
        if cell is None or chart_legend.all_fit(entries, self._legend_room()):
            return
        for y, parts in enumerate(chart_legend.box(entries, width, height)[:height]):
            row = joined([(text, self.token(token)) for text, token in parts])
            size = row.cell_length
            left = start + (width - size if cell < width // 2 else min(8, width - size))
            after = lines[y].crop(left + size, lines[y].cell_length)
            lines[y] = Strip.join([lines[y].crop(0, left), row, after])

    def _nothing(self, width: int, height: int) -> list[Strip]:
        """Says in the middle why there is no line."""
        picture = self._scene.picture
        points = sum(len(series.ys) + len(series.envelope or ()) for series in picture.series)
        text = picture.empty
        if points and picture.x_limits:
            text = "no points in this range"
        elif points and picture.log_y:
            text = "nothing above 0 (log y)"
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

    def _position(self, event: events.MouseEvent) -> float | None:
        return self._layout(*self._body_size()).position_at(event.x - self._edge())

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Tells which position was pressed."""
        x = self._position(event)
        if x is not None:
            self.post_message(self.Pointed(self, x))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tells over which position the mouse is dragged."""
        if event.button:
            x = self._position(event)
            if x is not None:
                self.post_message(self.Pointed(self, x))

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheeled(event, 1)

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheeled(event, -1)

    def _wheeled(self, event: events.MouseEvent, steps: int) -> None:
        x = self._position(event)
        if x is not None:
            event.stop()
            self.post_message(self.Wheeled(self, x, steps))

    def _on_focus(self, event: events.Focus) -> None:
        super()._on_focus(event)
        self._refocus()

    def _on_blur(self, event: events.Blur) -> None:
        super()._on_blur(event)
        self._refocus()

    def _refocus(self) -> None:
        self._scene.lines, self._scene.focused = None, self.has_focus
        self.redraw()


def _last(values: Sequence[float]) -> float | None:
    return values[-1] if len(values) else None
