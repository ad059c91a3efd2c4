"""Fields of one task that are large and rarely new: asked for only when the task changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from mltui.api.errors import UnknownId

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.tasks import Task

Answer = TypeVar("Answer")

#: How often it is looked whether the task changed, seconds.
PACE_S = 10.0


class FieldsQuestion(Generic[Answer]):
    """A feed's question: the fields if the task changed since, else None."""

    def __init__(
        self,
        task: str,
        fields: Sequence[str],
        changed: Callable[[], object],
        read: Callable[[Task], Answer],
    ) -> None:
        """Make the question.

        Args:
            task: The task's id.
            fields: Which of its fields.
            changed: Returns what differs when the task changed.
            read: Makes the answer of the task as the server sent it.
        """
        self._task = task
        self._fields = [*fields]
        self._changed = changed
        self._read = read
        self._seen: object = None

    def forget(self) -> None:
        """Ask next time in any case."""
        self._seen = None

    async def __call__(self, client: Client) -> Answer | None:
        """Put the question; None means that nothing is new.

        Raises:
            UnknownId: the task is no longer on the server.
        """
        stamp = (self._changed(),)
        if stamp == self._seen:
            return None
        answer = await client.tasks.get_all_ex(id=[self._task], only_fields=self._fields)
        if not answer.tasks:
            raise UnknownId("This task is no longer on the server: somebody may have deleted it.")
        self._seen = stamp
        return self._read(answer.tasks[0])
