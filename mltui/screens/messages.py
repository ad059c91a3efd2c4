"""What feeds tell screens. Posted by a feed's task, handled where the screen's state is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from textual.message import Message

if TYPE_CHECKING:
    from mltui.api.errors import ApiError
    from mltui.live.freshness import Freshness

Answer = TypeVar("Answer")


class Answered(Message, Generic[Answer]):
    """A feed's question was answered. Each feed of a screen has its own subclass."""

    def __init__(self, feed: str, answer: Answer, freshness: Freshness) -> None:
        super().__init__()
        self.feed = feed
        self.answer = answer
        self.freshness = freshness

    # No `can_replace`: many an answer holds only what is new since the last one, and with one
    # request in flight a question answers seconds apart, never in bursts.


class AskFailed(Message):
    """A feed's question failed; the feed will ask again by itself."""

    def __init__(self, feed: str, error: ApiError, freshness: Freshness) -> None:
        super().__init__()
        self.feed = feed
        self.error = error
        self.freshness = freshness

    def can_replace(self, message: Message) -> bool:
        """Of several failures of one question only the newest matters."""
        return isinstance(message, AskFailed) and message.feed == self.feed
