"""What dialogs share: a box over the screen, without dimming what lies beneath."""

from __future__ import annotations

from typing import TypeVar

from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from mltui.resources import styles_folder
from mltui.terminal.sanitise import clean
from mltui.widgets.keyboard import let_keys_go

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer]):
    """A dialog that is answered by `dismiss`.

    The screen beneath stays as it is: dimming it would send all of it again, twice.
    """

    CSS_PATH = str(styles_folder() / "dialog.tcss")
    AUTO_FOCUS = ""

    def on_screen_resume(self) -> None:
        """Take the keys that were typed before it was open."""
        let_keys_go(self.app)


def text_block(lines: list[str], *, id: str | None = None, classes: str = "") -> Static:  # noqa: A002
    """Makes a block of plain lines, each cleaned; nothing in them is markup."""
    content = Content("\n".join(clean(line) for line in lines))
    return Static(content, id=id, classes=classes, markup=False)
