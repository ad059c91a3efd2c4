"""A sentence above the body: why there is nothing to see, or why it is old."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget


class Note(Widget):
    """Shows one sentence, and takes no room while it has none."""

    def __init__(self) -> None:
        super().__init__(classes="-empty")
        self._sentence = ""

    def show(self, sentence: str, *, trouble: bool = False) -> None:
        """Show a sentence (plain text, already cleaned), or nothing for `""`.

        Args:
            sentence: What to say.
            trouble: Whether it tells of something wrong.
        """
        self.set_class(not sentence, "-empty")
        self.set_class(trouble, "-trouble")
        if sentence != self._sentence:
            self._sentence = sentence
            self.refresh(layout=True)

    def render(self) -> Content:
        """Draw the sentence."""
        return Content(self._sentence)
