"""How far away the terminal is, and when it may be sent the next frame.

What is written to a terminal on another machine lies in buffers that nobody here can see. The only
way to know what has arrived is to ask the terminal something: its answer comes after it has taken
everything before the question.
"""

from __future__ import annotations

from enum import Enum

#: Asks for the cursor's position (DSR 6); Textual's parser tells the answer from keys.
QUESTION = "\x1b[6n"

#: A terminal that answers within this time is on this machine or next door; it is asked once.
NEAR_S = 0.02

#: What answers differ by without a cause, seconds.
NOISE_S = 0.005

#: How long an answer may take before the link counts as mute, seconds.
PATIENCE_S = 3.0

#: Bytes that may be on their way unanswered, whatever the throughput: a packet or three.
LEAST_ON_THE_WAY = 4096

#: Bytes that may be on their way unanswered at most while no answer was late: what 100 KB a second
#: take little more than a second for.
MOST_UNTOLD = 32 * LEAST_ON_THE_WAY

#: The longest pause between two frames of a slow link, seconds.
LONGEST_PAUSE_S = 0.5


class Holding(Enum):
    """Why a frame is held back, if not for a time."""

    TERMINAL = "the terminal takes nothing at the moment"
    ANSWER = "enough is on its way unanswered"


class Link:
    """Measures the way to the terminal and says when to send.

    All times are seconds of one steady clock.

    Attributes:
        round_trip_s: How long the terminal takes to answer, smoothed; None until it has.
        bytes_a_second: What the link carried at least, as far as seen; None until measured.
    """

    def __init__(self) -> None:
        self.round_trip_s: float | None = None
        self.bytes_a_second: float | None = None
        self._nearest_s = float("inf")
        self._asked_at: float | None = None
        self._unanswered = 0
        self._since_asked = 0
        self._untold = 2 * LEAST_ON_THE_WAY
        self._sent_at = float("-inf")
        self._may_follow = False
        self._is_mute = False

    @property
    def is_far(self) -> bool:
        """Whether the way to the terminal is long enough to reckon with."""
        return self.round_trip_s is not None and self._nearest_s > NEAR_S

    @property
    def pause_s(self) -> float:
        """Time between two frames: nothing near by, half a round trip on a slow link.

        After a rest, a second frame may follow the first at once.
        """
        if not self.is_far or self.round_trip_s is None:
            return 0.0
        return min(self.round_trip_s / 2, LONGEST_PAUSE_S)

    def question(self, now: float) -> str:
        """Returns what to add to a frame that was just noted as sent: a question, or nothing."""
        if self._is_mute or self._asked_at is not None:
            return ""
        if self.round_trip_s is not None and not self.is_far:
            return ""
        self._asked_at = now
        self._since_asked = 0
        return QUESTION

    def carried(self, size: int) -> None:
        """Notes so many bytes that are no frame: the next one need not wait for its turn."""
        self._unanswered += size
        self._since_asked += size

    def sent(self, size: int, now: float) -> None:
        """Notes a frame of so many bytes."""
        # A key after a rest brings more than one frame at times: the plot, then the title above.
        self._may_follow = now - self._sent_at > 2 * self.pause_s
        self._sent_at = now
        self._unanswered += size
        self._since_asked += size

    def answered(self, now: float) -> bool:
        """Notes an answer; returns whether one was awaited. May be called in another thread."""
        asked_at = self._asked_at
        was_mute, self._is_mute = self._is_mute, False
        if asked_at is None:
            return was_mute
        took = now - asked_at
        self._nearest_s = min(self._nearest_s, took)
        before = self.round_trip_s
        self.round_trip_s = took if before is None else before + (took - before) / 4
        arrived = self._unanswered - self._since_asked
        extra = took - self._nearest_s
        # As long as nothing took longer, nothing is known; once it did, that may pass.
        if arrived > LEAST_ON_THE_WAY and (extra > NOISE_S or self.bytes_a_second is not None):
            self.bytes_a_second = arrived / max(extra, NOISE_S)
        elif extra <= NOISE_S and arrived > self._untold / 2:
            # So many bytes took no longer than a few: the link carries more.
            self._untold = min(2 * self._untold, MOST_UNTOLD)
        self._unanswered = self._since_asked
        self._asked_at = None
        return True

    def hold(self, now: float, waiting: int) -> float | Holding:
        """Says whether the next frame may go: 0, or for how many seconds or for what it waits.

        Args:
            now: The time.
            waiting: Bytes that the operating system has not taken yet.
        """
        if waiting:
            return Holding.TERMINAL
        if self._asked_at is not None and now - self._asked_at > PATIENCE_S:
            self._is_mute = True
            self._asked_at = None
            self._unanswered = 0
        if self.is_far and self._asked_at is not None and self._unanswered > self._window():
            return Holding.ANSWER
        if self._may_follow:
            return 0.0
        return max(0.0, self._sent_at + self.pause_s - now)

    def _window(self) -> float:
        """Returns how many bytes fill the link for as long as an answer takes."""
        if self.bytes_a_second is None:
            return self._untold
        return max(LEAST_ON_THE_WAY, self.bytes_a_second * self._nearest_s)
