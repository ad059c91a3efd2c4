"""The table of what can be done to tasks.

From which status the server allows an action was observed on a real server. Two rules are
stricter than the server's: `reset` of a running task and `enqueue` of a finished one would throw
a run away without a question, so a running task has to be stopped first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mltui.actions.action import Action, Outcome, Refusal, Subject, Wants

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.services.answers.many import ManyAnswer

PAGE = 100
"""How many tasks one request changes at most."""


def ids(subjects: Sequence[Subject]) -> list[str]:
    """Gives the ids that a request names."""
    return [subject.id for subject in subjects]


def outcome(answer: ManyAnswer) -> Outcome:
    """Reads the answer of a `*_many` endpoint, which is 200 even if all of it was refused."""
    return Outcome(
        changed=tuple(item.id for item in answer.succeeded or () if item.id),
        refused=tuple(
            Refusal(item.id or "", (item.error.msg if item.error else None) or "no reason given")
            for item in answer.failed or ()
        ),
    )


async def enqueue(client: Client, subjects: Sequence[Subject], queue: str) -> Outcome:
    """Puts tasks at the end of a queue, named by its id."""
    return outcome(await client.tasks.enqueue_many(ids=ids(subjects), queue=queue))


async def dequeue(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Takes tasks out of their queue; they become drafts again."""
    return outcome(await client.tasks.dequeue_many(ids=ids(subjects)))


async def stop(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Asks for a stop; while its worker lives a task says "stopping" until that obeys."""
    return outcome(await client.tasks.stop_many(ids=ids(subjects), status_reason="stopped by user"))


async def reset(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Makes tasks drafts again and deletes what they reported."""
    return outcome(await client.tasks.reset_many(ids=ids(subjects)))


async def archive(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Takes tasks out of the lists without losing anything of them."""
    return outcome(await client.tasks.archive_many(ids=ids(subjects)))


async def restore(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Brings archived tasks back."""
    return outcome(await client.tasks.unarchive_many(ids=ids(subjects)))


async def clone(client: Client, subjects: Sequence[Subject], name: str) -> Outcome:
    """Makes a draft like the task, under a new name, with the task as its parent."""
    made: list[str] = []
    for subject in subjects:
        answer = await client.tasks.clone(
            task=subject.id, new_task_name=name, new_task_parent=subject.id
        )
        made.append(answer.id or "")
    return Outcome(created=tuple(made))


TASK_ACTIONS: tuple[Action, ...] = (
    Action(
        name="enqueue",
        key="e",
        summary="Put the task at the end of a queue",
        past="enqueued",
        statuses=frozenset({"created", "stopped", "failed"}),
        call=enqueue,
        wants=Wants.QUEUE,
    ),
    Action(
        name="dequeue",
        key="d",
        summary="Take the task out of its queue",
        past="dequeued",
        statuses=frozenset({"queued"}),
        call=dequeue,
    ),
    Action(
        name="stop",
        key="x",
        summary="Stop the task; it says stopping until its worker obeys",
        past="asked to stop",
        statuses=frozenset({"queued", "in_progress"}),
        call=stop,
        destroys=True,
        loses="what the run has not reported or saved",
    ),
    Action(
        name="reset",
        key="R",
        summary="Make the task a draft again and delete what it reported",
        past="reset",
        statuses=frozenset({"stopped", "completed", "failed", "queued"}),
        call=reset,
        destroys=True,
        loses="its scalars, plots, console and output models are deleted",
    ),
    Action(
        name="clone",
        key="c",
        summary="Make a draft like this task",
        past="cloned",
        statuses=frozenset(
            {"created", "queued", "in_progress", "stopped", "completed", "failed", "published"}
            | {"closed", "publishing", "unknown"}
        ),
        call=clone,
        wants=Wants.NAME,
        bulk=False,
    ),
    Action(
        name="archive",
        key="a",
        summary="Take the task out of the lists; nothing is lost",
        past="archived",
        statuses=frozenset({"created", "stopped", "completed", "failed", "published", "closed"}),
        call=archive,
        archived=False,
    ),
    Action(
        name="restore",
        key="a",
        summary="Bring an archived task back into the lists",
        past="restored",
        statuses=frozenset(
            {"created", "queued", "in_progress", "stopped", "completed", "failed", "published"}
            | {"closed", "publishing", "unknown"}
        ),
        call=restore,
        archived=True,
    ),
)


async def perform(
    action: Action, client: Client, subjects: Sequence[Subject], text: str = ""
) -> Outcome:
    """Sends an action for tasks, a page of them at a time.

    Args:
        action: what to do.
        client: the server to ask.
        subjects: the tasks; those the plan skips should not be among them.
        text: what the action wants: a queue's id or a new name.

    Raises:
        ApiError: nothing was answered; what was answered before that is lost to the caller,
            so the tasks must be read again.
    """
    done = Outcome()
    for start in range(0, len(subjects), PAGE):
        done += await action.call(client, subjects[start : start + PAGE], text)
    return done
