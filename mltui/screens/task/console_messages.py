"""What the Console tab tells itself when a question or a long work is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from mltui.live.console import ConsolePage, Hits


class PageCame(Message):
    """Another part of the log came."""

    def __init__(self, page: ConsolePage, show: Callable[[ConsolePage], None]) -> None:
        super().__init__()
        self.page = page
        self.show = show


class Working(Message):
    """How far a search or a download of the whole log is; empty at its end."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self.said = said


class Searched(Message):
    """The whole log was searched."""

    def __init__(self, hits: Hits, but: str) -> None:
        super().__init__()
        self.hits, self.but = hits, but
