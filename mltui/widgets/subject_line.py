"""The second line of a wide screen: what is shown, filtered and sorted how, and how much of it."""

from __future__ import annotations

from rich.style import Style
from textual.strip import Strip

from mltui.terminal.sanitise import clean
from mltui.widgets.cells import beside_first_field, cut_fields, line_of, width_of
from mltui.widgets.line_view import LineView

_BEFORE_DETAILS = "  ·  "


class SubjectLine(LineView):
    """One line: the subject at the left, then details, and a count at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._subject = ""
        self._details = ""
        self._counts = ""

    def show(self, subject: str, details: str = "", counts: str = "") -> None:
        """Set the texts; they are cleaned here.

        Args:
            subject: What the screen is about; cut in the middle where it is too long.
            details: Filter and order.
            counts: How much is shown, such as "48 of 212".
        """
        before = self._subject, self._details, self._counts
        texts = clean(subject), clean(details), clean(counts)
        if texts != before:
            self._subject, self._details, self._counts = texts
            self.redraw()

    def draw_line(self, y: int) -> Strip:
        """Draw the line."""
        width, base = self.size.width, self.token("")
        if y:
            return Strip.blank(width, base)
        # What is said at the right may be a sentence: it leaves room to read what this is about.
        least = min(width_of(self._subject), width // 3)
        right = f"  {cut_fields(self._counts, width - least - 4)} " if self._counts else ""
        room = max(width - width_of(right) - 1, 0)
        # How a run does is told beside the longest name.
        subject = beside_first_field(self._subject, self._details, room, len(_BEFORE_DETAILS))
        parts: list[tuple[str, Style]] = [(" ", base), (subject, self.token("strong"))]
        room -= width_of(subject)
        if self._details and room > 8:
            details = cut_fields(f"{_BEFORE_DETAILS}{self._details}", room)
            parts.append((details, self.token("muted")))
            room -= width_of(details)
        parts += [(" " * room, base), (right, self.token("muted"))]
        return line_of(parts, width, base)
