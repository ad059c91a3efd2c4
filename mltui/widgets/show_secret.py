"""The dialog that shows a new secret, once."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from mltui.widgets.dialog import Dialog, text_block


class ShowSecret(Dialog[str]):
    """Answers "access" or "secret" for what is to be copied, or "" when it is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "answer('access')", "copy the access key"),
        Binding("s", "answer('secret')", "copy the secret key"),
        Binding("escape", "answer('')", "close", priority=True),
    ]

    def __init__(self, title: str, access_key: str, secret_key: str) -> None:
        """Make the dialog.

        Args:
            title: What was made.
            access_key: The access key.
            secret_key: The secret, which nobody can show again.
        """
        super().__init__()
        self._title = title
        self._access_key = access_key
        self._secret_key = secret_key

    def compose(self) -> ComposeResult:
        """Build the box."""
        with Vertical(classes="box"):
            yield text_block([self._title], classes="title")
            yield text_block(
                [
                    f"access_key  {self._access_key}",
                    f"secret_key  {self._secret_key}",
                    "",
                    "The secret is shown this once: nobody can read it again.",
                ]
            )
            yield text_block(["s copy secret   a copy access key   esc close"], classes="keys")

    def action_answer(self, what: str) -> None:
        """Close with what is to be copied."""
        self.dismiss(what)
