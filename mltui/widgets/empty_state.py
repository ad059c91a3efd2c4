"""What stands where there is nothing: why, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from mltui.terminal.sanitise import clean
from mltui.widgets.cells import fit, line_of
from mltui.widgets.line_view import LineView


class EmptyState(LineView):
    """A sentence in the middle, with further lines beneath it."""

    def __init__(
        self,
        sentence: str = "",
        more: Sequence[str] = (),
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._sentence = sentence
        self._more = tuple(more)

    def show(self, sentence: str, more: Sequence[str] = ()) -> None:
        """Sets what is said."""
        self._sentence, self._more = sentence, tuple(more)
        self.redraw()

    def draw_line(self, y: int) -> Strip:
        """Draws a line, centred."""
        (width, height), base = self.size, self.token("")
        lines = [(self._sentence, "muted")]
        if self._more:
            lines += [("", ""), *((line, "faint") for line in self._more)]
        index = y - max((height - len(lines)) // 2, 0)
        if not 0 <= index < len(lines):
            return Strip.blank(width, base)
        text, token = lines[index]
        return line_of([(fit(clean(text), width, "center"), self.token(token))], width, base)
