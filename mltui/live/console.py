"""The console of one task: its newest lines first, then only what came since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.events import TaskLogEvent

#: Messages in the first question: more than a screen, for one quick answer.
FIRST_BATCH = 500

#: Messages in each further question.
NEXT_BATCH = 2000


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
    """

    messages: tuple[Message, ...]
    fresh: bool = False
    earlier: bool = False


class ConsoleQuestion:
    """A feed's question that remembers up to which time stamp it was answered.

    A log that became shorter (the task was reset) is noticed by the screen, from the task's
    status, and asked for anew after `reset`.
    """

    def __init__(self, task: str) -> None:
        self._task = task
        self._until: float | None = None

    def reset(self) -> None:
        """Begin again with the newest lines."""
        self._until = None

    async def __call__(self, client: Client) -> ConsoleAnswer:
        """Ask for the newest lines, later for those that came since."""
        if self._until is None:
            return await self._newest(client)
        found: list[Message] = []
        while True:
            answer = await client.events.get_task_log(
                task=self._task,
                batch_size=NEXT_BATCH,
                navigate_earlier=False,
                from_timestamp=self._until,
            )
            batch = [_message(event) for event in answer.events or ()]
            found += batch
            if batch:
                self._until = batch[-1].timestamp
            if len(batch) < NEXT_BATCH:
                return ConsoleAnswer(tuple(found))

    async def _newest(self, client: Client) -> ConsoleAnswer:
        answer = await client.events.get_task_log(
            task=self._task, batch_size=FIRST_BATCH, navigate_earlier=True
        )
        messages = tuple(_message(event) for event in reversed(answer.events or ()))
        if messages:
            self._until = messages[-1].timestamp
        earlier = (answer.total or 0) > len(messages)
        return ConsoleAnswer(messages, fresh=True, earlier=earlier)


def _message(event: TaskLogEvent) -> Message:
    return Message(
        timestamp=float(event.timestamp or 0),
        text=event.msg or "",
        level=str(event.level or ""),
        worker=event.worker or "",
    )
