"""Reads from the server how the subjects of an action are at this moment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mltui.actions.subject import Kind, Subject, ids
from mltui.live.workers import Worker, worker_of

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import models as model_types
    from mltui.api.types import queues as queue_types
    from mltui.api.types import tasks as task_types

#: The server gives at most this many in one answer.
PAGE = 500

MODEL_FIELDS = ("name", "ready", "system_tags", "tags", "comment", "project")

TASK_FIELDS = (
    "name",
    "status",
    "status_message",
    "system_tags",
    "tags",
    "comment",
    "project",
    "execution.queue",
)


async def read(client: Client, subjects: Sequence[Subject]) -> dict[str, Subject]:
    """Read how subjects, all of one kind, are now; what is gone is not in the answer.

    Raises:
        ApiError: The server could not be asked.
    """
    if not subjects:
        return {}
    reader = READERS[subjects[0].kind]
    found: dict[str, Subject] = {}
    for start in range(0, len(subjects), PAGE):
        found.update(await reader(client, subjects[start : start + PAGE]))
    return found


def task_subject(task: task_types.Task) -> Subject:
    """Return a task, as the server sent it, as the subject of an action."""
    queue = task.execution.queue if task.execution is not None else None
    return Subject(
        id=task.id or "",
        name=task.name or "",
        status=str(task.status or ""),
        archived="archived" in (task.system_tags or ()),
        message=task.status_message or "",
        tags=tuple(task.tags or ()),
        comment=task.comment or "",
        project=(task.project.id if task.project is not None else None) or "",
        queue=(queue.id if queue is not None else None) or "",
    )


def model_subject(model: model_types.Model) -> Subject:
    """Return a model, as the server sent it, as the subject of an action."""
    return Subject(
        id=model.id or "",
        name=model.name or "",
        status="published" if model.ready else "created",
        archived="archived" in (model.system_tags or ()),
        kind=Kind.MODEL,
        tags=tuple(model.tags or ()),
        comment=model.comment or "",
        project=(model.project.id if model.project is not None else None) or "",
        notes=tuple(
            (key, item.type or "", item.value or "") for key, item in (model.metadata or {}).items()
        ),
    )


def queue_subject(queue: queue_types.Queue) -> Subject:
    """Return a queue as the subject of an action."""
    return Subject(
        id=queue.id or "",
        name=queue.name or "",
        kind=Kind.QUEUE,
        tags=tuple(queue.tags or ()),
        waiting=len(queue.entries or ()),
        default="default" in (queue.system_tags or ()),
    )


async def _tasks(client: Client, subjects: Sequence[Subject]) -> dict[str, Subject]:
    answer = await client.tasks.get_all_ex(
        id=ids(subjects), page=0, page_size=PAGE, only_fields=list(TASK_FIELDS)
    )
    return {task.id: task_subject(task) for task in answer.tasks or () if task.id}


async def _entries(client: Client, subjects: Sequence[Subject]) -> dict[str, Subject]:
    """Read where tasks wait; one that waits no more, in its queue or another, is gone."""
    own = sorted({subject.queue for subject in subjects if subject.queue})
    answer = await client.queues.get_all_ex(id=own, page=0, page_size=PAGE) if own else None
    places = _places((answer.queues if answer is not None else None) or ())
    page = 0
    # One that is not where it was may be in any other.
    while any(subject.id not in places for subject in subjects):
        answer = await client.queues.get_all_ex(order_by=["name"], page=page, page_size=PAGE)
        places |= _places(answer.queues or ())
        page += 1
        if len(answer.queues or ()) < PAGE:
            break
    return {subject.id: places[subject.id] for subject in subjects if subject.id in places}


def _places(queues: Sequence[queue_types.Queue]) -> dict[str, Subject]:
    """Return what waits in queues, by its id."""
    places: dict[str, Subject] = {}
    for queue in queues:
        waiting = queue.entries or ()
        for place, entry in enumerate(waiting):
            if entry.task is not None and entry.task.id:
                places[entry.task.id] = Subject(
                    id=entry.task.id,
                    name=entry.task.name or "",
                    status="queued",
                    kind=Kind.ENTRY,
                    queue=queue.id or "",
                    place=place,
                    waiting=len(waiting),
                )
    return places


async def _queues(client: Client, subjects: Sequence[Subject]) -> dict[str, Subject]:
    answer = await client.queues.get_all_ex(id=ids(subjects), page=0, page_size=PAGE)
    return {queue.id: queue_subject(queue) for queue in answer.queues or () if queue.id}


async def _projects(client: Client, subjects: Sequence[Subject]) -> dict[str, Subject]:
    answer = await client.projects.get_all_ex(
        id=ids(subjects), page=0, page_size=PAGE, only_fields=["name", "description", "system_tags"]
    )
    return {
        project.id: Subject(
            id=project.id,
            name=project.name or "",
            kind=Kind.PROJECT,
            comment=project.description or "",
        )
        for project in answer.projects or ()
        if project.id
    }


async def _models(client: Client, subjects: Sequence[Subject]) -> dict[str, Subject]:
    answer = await client.models.get_all_ex(
        id=ids(subjects),
        page=0,
        page_size=PAGE,
        only_fields=[*MODEL_FIELDS, "metadata"],
    )
    return {model.id: model_subject(model) for model in answer.models or () if model.id}


async def _workers(client: Client, subjects: Sequence[Subject]) -> dict[str, Subject]:
    answer = await client.workers.get_all()
    known = {worker.id: worker for worker in map(worker_of, answer.workers or ())}
    return {one.id: _still(one, known[one.id]) for one in subjects if one.id in known}


def _still(subject: Subject, now: Worker) -> Subject:
    """Return a worker as it is now: alive, if it has reported since it was seen.

    Whether it was lost then was judged by who listed it, on the same clock as the ages on the
    screen; the two reports are on the server's, so that they can be compared.
    """
    back = (
        subject.reported is not None
        and now.reported is not None
        and now.reported > subject.reported
    )
    return replace(subject, status="alive") if back else subject


Reader = Callable[["Client", Sequence[Subject]], Awaitable[dict[str, Subject]]]

READERS: dict[Kind, Reader] = {
    Kind.TASK: _tasks,
    Kind.ENTRY: _entries,
    Kind.QUEUE: _queues,
    Kind.PROJECT: _projects,
    Kind.MODEL: _models,
    Kind.WORKER: _workers,
}
