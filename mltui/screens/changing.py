"""Small changes that a screen does itself: they are asked about, sent, and told of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message

from mltui.api.errors import ApiError
from mltui.screens.base import MonitorScreen
from mltui.terminal.sanitise import clean
from mltui.widgets.confirm import Confirm

if TYPE_CHECKING:
    from mltui.api.client import Client


@dataclass(frozen=True, slots=True)
class Change:
    """One change of something on the server.

    Attributes:
        word: What is done, such as "publish".
        name: What it is done to, as the person calls it.
        done: What is told afterwards, a sentence.
        send: Sends it; what it returns is handed to `change_done`.
        warning: What cannot be undone about it; empty asks nothing.
    """

    word: str
    name: str
    done: str
    send: Callable[[Client], Awaitable[object]]
    warning: str = ""


class ChangeDone(Message):
    """The server did it."""

    def __init__(self, change: Change, answer: object) -> None:
        super().__init__()
        self.change = change
        self.answer = answer


class ChangeFailed(Message):
    """The server refused it, or did not answer."""

    def __init__(self, change: Change, sentence: str) -> None:
        super().__init__()
        self.change = change
        self.sentence = sentence


class ChangingScreen(MonitorScreen):
    """A screen with changes of its own; a read-only connection offers none of them."""

    @property
    def may_change(self) -> bool:
        """Whether there is a connection that may change something."""
        client = self.host.client
        return client is not None and not client.session.read_only

    def change_done(self, change: Change, answer: object) -> None:
        """React to what was done, after it was told and everything was asked for again."""

    def begin(self, change: Change) -> None:
        """Ask about a change if it cannot be undone, then send it."""
        if not change.warning:
            self._agreed(change, True)
            return
        dialog = Confirm(
            f"{change.word.capitalize()} “{change.name}”?",
            f"{change.word.capitalize()} “{change.name}”.\nThis can’t be undone: {change.warning}.",
            destroys=True,
            yes=change.word,
        )
        self.app.push_screen(dialog, partial(self._agreed, change))

    def _agreed(self, change: Change, yes: bool | None) -> None:
        client = self.host.client
        if yes and client is not None:
            self._send(client, change)

    @work(group="change")
    async def _send(self, client: Client, change: Change) -> None:
        try:
            answer = await change.send(client)
        except ApiError as error:
            self.post_message(ChangeFailed(change, error.sentence))
        else:
            self.post_message(ChangeDone(change, answer))

    @on(ChangeDone)
    def _tell_done(self, message: ChangeDone) -> None:
        self.notify(clean(message.change.done), markup=False)
        self.feeds.ask_now()
        self.change_done(message.change, message.answer)

    @on(ChangeFailed)
    def _tell_failure(self, message: ChangeFailed) -> None:
        told = f"Could not {message.change.word} “{message.change.name}”: {message.sentence}"
        self.notify(clean(told), severity="error", markup=False)
        self.feeds.ask_now()
