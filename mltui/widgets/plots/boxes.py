"""Box plots: a line each, over a common axis of values."""

from __future__ import annotations

from mltui.series import numbers
from mltui.series.plotly.model import Boxes
from mltui.terminal.sanitise import clean
from mltui.widgets import glyphs
from mltui.widgets.cells import fit, width_of
from mltui.widgets.plots.pen import Lines, Pen
from mltui.widgets.plots.scale import Scale

_SIGNS = "├─█┃┤"
_ASCII_SIGNS = "|-=#|"

#: Cells for the median and the outliers beside a box.
NOTE_WIDTH = 16


def draw_boxes(panel: Boxes, width: int, height: int, pen: Pen) -> Lines:
    """Draw whiskers, quartiles and the median, with the median's value and the outliers' number."""
    if not panel.boxes:
        return [pen.centred("no values that can be drawn", width)]
    scale = Scale(panel.value, [(box.low, box.high) for box in panel.boxes])
    room = min(max(width_of(clean(box.name)) for box in panel.boxes), width // 4)
    length = max(width - room - NOTE_WIDTH - 2, 8)
    apart = 2 * len(panel.boxes) + 3 <= height
    lines: Lines = []
    for number, box in enumerate(panel.boxes):
        low, first, median, third, high = (
            _cell(place, scale.limits, length)
            for place in sorted(scale.places((box.low, box.first, box.median, box.third, box.high)))
        )
        note = numbers.metric(box.median)
        if box.outliers:
            note += f"  {box.outliers} out"
        lines.append(
            [
                (fit(clean(box.name), room, "right") + " ", pen.token("text")),
                (_drawn(low, first, median, third, high, length), pen.series(number)),
                (f" {note}", pen.token("muted")),
            ]
        )
        if apart:
            lines.append([])
    return lines + _axis(panel, scale, room, length, width, pen)


def _drawn(low: int, first: int, median: int, third: int, high: int, length: int) -> str:
    left, whisker, body, middle, right = list(_ASCII_SIGNS if glyphs.ascii_only() else _SIGNS)
    cells = [" "] * length
    cells[low : high + 1] = whisker * (high - low + 1)
    cells[first : third + 1] = body * (third - first + 1)
    if low < first:
        cells[low] = left
    if high > third:
        cells[high] = right
    cells[median] = middle
    return "".join(cells)


def _cell(place: float, limits: tuple[float, float], length: int) -> int:
    low, high = limits
    if not low <= place <= high:
        return 0 if not place > high else length - 1
    return round((place - low) / ((high - low) or 1.0) * (length - 1))


def _axis(panel: Boxes, scale: Scale, room: int, length: int, width: int, pen: Pen) -> Lines:
    rule = [glyphs.sign("─")] * length
    labels = [" "] * (length + room + NOTE_WIDTH)
    for place, label in scale.ticks(max(length // 12, 2)):
        at = _cell(place, scale.limits, length)
        rule[at] = "+" if glyphs.ascii_only() else "┬"
        start = max(room + 1 + at - len(label) // 2, 0)
        if all(cell == " " for cell in labels[max(start - 1, 0) : start + len(label) + 1]):
            labels[start : start + len(label)] = label
    lines: Lines = [
        [(" " * (room + 1), pen.token("")), ("".join(rule), pen.token("frame"))],
        [("".join(labels)[:width], pen.token("faint"))],
    ]
    if panel.value.title:
        lines.append(pen.centred(panel.value.title, width))
    return lines
