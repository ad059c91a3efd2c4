"""By how much the server's clock is ahead of this computer's, as its answers tell."""

from __future__ import annotations

from collections.abc import Callable

#: What an answer tells is off by its way and by whole seconds: less than this is no news, seconds.
LEAST_S = 2.0

#: A server whose clock is farther from ours tells no time, seconds.
LARGEST_S = 100 * 365 * 86400.0


def ahead_s(stamped: float, asked_at: float, answered_at: float) -> float:
    """Return by how many seconds at least the other clock is ahead; negative if it is behind.

    It is 0 where both may agree: the stamp was made between question and answer.

    Args:
        stamped: What the other clock said, whole epoch seconds.
        asked_at: When the question was sent by our clock, epoch seconds.
        answered_at: When the answer was there.
    """
    return max(stamped - answered_at, 0.0) - max(asked_at - 1 - stamped, 0.0)


class ServerClock:
    """Follows the server's clock by the `Date` of its answers.

    Attributes:
        told: Called with `ahead_s` whenever it turns out to be another; None: nobody asks.
    """

    def __init__(self) -> None:
        self.told: Callable[[float], None] | None = None
        self._ahead_s: float | None = None

    def hear(self, date: str | None, asked_at: float, answered_at: float) -> None:
        """Take what an answer says.

        Args:
            date: Its header `Date`; None or nonsense tells nothing.
            asked_at: When the question was sent by this computer's clock, epoch seconds.
            answered_at: When the answer began to come.
        """
        if date is None or self.told is None:
            return
        # Imported when the first answer has come: nothing waits for it any more.
        from email.utils import parsedate_to_datetime

        try:
            stamped = parsedate_to_datetime(date).timestamp()
        except (ValueError, OverflowError):
            return
        ahead = ahead_s(stamped, asked_at, answered_at)
        if abs(ahead) > LARGEST_S:
            return
        if self._ahead_s is None or abs(ahead - self._ahead_s) >= LEAST_S:
            self._ahead_s = ahead if abs(ahead) >= LEAST_S else 0.0
            self.told(self._ahead_s)
