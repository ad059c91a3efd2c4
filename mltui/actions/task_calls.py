"""What the actions on tasks send."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mltui.actions.action import Outcome, Refusal
from mltui.actions.answers import all_changed, of_many, read_tags
from mltui.actions.reading import PAGE, read
from mltui.actions.sending import one_of_several
from mltui.actions.subject import Subject, called, ids, it_or_them
from mltui.api.errors import ApiError
from mltui.live.task_rows import STOPPING
from mltui.series import numbers

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
            request = enqueue(client, together, queue)
            done += await one_of_several(request, waits_or_runs, client, together)
        else:
            for subject in together:
                done += refused(subject, "it was in no queue yet: enqueue it")
    return done


def waits_or_runs(_was: Subject, now: Subject | None, _: str) -> bool:
    """Return whether a task was enqueued; somebody may have taken it by now."""
    return now is not None and now.status in ("queued", "in_progress")


async def dequeue(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Take tasks out of their queues; they become what they were before."""
    return of_many(await client.tasks.dequeue_many(ids=ids(subjects)))


async def stop(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Ask for a stop; while its worker lives a task says "stopping" until that obeys."""
    return of_many(await client.tasks.stop_many(ids=ids(subjects), status_reason=REASON))


async def stop_with_children(client: Client, subjects: Sequence[Subject], text: str) -> Outcome:
    """Ask tasks, and the running and queued ones made from them, to stop.

    Those made from them first: while these can't be reached, the tasks themselves are left as they
    are, so that the same can be asked for again.
    """
    children = await running_children(client, subjects)
    asked = Outcome()
    if children:
        asked = await one_of_several(stop(client, children, text), is_stopped, client, children)
    lost = [refusal for refusal in asked.refused if refusal.again]
    if lost:
        done = Outcome()
        for subject in subjects:
            reason = f"the tasks made from it come first: {lost[0].reason}"
            done += Outcome(refused=(replace(lost[0], id=subject.id, reason=reason),))
        return done
    request = _stop_with_steps(client, subjects)
    done = await one_of_several(request, is_stopped, client, subjects)
    done += Outcome(noticed=await _still_running(client, children, asked))
    if asked.changed and not done.changed:
        count, were = len(asked.changed), "was" if len(asked.changed) == 1 else "were"
        said = f"{numbers.counted(count, 'task')} made from {it_or_them(subjects)} {were}"
        done += Outcome(noticed=(f"{said} asked to stop all the same.",))
    return done


async def _stop_with_steps(client: Client, subjects: Sequence[Subject]) -> Outcome:
    return of_many(
        await client.tasks.stop_many(
            ids=ids(subjects), status_reason=REASON, include_pipeline_steps=True
        )
    )


async def _still_running(
    client: Client, children: Sequence[Subject], asked: Outcome
) -> tuple[str, ...]:
    """Name those that were not let stop, without those that have ended by themselves."""
    reasons = {refusal.id: refusal.reason for refusal in asked.refused}
    left = [child for child in children if child.id in reasons]
    try:
        now = await read(client, left)
    except ApiError:
        now = {child.id: child for child in left}
    return tuple(
        f"{called(child.name)}, made from it, was not asked to stop: {reasons[child.id]}"
        for child in left
        if child.id in now and not is_stopped(child, now[child.id], "")
    )


def is_stopped(_was: Subject, now: Subject | None, _: str) -> bool:
    """Return whether a task was asked to stop, or runs no more."""
    return now is not None and (not waits_or_runs(now, now, "") or now.message == STOPPING)


async def running_children(client: Client, subjects: Sequence[Subject]) -> list[Subject]:
    """Return the running and queued tasks whose parents are among these."""
    found: list[Subject] = []
    for subject in subjects:
        pages = itertools.count()
        more = True
        while more:
            answer = await client.tasks.get_all_ex(
                parent=subject.id,
                status=["in_progress", "queued"],
                only_fields=["name"],
                order_by=["created"],
                page=next(pages),
                page_size=PAGE,
            )
            tasks = answer.tasks or ()
            found += [Subject(task.id, task.name or "") for task in tasks if task.id]
            more = len(tasks) == PAGE
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
