"""Pictures on their way to the terminal: in pieces, and what a key brings goes between them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mltui.terminal.link import PATIENCE_S


@dataclass(slots=True, eq=False)
class _Picture:
    """One that is to be sent, or the word that one may be forgotten.

    Attributes:
        pieces: What is left of it.
        forgotten: What makes the terminal forget it.
        ended: What ends it early, between two pieces.
        has_gone: Told whether all of it was sent; None where nobody waits for that.
        is_begun: Whether some of it was sent.
    """

    pieces: deque[str]
    forgotten: str = ""
    ended: str = ""
    has_gone: asyncio.Future[bool] | None = None
    is_begun: bool = False

    def tell(self, whole: bool) -> None:
        if self.has_gone is not None and not self.has_gone.done():
            self.has_gone.set_result(whole)


class PictureQueue:
    """Sends pictures one after the other, a piece whenever nothing else waits.

    Args:
        send: Sends a piece; also gets what has to be sent before anything else of pictures may be,
            or nothing.
        is_held: Whether the terminal takes nothing now.
    """

    def __init__(self, send: Callable[[str, str], object], is_held: Callable[[], bool]) -> None:
        self._send = send
        self._is_held = is_held
        self._pictures: deque[_Picture] = deque()
        self._due: asyncio.Handle | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to send."""
        return not self._pictures

    async def add(self, pieces: Sequence[str], forgotten: str, ended: str) -> bool:
        """Send a picture; return whether all of it was sent before somebody had it forgotten.

        Args:
            pieces: What sends it.
            forgotten: What makes the terminal forget it.
            ended: What ends it early, between two pieces.
        """
        has_gone: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._pictures.append(_Picture(deque(pieces), forgotten, ended, has_gone))
        self.go_on()
        try:
            return await has_gone
        except asyncio.CancelledError:
            self.forget(forgotten)
            raise

    def forget(self, forgotten: str) -> None:
        """Have the terminal forget a picture; what is left of it is not sent."""
        known = next((one for one in self._pictures if one.forgotten == forgotten), None)
        if known is not None:
            self._pictures.remove(known)
            known.tell(False)
            if known.is_begun:
                self._send(known.ended + forgotten, "")
        elif self._pictures and self._pictures[0].is_begun:
            # Nothing else about pictures may come between the pieces of one.
            self._pictures.insert(1, _Picture(deque([forgotten])))
        else:
            self._send(forgotten, "")

    def go_on(self) -> None:
        """Send the next piece if it may go now, and see to it that the others follow."""
        self.close()
        if not self._pictures:
            return
        loop = asyncio.get_running_loop()
        if self._is_held():
            # Whoever learns that it may go on calls this; but a terminal may never answer.
            self._due = loop.call_later(PATIENCE_S, self.go_on)
            return
        picture = self._pictures[0]
        picture.is_begun = True
        piece = picture.pieces.popleft()
        self._send(piece, picture.ended if picture.pieces else "")
        if not picture.pieces:
            self._pictures.popleft()
            picture.tell(True)
        self._due = loop.call_soon(self.go_on)

    def close(self) -> None:
        """Send nothing more by itself."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
