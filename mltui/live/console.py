"""The console of one task: its newest lines first, then only what came since."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mltui.api.turns import Turns

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.events import TaskLogEvent

#: Messages in the first question: more than a screen, for one quick answer.
FIRST_BATCH = 500

#: Messages in each further question.
NEXT_BATCH = 2000

#: More new messages than this are not caught up with: the log begins anew with its newest ones.
MOST_NEW = 2 * NEXT_BATCH

#: Messages in a page of the past.
PAST_BATCH = 2000

#: Messages asked for, and lines kept, of what stands before a time that is gone to.
BEFORE_BATCH = 100
BEFORE_LINES = 500

#: Messages in each request of a search or a download of the whole log.
WHOLE_BATCH = 5000

#: How late a line may come and still be found, milliseconds: the SDK sends every few seconds.
LATE_MS = 10_000.0

#: More messages than this the server does not count.
MOST_COUNTED = 10_000

#: Messages that match a search and are known: some megabytes at most.
MOST_HITS = 1_000_000


@dataclass(frozen=True, slots=True)
class Message:
    """What a program wrote at once: often several lines, with colours and carriage returns.

    Attributes:
        timestamp: When, epoch milliseconds.
        text: As it was written.
        level: `info`, `warning`, `error`...
        worker: Who wrote it.
    """

    timestamp: float
    text: str
    level: str = ""
    worker: str = ""


@dataclass(frozen=True, slots=True)
class ConsoleAnswer:
    """What is new in a console.

    Attributes:
        messages: In the order in which they were written.
        fresh: Whether they are the newest of the whole log and replace what was shown, rather
            than follow it.
        earlier: Whether there is more before them.
        late: Those of them that are older than what was known.
        skips: How many there are between what was known and these that were not asked for, as far
            as the server counts them.
    """

    messages: tuple[Message, ...]
    fresh: bool = False
    earlier: bool = False
    late: frozenset[Message] = frozenset()
    skips: int = 0


class Recent:
    """The messages of the last moments, which tell those that came late from those known."""

    def __init__(self) -> None:
        self._known: Counter[Message] = Counter()
        self.newest = 0.0

    def note(self, messages: Iterable[Message]) -> None:
        """Know these from now on."""
        told = Counter(messages)
        self.newest = max(self.newest, max((each.timestamp for each in told), default=0.0))
        floor = self.newest - LATE_MS
        self._known = Counter(
            {m: n for m, n in (self._known | told).items() if m.timestamp > floor}
        )

    def unknown(self, messages: Sequence[Message]) -> list[Message]:
        """Return those that are not known yet, in their order, and know them from now on.

        Of equal ones as many are known as were told at once.
        """
        floor = self.newest - LATE_MS
        seen: Counter[Message] = Counter()
        found = []
        for message in messages:
            seen[message] += 1
            if message.timestamp > floor and seen[message] > self._known[message]:
                found.append(message)
        self.note(messages)
        return found


class ConsoleQuestion:
    """A feed's question that remembers up to which time stamp it was answered.

    Processes that write into one log send it in portions, some later than others: lines may come
    that are older than those that are known, or of the same millisecond. The server's count tells
    that there are some, and they are looked for a little further back.

    A log that became shorter (the task was reset) is noticed by the screen, from the task's
    status, and asked for anew after `reset`.
    """

    def __init__(self, task: str) -> None:
        self._task = task
        self._recent: Recent | None = None
        self._count = 0
        self._looks_back = False

    def reset(self) -> None:
        """Begin again with the newest lines."""
        self._recent = None

    async def __call__(self, client: Client) -> ConsoleAnswer:
        """Ask for the newest lines, later for those that came since."""
        recent = self._recent
        if recent is None:
            return await self._first(client)
        before = recent.newest
        looked_back = self._looks_back
        since = await self._since(client, before - (LATE_MS if looked_back else 0.0))
        if since is None:
            return await self._anew(client)
        messages, total = since
        found = recent.unknown(messages)
        if total < MOST_COUNTED:
            if total != self._count + len(found) and not looked_back:
                again = await self._since(client, before - LATE_MS)
                if again is None:
                    return await self._anew(client)
                messages, total = again
                # What was found comes again, now as known.
                found += recent.unknown(messages)
            self._looks_back = False
        else:
            # Of a long log the server does not say how long it is.
            self._looks_back = bool(found)
        self._count = total
        found.sort(key=lambda message: message.timestamp)
        late = frozenset(each for each in found if each.timestamp <= before)
        return ConsoleAnswer(tuple(found), late=late)

    async def _since(self, client: Client, after: float) -> tuple[list[Message], int] | None:
        """Ask for all messages after a time stamp (ms, exclusive), and how many there are.

        Returns:
            None if they are so many that nobody waits for them, such as all those of a night.
        """
        found: list[Message] = []
        while True:
            answer = await client.events.get_task_log(
                task=self._task,
                batch_size=NEXT_BATCH,
                navigate_earlier=False,
                from_timestamp=after,
            )
            batch = [_message(event) for event in answer.events or ()]
            if len(batch) < NEXT_BATCH:
                return [*found, *batch], answer.total or 0
            # The next ones may be of the same millisecond as the last of these.
            last = batch[-1].timestamp
            whole = [each for each in batch if each.timestamp < last]
            found += whole or batch
            if len(found) + NEXT_BATCH > MOST_NEW:
                return None
            after = last - 1 if whole else last

    async def _anew(self, client: Client) -> ConsoleAnswer:
        before = self._count
        answer = await self._first(client)
        # Of a long log the server does not say how long it is.
        return replace(answer, skips=max(1, self._count - before - len(answer.messages)))

    async def _first(self, client: Client) -> ConsoleAnswer:
        answer = await client.events.get_task_log(
            task=self._task, batch_size=FIRST_BATCH, navigate_earlier=True
        )
        messages = tuple(_message(event) for event in reversed(answer.events or ()))
        self._count = answer.total or 0
        self._looks_back = False
        if messages:
            self._recent = Recent()
            self._recent.note(messages)
        earlier = self._count > len(messages)
        return ConsoleAnswer(messages, fresh=True, earlier=earlier)


def _message(event: TaskLogEvent) -> Message:
    return Message(
        timestamp=float(event.timestamp or 0),
        text=event.msg or "",
        level=str(event.level or ""),
        worker=event.worker or "",
    )


@dataclass(frozen=True, slots=True)
class ConsolePage:
    """A part of a console.

    Attributes:
        messages: In the order in which they were written.
        more: Whether there is more in the direction in which was asked.
    """

    messages: tuple[Message, ...]
    more: bool

    def first_lines(self, count: int) -> ConsolePage:
        """Return the messages that begin it, of about so many lines; no time stamp is parted."""
        kept = _fitting(self.messages, count)
        return ConsolePage(self.messages[:kept], self.more or kept < len(self.messages))

    def last_lines(self, count: int) -> ConsolePage:
        """Return the messages that end it, of about so many lines; no time stamp is parted."""
        kept = _fitting(self.messages[::-1], count)
        start = len(self.messages) - kept
        return ConsolePage(self.messages[start:], self.more or start > 0)


def _fitting(messages: Sequence[Message], count: int) -> int:
    """Return how many of the messages, from the first on, have about so many lines."""
    lines = 0
    for number, message in enumerate(messages):
        if lines >= count and message.timestamp != messages[number - 1].timestamp:
            return number
        lines += message.text.count("\n") + 1
    return len(messages)


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search of a whole console found.

    Attributes:
        times: The time stamps of the messages that match, epoch milliseconds, the oldest first.
        lines: How many of their lines match.
        whole: Whether it was searched to its end.
    """

    times: array[float]
    lines: int
    whole: bool

    def first_after(self, time: float) -> float | None:
        """Return the time stamp of the first one later than that."""
        return self._at(bisect_right(self.times, time))

    def last_before(self, time: float) -> float | None:
        """Return the time stamp of the last one earlier than that."""
        return self._at(bisect_left(self.times, time) - 1)

    def _at(self, place: int) -> float | None:
        return self.times[place] if 0 <= place < len(self.times) else None


