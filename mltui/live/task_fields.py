"""Fields of one task that are large and rarely new: asked for only when the task changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from mltui.api.errors import UnknownId
from mltui.live.gate import Gate, known

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.tasks import Task

Answer = TypeVar("Answer")

#: How often it is looked whether the task changed, seconds.
PACE_S = 10.0


class FieldsQuestion(Gate[Answer]):
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

        async def details(client: Client) -> Answer:
            return read(await ask_fields(client, task, fields))

        super().__init__(known(changed), details)


async def ask_fields(client: Client, task: str, fields: Sequence[str]) -> Task:
    """Ask for fields of one task.

    Raises:
        UnknownId: the task is no longer on the server.
    """
    answer = await client.tasks.get_all_ex(id=[task], only_fields=[*fields])
    if not answer.tasks:
        raise UnknownId("This task is no longer on the server: somebody may have deleted it.")
    return answer.tasks[0]
