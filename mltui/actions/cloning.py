"""Makes a draft like a task: under a name, in a project, with other parameters, maybe enqueued.

A clone whose answer was lost can't be made again without making two. So the clones of that name
are counted before: if one more is there afterwards, it is the one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, cast

from mltui.actions.action import Outcome
from mltui.actions.sending import LOST, patiently
from mltui.actions.subject import Subject
from mltui.actions.task_calls import refused

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.json import JsonObject


@dataclass(frozen=True, slots=True)
class CloneWish:
    """What a clone should be like.

    Attributes:
        name: Its name.
        project: Name of its project, made where there is none; empty for that of the task.
        parameters: Values by `section/name` that differ from the task's.
        queue: The id of the queue to put it in; empty leaves a draft.
    """

    name: str
    project: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    queue: str = ""

    def text(self) -> str:
        """Return the wish as the text of an action."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> CloneWish:
        """Return the wish that a text holds."""
        return cls(**cast("dict[str, Any]", json.loads(text)))


def read_parameters(text: str) -> dict[str, str]:
    """Return values by `section/name` from what was typed, such as `Args/lr=0.1 Args/batch=32`.

    Raises:
        ValueError: A word of it says no `name=value`; the text says which.
    """
    found: dict[str, str] = {}
    for word in text.split():
        name, equals, value = word.partition("=")
        if not equals or not name.strip("/"):
            raise ValueError(f"“{word}” is not section/name=value.")
        found[name if "/" in name else f"Args/{name}"] = value
    return found


async def clone(client: Client, subjects: Sequence[Subject], text: str) -> Outcome:
    """Make a clone, give it its parameters and enqueue it, each checked if its answer is lost."""
    wish = CloneWish.read(text)
    done = Outcome()
    for subject in subjects:
        known = set(await _clones(client, subject, wish.name))
        try:
            answer = await client.tasks.clone(
                task=subject.id,
                new_task_name=wish.name,
                new_task_parent=subject.id,
                new_project_name=wish.project or None,
            )
            made = answer.id or ""
        except LOST as error:
            after = await patiently(lambda s=subject: _clones(client, s, wish.name))  # type: ignore[misc]
            made = next((task for task in after if task not in known), "")
            if not made:
                done += refused(subject, f"it was not done: {error.sentence}")
                continue
        done += Outcome(changed=(subject.id,), created=(made,))
        done += await _prepare(client, made, wish)
    return done


async def _clones(client: Client, subject: Subject, name: str) -> list[str]:
    answer = await client.tasks.get_all_ex(
        parent=subject.id, only_fields=["name"], order_by=["-created"], page=0, page_size=500
    )
    return [task.id for task in answer.tasks or () if task.id and task.name == name]


async def _prepare(client: Client, made: str, wish: CloneWish) -> Outcome:
    """Edit and enqueue the clone; a failure leaves a draft and says so."""
    items: list[JsonObject] = []
    for path, value in wish.parameters.items():
        section, _, name = path.partition("/")
        items.append({"section": section, "name": name, "value": value})
    try:
        if items:
            # The same values again change nothing, so an answer that is lost does no harm.
            await client.tasks.edit_hyper_params(task=made, hyperparams=items)
        if wish.queue:
            await client.tasks.enqueue(task=made, queue=wish.queue)
    except LOST as error:
        answer = await patiently(lambda: client.tasks.get_by_id(task=made))
        status = str(answer.task.status) if answer.task is not None else "created"
        if wish.queue and status == "created":
            return Outcome(noticed=(f"The clone is a draft, not enqueued: {error.sentence}",))
    return Outcome()
