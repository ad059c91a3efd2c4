"""What the actions on tasks send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mltui.actions.action import Outcome, Refusal
from mltui.actions.answers import all_changed, of_many, read_tags
from mltui.actions.subject import Subject, ids

if TYPE_CHECKING:
    from mltui.api.client import Client

REASON = "by a person in mltui"
"""What the server notes as the reason of a change of status."""


async def enqueue(client: Client, subjects: Sequence[Subject], queue: str) -> Outcome:
    """Put tasks at the end of a queue, named by its id."""
    return of_many(await client.tasks.enqueue_many(ids=ids(subjects), queue=queue))


async def retry(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Put tasks at the end of the queues they were in last."""
    done = Outcome()
    for queue in dict.fromkeys(subject.queue for subject in subjects):
        together = [subject for subject in subjects if subject.queue == queue]
        if queue:
            done += await enqueue(client, together, queue)
        else:
            for subject in together:
                done += refused(subject, "it was in no queue yet: enqueue it")
    return done


async def dequeue(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Take tasks out of their queues; they become what they were before."""
    return of_many(await client.tasks.dequeue_many(ids=ids(subjects)))


async def stop(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Ask for a stop; while its worker lives a task says "stopping" until that obeys."""
    return of_many(await client.tasks.stop_many(ids=ids(subjects), status_reason=REASON))


async def stop_with_children(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Ask tasks, and the running and queued ones made from them, to stop."""
    children = await running_children(client, subjects)
    if children:
        await client.tasks.stop_many(ids=children, status_reason=REASON)
    return of_many(
        await client.tasks.stop_many(
            ids=ids(subjects), status_reason=REASON, include_pipeline_steps=True
        )
    )


async def running_children(client: Client, subjects: Sequence[Subject]) -> list[str]:
    """Return the ids of the running and queued tasks whose parents are among these."""
    found: list[str] = []
    for subject in subjects:
        answer = await client.tasks.get_all_ex(
            parent=subject.id,
            status=["in_progress", "queued"],
            only_fields=["name"],
            page=0,
            page_size=500,
        )
        found += [task.id for task in answer.tasks or () if task.id]
    return found


async def complete(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Say that tasks are completed."""
    for subject in subjects:
        await client.tasks.completed(task=subject.id, status_reason=REASON)
    return all_changed(subjects)


async def fail(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Say that tasks failed."""
    for subject in subjects:
        await client.tasks.failed(task=subject.id, status_reason=REASON)
    return all_changed(subjects)


async def reset(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Make tasks drafts again and delete what they reported."""
    return of_many(await client.tasks.reset_many(ids=ids(subjects)))


async def publish(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Publish tasks with their models."""
    return of_many(await client.tasks.publish_many(ids=ids(subjects), status_reason=REASON))


async def archive(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Take tasks out of the lists without losing anything of them."""
    return of_many(await client.tasks.archive_many(ids=ids(subjects)))


async def restore(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Bring archived tasks back."""
    return of_many(await client.tasks.unarchive_many(ids=ids(subjects)))


async def delete(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Delete tasks with what they reported and the models they made."""
    return of_many(await client.tasks.delete_many(ids=ids(subjects), delete_output_models=True))


async def rename(client: Client, subjects: Sequence[Subject], name: str) -> Outcome:
    """Give a task another name."""
    for subject in subjects:
        await client.tasks.update(task=subject.id, name=name)
    return all_changed(subjects)


async def comment(client: Client, subjects: Sequence[Subject], text: str) -> Outcome:
    """Write a task's comment anew."""
    for subject in subjects:
        await client.tasks.update(task=subject.id, comment=text)
    return all_changed(subjects)


async def tag(client: Client, subjects: Sequence[Subject], text: str) -> Outcome:
    """Add and remove tags."""
    added, removed = read_tags(text)
    await client.tasks.update_tags(ids=ids(subjects), add_tags=added, remove_tags=removed)
    return all_changed(subjects)


async def move(client: Client, subjects: Sequence[Subject], project: str) -> Outcome:
    """Move tasks to a project by its name, which is made where there is none of it."""
    await client.tasks.move(ids=ids(subjects), project_name=project)
    return all_changed(subjects)


async def move_back(client: Client, subjects: Sequence[Subject], project: str) -> Outcome:
    """Move tasks to a project by its id; `""` is the root."""
    await client.tasks.move(ids=ids(subjects), project=project or None)
    return all_changed(subjects)


def refused(subject: Subject, reason: str) -> Outcome:
    """Return the outcome of one subject that was left as it was."""
    return Outcome(refused=(Refusal(subject.id, reason),))
