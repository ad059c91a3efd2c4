"""What dialogs share: a box over the screen, without dimming what lies beneath."""

from __future__ import annotations

from typing import TypeVar

from textual import on
from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.events import ScreenResume
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from mltui.resources import styles_folder
from mltui.terminal.sanitise import clean
from mltui.widgets.keyboard import let_keys_go

Answer = TypeVar("Answer")

#: Cells of a usual box, as the style sheet has it.
BOX_WIDTH = 64

#: Rows of a dialog around a text: its frame, its title and its keys, one of which may be folded.
_AROUND = 7


class AnsweredOnce(ModalScreen[Answer]):
    """What is answered by `dismiss`, the first time; it takes no other screen away.

    Keys that come in one go are all taken before the first of them is answered. What is answered
    while something lies on it, or while another screen is in sight, goes once it is in sight again.

    Attributes:
        is_answered: Whether it was.
    """

    is_answered = False
    _has_to_go = False
    _answer: Answer | None = None

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Give the answer.

        Args:
            result: the answer.
        """
        if self.is_answered:
            return AwaitComplete()
        self.is_answered = True
        if self.is_active or not self.app.is_running:
            return super().dismiss(result)
        self._has_to_go, self._answer = True, result
        return AwaitComplete()

    @on(ScreenResume)
    def _go_now(self) -> None:
        if self._has_to_go:
            self._has_to_go = False
            super().dismiss(self._answer)


class Dialog(AnsweredOnce[Answer]):
    """A dialog that is answered by `dismiss`.

    The screen beneath stays as it is: dimming it would send all of it again, twice.
    """

    CSS_PATH = str(styles_folder() / "dialog.tcss")
    AUTO_FOCUS = ""

    def on_resize(self) -> None:
        """Leave a long text what the lines around it leave: the keys are always in sight."""
        for text in self.query(".plan"):
            box = text.parent
            assert isinstance(box, Widget)
            width = min(BOX_WIDTH, self.size.width * 94 // 100) - 4
            others = (each for each in box.children if each is not text)
            taken = 2 + sum(
                each.get_content_height(self.size, self.size, width) + each.styles.margin.height
                for each in others
            )
            text.styles.max_height = max(self.size.height * 9 // 10 - taken, 1)

    def on_screen_resume(self) -> None:
        """Take the keys that were typed before it was open."""
        let_keys_go(self.app)


def rows_for_text(lines: int, height: int) -> int:
    """Returns how tall a text in a dialog is: as it is, if the box then takes nine tenths at most.

    Args:
        lines: of the text.
        height: of the screen.
    """
    return min(max(lines, 1), max(height * 9 // 10 - _AROUND, 3))


def keys_of_text(keys: str, lines: int, height: int) -> str:
    """Returns the words on the keys of a dialog around a text: those that scroll where they do.

    Args:
        keys: those that always work.
        lines: of the text.
        height: of the screen.
    """
    return keys if lines <= rows_for_text(lines, height) else f"{keys}   j k scroll"


def text_block(lines: list[str], *, id: str | None = None, classes: str = "") -> Static:  # noqa: A002
    """Makes a block of plain lines, each cleaned; nothing in them is markup."""
    content = Content("\n".join(clean(line) for line in lines))
    return Static(content, id=id, classes=classes, markup=False)
