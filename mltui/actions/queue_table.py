"""The tables of what can be done to queues and to the tasks that wait in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from mltui.actions import foresight
from mltui.actions.action import Action, Effect, Outcome, Step, Wants
from mltui.actions.answers import all_changed, of_many
from mltui.actions.creating import create_named
from mltui.actions.refusing import reason_of
from mltui.actions.sending import one_of_several
from mltui.actions.subject import Kind, Subject, called, ids
from mltui.api.errors import ApiError
from mltui.live.names import exactly

if TYPE_CHECKING:
    from mltui.api.client import Client


async def forward(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Move tasks one place towards the front."""
    for subject in subjects:
        await client.queues.move_task_forward(queue=subject.queue, task=subject.id, count=1)
    return all_changed(subjects)


async def backward(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Move tasks one place towards the end."""
    for subject in subjects:
        await client.queues.move_task_backward(queue=subject.queue, task=subject.id, count=1)
    return all_changed(subjects)


async def to_front(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Make tasks the next ones."""
    for subject in subjects:
        await client.queues.move_task_to_front(queue=subject.queue, task=subject.id)
    return all_changed(subjects)


async def to_back(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Make tasks the last ones."""
    for subject in subjects:
        await client.queues.move_task_to_back(queue=subject.queue, task=subject.id)
    return all_changed(subjects)


async def place(client: Client, subjects: Sequence[Subject], wanted: str) -> Outcome:
    """Move tasks to a place of their queue, counted from 0."""
    for subject in subjects:
        by = int(wanted) - subject.place
        if by < 0:
            await client.queues.move_task_forward(queue=subject.queue, task=subject.id, count=-by)
        elif by > 0:
            await client.queues.move_task_backward(queue=subject.queue, task=subject.id, count=by)
    return all_changed(subjects)


async def to_queue(client: Client, subjects: Sequence[Subject], queue: str) -> Outcome:
    """Move tasks to the end of another queue, which `enqueue_many` does in one go."""
    return of_many(await client.tasks.enqueue_many(ids=ids(subjects), queue=queue))


async def back_to_queue(client: Client, subjects: Sequence[Subject], wanted: str) -> Outcome:
    """Move tasks to a place of another queue, written `queue place`."""
    queue, _, index = wanted.partition(" ")
    request = to_queue(client, subjects, queue)
    done = await one_of_several(request, _waits_again, client, subjects, wanted)
    for subject in subjects:
        if subject.id not in done.changed:
            continue
        try:
            await client.queues.move_task_to_front(queue=queue, task=subject.id)
            if int(index):
                await client.queues.move_task_backward(
                    queue=queue, task=subject.id, count=int(index)
                )
        except ApiError as error:
            # It is in the queue again, and may be taken from it by now.
            where = f"{called(subject.name)} waits again, maybe not at the place it had"
            done += Outcome(noticed=(f"{where}: {reason_of(error)}",))
    return done


async def remove(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Take tasks out of their queue; they become what they were before."""
    return of_many(await client.tasks.dequeue_many(ids=ids(subjects)))


async def create(client: Client, _: Sequence[Subject], name: str) -> Outcome:
    """Make a queue; names are unique, so one whose answer was lost is found by its name."""

    async def make() -> str | None:
        return (await client.queues.create(name=name)).id

    return await create_named(partial(_queue_called, client, name), make)


async def _queue_called(client: Client, name: str) -> str:
    """Return the id of the queue with exactly this name; empty if there is none."""
    answer = await client.queues.get_all_ex(name=exactly(name), page=0, page_size=500)
    return next((queue.id or "" for queue in answer.queues or () if queue.name == name), "")


async def rename(client: Client, subjects: Sequence[Subject], name: str) -> Outcome:
    """Give a queue another name."""
    for subject in subjects:
        await client.queues.update(queue=subject.id, name=name)
    return all_changed(subjects)


async def clear(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Take all tasks out of queues."""
    for subject in subjects:
        await client.queues.clear_queue(queue=subject.id)
    return all_changed(subjects)


async def delete(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Delete queues; what waits in them becomes what it was before."""
    for subject in subjects:
        await client.queues.delete(queue=subject.id, force=True)
    return all_changed(subjects)


def _waits_again(_was: Subject, now: Subject | None, wanted: str) -> bool:
    return now is not None and now.queue == wanted.partition(" ")[0] and now.status == "queued"


def _back(before: Subject, _: str) -> Step:
    return Step("place", str(before.place))


def _back_in(before: Subject, _: str) -> Step:
    return Step("back to queue", f"{before.queue} {before.place}")


def _moved(before: Subject, now: Subject | None, _: str) -> bool:
    return now is not None and now.place != before.place


def _not_first(subject: Subject) -> str | None:
    return "it is the first" if subject.place == 0 else None


def _not_last(subject: Subject) -> str | None:
    return "it is the last" if subject.place == subject.waiting - 1 else None


ENTRY_ACTIONS: tuple[Action, ...] = (
    Action(
        name="earlier",
        key="K",
        summary="Move the task one place towards the front",
        past="moved one place towards the front",
        verb="Move",
        where="one place towards the front",
        doing="moving",
        kind=Kind.ENTRY,
        call=forward,
        holds=_moved,
        inverse=_back,
        allowed=_not_first,
        drifts=True,
        page=1,
        direction=1,
        edge=1,
    ),
    Action(
        name="later",
        key="J",
        summary="Move the task one place towards the end",
        past="moved one place towards the end",
        verb="Move",
        where="one place towards the end",
        doing="moving",
        kind=Kind.ENTRY,
        call=backward,
        holds=_moved,
        inverse=_back,
        allowed=_not_last,
        drifts=True,
        page=1,
        direction=-1,
        edge=-1,
    ),
    Action(
        name="top",
        key="T",
        summary="Make the task the next one",
        past="moved to the front",
        verb="Move",
        where="to the front",
        doing="moving",
        kind=Kind.ENTRY,
        call=to_front,
        holds=lambda _was, now, _: now is not None and now.place == 0,
        inverse=_back,
        allowed=_not_first,
        drifts=True,
        page=1,
        direction=-1,
        edge=1,
        whole_way=True,
    ),
    Action(
        name="bottom",
        key="B",
        summary="Make the task the last one",
        past="moved to the end",
        verb="Move",
        where="to the end",
        doing="moving",
        kind=Kind.ENTRY,
        call=to_back,
        holds=lambda _was, now, _: now is not None and now.place == now.waiting - 1,
        inverse=_back,
        allowed=_not_last,
        drifts=True,
        page=1,
        direction=1,
        edge=-1,
        whole_way=True,
    ),
    Action(
        name="place",
        key="",
        summary="Move the task to a place of its queue",
        past="moved back",
        verb="Move back",
        doing="moving",
        kind=Kind.ENTRY,
        call=place,
        holds=lambda _was, now, wanted: now is not None and now.place == int(wanted),
        inverse=_back,
        plans=False,
        drifts=True,
        page=1,
    ),
    Action(
        name="to queue",
        key="greater_than_sign",
        summary="Move the task to the end of another queue",
        past="moved",
        verb="Move",
        doing="moving",
        kind=Kind.ENTRY,
        call=to_queue,
        holds=lambda _was, now, queue: now is not None and now.queue == queue,
        inverse=_back_in,
        foresee=foresight.unserved,
        wants=Wants.QUEUE,
    ),
    Action(
        name="back to queue",
        key="",
        summary="Move the task back to the place it had in another queue",
        past="moved back",
        verb="Move back",
        doing="moving",
        kind=Kind.TASK,
        statuses=frozenset({"created", "queued", "stopped", "failed"}),
        call=back_to_queue,
        holds=_waits_again,
        plans=False,
        page=1,
        shown=False,
    ),
    Action(
        name="remove",
        key="d",
        summary="Take the task out of the queue",
        past="taken out of the queue",
        doing="removing",
        kind=Kind.ENTRY,
        call=remove,
        holds=lambda _was, now, _: now is None,
        inverse=_back_in,
        drifts=True,
    ),
)

QUEUE_ACTIONS: tuple[Action, ...] = (
    Action(
        name="new queue",
        key="plus",
        summary="Make a queue",
        past="made",
        verb="Make",
        doing="making",
        kind=Kind.QUEUE,
        call=create,
        wants=Wants.NEW_NAME,
        makes=True,
    ),
    Action(
        name="rename",
        key="n",
        summary="Give the queue another name",
        past="renamed",
        doing="renaming",
        kind=Kind.QUEUE,
        call=rename,
        holds=lambda _was, now, name: now is not None and now.name == name,
        inverse=lambda before, _: Step("rename", before.name),
        wants=Wants.NAME,
        bulk=False,
        page=1,
    ),
    Action(
        name="watch",
        key="exclamation_mark",
        summary="Be told when more tasks wait than a number",
        past="watched",
        kind=Kind.QUEUE,
        effect=Effect.WATCH,
        shown=False,
    ),
    Action(
        name="clear",
        key="C",
        summary="Take all tasks out of the queue",
        past="cleared",
        doing="clearing",
        kind=Kind.QUEUE,
        allowed=lambda subject: None if subject.waiting else "it is empty",
        call=clear,
        holds=lambda _was, now, _: now is not None and not now.waiting,
        drifts=True,
        foresee=foresight.lost_with_queues,
        destroys=True,
        loses="the order in which its tasks wait is lost",
        loses_of_several="the order in which their tasks wait is lost",
        page=1,
    ),
    Action(
        name="delete",
        key="D",
        summary="Delete the queue; the tasks that wait in it are kept, but will not run",
        past="deleted",
        doing="deleting",
        kind=Kind.QUEUE,
        allowed=lambda subject: "it is the default queue" if subject.default else None,
        call=delete,
        holds=lambda _was, now, _: now is None,
        foresee=foresight.lost_with_queues,
        destroys=True,
        typed=True,
        loses="the queue and the order of its tasks are gone",
        loses_of_several="the queues and the order of their tasks are gone",
        page=1,
    ),
)