async def ask_earlier(
    client: Client, task: str, before: float | None, size: int = PAST_BATCH
) -> ConsolePage:
    """Ask for the messages before a time stamp (ms, exclusive), None for the newest."""
    return await _ask_page(client, task, before, size, earlier=True)


async def ask_later(
    client: Client, task: str, after: float | None, size: int = PAST_BATCH
) -> ConsolePage:
    """Ask for the messages after a time stamp (ms, exclusive), None for the first of all."""
    return await _ask_page(client, task, after, size, earlier=False)


async def ask_from(client: Client, task: str, time: float) -> ConsolePage:
    """Ask for the messages from a time stamp (ms, inclusive) on."""
    return await ask_later(client, task, time - 1)


async def ask_around(client: Client, task: str, time: float) -> ConsolePage:
    """Ask for the messages from a time stamp (ms, inclusive) on, with some of those before it."""
    before = await _ask_page(client, task, time, BEFORE_BATCH, earlier=True)
    after = await ask_from(client, task, time)
    messages = (*before.last_lines(BEFORE_LINES).messages, *after.messages)
    return ConsolePage(messages, after.more)


async def _ask_page(
    client: Client, task: str, border: float | None, size: int, *, earlier: bool
) -> ConsolePage:
    answer = await client.events.get_task_log(
        task=task, batch_size=size, navigate_earlier=earlier, from_timestamp=border
    )
    found = [_message(event) for event in answer.events or ()]
    # One time stamp is never parted, so a full page may hold more than was asked for.
    more = len(found) >= size
    return ConsolePage(tuple(reversed(found) if earlier else found), more)


async def read_whole(client: Client, task: str) -> AsyncIterator[tuple[Message, ...]]:
    """Read a console from its beginning to its end, page by page."""
    after: float | None = None
    while True:
        page = await ask_later(client, task, after, WHOLE_BATCH)
        if page.messages:
            yield page.messages
            after = page.messages[-1].timestamp
        if not page.more:
            return


async def search_whole(
    client: Client,
    task: str,
    matches: Callable[[str], int],
    progress: Callable[[float, int], None],
) -> Hits:
    """Search a whole console.

    Args:
        client: Whom to ask.
        task: The task's id.
        matches: How many lines of a message match.
        progress: Called after every page with the time stamp reached and the matching lines so far.
    """
    times, lines = array("d"), 0
    turns = Turns()
    async for messages in read_whole(client, task):
        for message in messages:
            if found := matches(message.text):
                times.append(message.timestamp)
                lines += found
            # A page of long lines takes a moment.
            await turns.next()
        progress(messages[-1].timestamp, lines)
        if len(times) >= MOST_HITS:
            return Hits(times, lines, whole=False)
    return Hits(times, lines, whole=True)
