"""A feed: one question to the server, asked again and again at its own pace."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Generic, TypeVar

from mltui.api.errors import (
    ApiError,
    AskedTooOften,
    NotClearML,
    NotSupported,
    ServerFault,
    TimedOut,
    Unreachable,
)
from mltui.api.left_alone import asking_by_itself
from mltui.live.freshness import Freshness
from mltui.live.pacing import REFUSED_S, Pace, wait_after_answer, wait_after_failure
from mltui.live.timing import RealTiming, Timing

Answer = TypeVar("Answer")

#: Failures that may pass by themselves; all others are the server's considered answer.
PASSING = (Unreachable, TimedOut, NotClearML, ServerFault, AskedTooOften)

_log = logging.getLogger(__name__)


class Feed(Generic[Answer]):
    """Asks one question while somebody looks, and hands on what comes back.

    Never more than one request is in flight. The feed owns the asyncio task that asks:
    `start` makes it and `close` cancels it. Times are seconds.
    """

    def __init__(
        self,
        name: str,
        ask: Callable[[], Awaitable[Answer]],
        pace_s: float,
        deliver: Callable[[Answer, Freshness], None],
        fail: Callable[[ApiError, Freshness], None],
        *,
        timing: Timing | None = None,
    ) -> None:
        """Make a feed; it asks nothing before `start`.

        Args:
            name: The question's name, for the log and for telling feeds apart.
            ask: Puts the question. Raises only `ApiError` when the server fails.
            pace_s: Seconds between an answer and the next question on a quick server.
            deliver: Takes every good answer; called inside the feed's task, so it must return
                at once (post a message).
            fail: Takes every failure, likewise.
            timing: Clock and chance, for tests.
        """
        self.name = name
        self._ask = ask
        self._pace = Pace(pace_s)
        self._deliver = deliver
        self._fail = fail
        self._timing = timing or RealTiming()
        self._task: asyncio.Task[None] | None = None
        self._request: asyncio.Task[Answer] | None = None
        self._awake = asyncio.Event()
        self._nudge = asyncio.Event()
        self._due_at = float("-inf")
        self._again = False
        # Whoever opens what the feed is for wants its first answer.
        self._wanted = True
        self.freshness = Freshness()

    @property
    def resting(self) -> bool:
        """Whether the feed asks nothing at the moment because nobody looks."""
        return not self._awake.is_set()

    @property
    def asking(self) -> bool:
        """Whether a request is in flight."""
        return self._request is not None

    def start(self) -> None:
        """Begin to ask, at once. Needs a running event loop."""
        if self._task is None:
            self._awake.set()
            self._task = asyncio.create_task(self._run(), name=f"feed {self.name}")

    def rest(self) -> None:
        """Ask nothing more until `resume`; a request in flight may still be answered."""
        self._awake.clear()
        self._nudge.set()

    def resume(self) -> None:
        """Go on: at once if the question was due meanwhile, else when it is due."""
        self._awake.set()

    def ask_now(self, *, wanted: bool = True) -> None:
        """Ask at once, or at once on resuming. A request in flight counts as this one.

        Args:
            wanted: Whether a person wants it, rather than the program by itself: then a server
                is asked that wishes to be left alone.
        """
        if self._request is None:
            self._wanted = self._wanted or wanted
            self._due_at = float("-inf")
            self._nudge.set()

    def ask_next(self, *, wanted: bool = False) -> None:
        """Ask at once, or as soon as the request in flight is answered: there is more to ask.

        Args:
            wanted: As of `ask_now`.
        """
        self._again = self._request is not None
        self._wanted = self._wanted or wanted
        self.ask_now(wanted=wanted)

    def ask_anew(self) -> None:
        """Ask at once because the question itself changed: give up an answer under way."""
        self._due_at = float("-inf")
        self._wanted = True
        self._nudge.set()
        if self._request is not None and not self._request.cancel():
            # It was answered this very moment: that answer is still handed on.
            self._again = True

    def remember(self, answered_at: float) -> None:
        """Note that the view shows an answer kept from an earlier run, given at that time."""
        if self.freshness.answered_at is None:
            self.freshness = replace(self.freshness, answered_at=answered_at, remembered=True)

    async def close(self) -> None:
        """Stop for good, cancelling the request in flight."""
        task, self._task = self._task, None
        if task is None:
            return
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await self._awake.wait()
            self._nudge.clear()
            wait_s = self._due_at - self._timing.elapsed()
            if wait_s > 0:
                await self._timing.wait(self._nudge, wait_s)
                continue
            await self._ask_once()

    async def _ask_once(self) -> None:
        began = self._timing.elapsed()
        wanted, self._wanted = self._wanted, False
        self._request = asyncio.create_task(self._put(wanted))
        try:
            answer = await self._request
        except asyncio.CancelledError:
            # Either this feed is being closed, or `ask_anew` gave up just the request.
            if _is_being_cancelled():
                raise
        except ApiError as error:
            self._failed(error)
        except Exception as error:
            _log.exception("The question %s failed unexpectedly", self.name)
            self._failed(unexpected(error))
        else:
            self._answered(answer, self._timing.elapsed() - began)
        finally:
            self._request = None

    async def _put(self, wanted: bool) -> Answer:
        with asking_by_itself(not wanted):
            return await self._ask()

    def _answered(self, answer: Answer, latency_s: float) -> None:
        self.freshness = Freshness(answered_at=self._timing.now(), latency_s=latency_s)
        wait_s = 0.0 if self._again else wait_after_answer(self._pace, latency_s)
        self._again = False
        self._due_at = self._timing.elapsed() + wait_s
        self._deliver(answer, self.freshness)

    def _failed(self, error: ApiError) -> None:
        failures = self.freshness.failures + 1
        refused = not isinstance(error, PASSING)
        self.freshness = replace(
            self.freshness,
            failures=failures,
            error=error.sentence,
            refused=refused,
            unsupported=isinstance(error, NotSupported),
        )
        wait_s = wait_after(error, failures, self._timing.uniform)
        self._due_at = self._timing.elapsed() + wait_s
        self._fail(error, self.freshness)


def _is_being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def wait_after(error: Exception, failures: int, uniform: Callable[[float, float], float]) -> float:
    """Return how long to wait before a question is put again that has failed, seconds.

    Args:
        error: Why it failed the last time.
        failures: How many times in a row it has.
        uniform: Draws a number between its two arguments.
    """
    refused = not isinstance(error, PASSING)
    wait_s = REFUSED_S if refused else wait_after_failure(failures, uniform)
    return max(wait_s, error.wait_s) if isinstance(error, ApiError) else wait_s


def unexpected(error: Exception) -> ApiError:
    """Return what is said of an answer that nobody foresaw."""
    return ApiError(f"mltui could not read the server's answer ({type(error).__name__}).")
