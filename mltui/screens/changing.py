"""Small changes that a screen does itself: they are asked about, sent, and told of."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from mltui.actions.looking_again import not_done
from mltui.actions.sending import LOST, patiently
from mltui.api.errors import ApiError, AskedTooOften
from mltui.screens.base import MonitorScreen
from mltui.screens.messages import Answered
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
        look: Reads whether it was done, for when its answer was lost: what `send` would have
            returned, or None.
        warning: What cannot be undone about it; empty asks nothing.
        inverse: Makes the change that takes it back; None if there is none.
        subject: The id of what it is done to: the same is not sent twice at the same time. Empty
            for something new.
    """

    word: str
    name: str
    done: str
    send: Callable[[Client], Awaitable[object]]
    look: Callable[[Client], Awaitable[object]]
    warning: str = ""
    inverse: Callable[[], Change] | None = None
    subject: str = ""

    @property
    def identity(self) -> tuple[str, str]:
        """What tells it from others that may be under way."""
        return self.word, self.subject

    def failed(self, sentence: str) -> str:
        """Say that it was not done, and why."""
        return f"Could not {self.word} “{self.name}”: {sentence}"


class NotDone(Exception):
    """A change was not done, or nobody knows; the text says why, after "Could not publish it:".

    Attributes:
        again: Nobody refused it: the same can be sent again.
    """

    def __init__(self, why: str, *, again: bool) -> None:
        super().__init__(why)
        self.again = again


async def sent(client: Client, change: Change) -> object:
    """Send a change, and return what came back; a lost answer is made up for by reading.

    Raises:
        NotDone: It was refused, or the answer was lost and no reading says that it was done.
    """
    try:
        return await change.send(client)
    except LOST as error:
        lost = error.sentence
    except ApiError as error:
        raise NotDone(error.sentence, again=isinstance(error, AskedTooOften)) from error
    try:
        found = await patiently(partial(change.look, client))
    except ApiError as error:
        raise NotDone(f"{lost} Nobody can say whether it was done.", again=True) from error
    if found is None:
        raise NotDone(not_done(lost, time.time()), again=True)
    return found


class ChangeDone(Message):
    """The server did it."""

    def __init__(self, change: Change, answer: object) -> None:
        super().__init__()
        self.change = change
        self.answer = answer


class ChangeFailed(Message):
    """The server refused something, or did not answer."""


class ChangingScreen(MonitorScreen):
    """A screen with changes of its own; a read-only connection offers none of them."""

    def __init__(self) -> None:
        super().__init__()
        # Sent, and not yet in what the screen shows: it is not done again.
        self._settling: set[tuple[str, str]] = set()

    @property
    def may_change(self) -> bool:
        """Whether there is a connection that may change something."""
        client = self.host.client
        return client is not None and not client.session.read_only

    def change_done(self, change: Change, answer: object) -> None:
        """React to what was done, after it was told and everything was asked for again."""

    def begin(self, change: Change) -> None:
        """Ask about a change if it cannot be undone, then send it.

        Nothing comes of it while the same is under way: its key was pressed twice.
        """
        if self._is_begun(change):
            return
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
        if yes and client is not None and not self._is_begun(change):
            self.host.sitting.changing.add(change.identity)
            self.run(self._send_once(client, change))

    def _is_begun(self, change: Change) -> bool:
        under_way = self.host.sitting.changing | self._settling
        return bool(change.subject) and change.identity in under_way

    async def _send_once(self, client: Client, change: Change) -> None:
        try:
            if await self.send(client, change):
                self._settling.add(change.identity)
        finally:
            self.host.sitting.changing.discard(change.identity)

    @on(Answered)
    def _settle(self) -> None:
        self._settling.clear()

    def run(self, work: Coroutine[object, object, object]) -> None:
        """Run what sends something: it belongs to the application, and goes on without the page."""
        self.app.run_worker(work, group="change")

    async def send(self, client: Client, change: Change) -> bool:
        """Send a change, tell what came of it, and return whether it was done."""
        try:
            await self.send_told(client, change)
        except NotDone:
            return False
        return True

    async def send_told(self, client: Client, change: Change) -> None:
        """Send a change and tell what came of it.

        Raises:
            NotDone: It was not done, which was told.
        """
        with self.host.sitting.errand() as errand:
            try:
                answer = await sent(client, change)
            except NotDone as reason:
                errand.amiss = True
                self.tell_failure(change, str(reason))
                raise
        self.app.notify(clean(change.done + self.noted(change)), markup=False)
        self.ask_others()
        self.post_message(ChangeDone(change, answer))

    def noted(self, change: Change) -> str:  # noqa: ARG002
        """Keep what is needed of a change that was done; return what else to tell of it."""
        return ""

    @on(ChangeDone)
    def _react(self, message: ChangeDone) -> None:
        self.feeds.ask_now()
        self.change_done(message.change, message.answer)

    def tell_failure(self, change: Change, sentence: str) -> None:
        """Say why something was not done, also where the page was left."""
        self.app.notify(clean(change.failed(sentence)), severity="error", markup=False)
        self.post_message(ChangeFailed())

    @on(ChangeFailed)
    def _look_again(self) -> None:
        self.feeds.ask_now()
