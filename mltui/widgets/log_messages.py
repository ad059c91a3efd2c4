"""What a log says; reached as `LogView.FollowChanged` and so on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from mltui.widgets.log_view import LogView


@dataclass
class FollowChanged(Message, namespace="log_view"):
    """Following began or ended."""

    log: LogView
    following: bool


@dataclass
class EarlierWanted(Message, namespace="log_view"):
    """The first known line is (nearly) on the screen: older ones may be put in front."""

    log: LogView

    def can_replace(self, message: Message) -> bool:
        """One of several is enough."""
        return isinstance(message, EarlierWanted)


@dataclass
class LaterWanted(Message, namespace="log_view"):
    """The last known line is (nearly) on the screen, and more is known to follow it."""

    log: LogView

    def can_replace(self, message: Message) -> bool:
        """One of several is enough."""
        return isinstance(message, LaterWanted)


@dataclass
class NotFound(Message, namespace="log_view"):
    """There is no further match among the known lines.

    Attributes:
        log: Whose lines.
        step: 1 below, -1 above, 0 nowhere.
        but: What is to be added to that, such as that not all was searched.
        ended: Whether the search took too long and was ended.
    """

    log: LogView
    step: int
    but: str = ""
    ended: bool = False
