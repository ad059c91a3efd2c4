"""What else an action would do: asked of the server, said in the plan before it is agreed to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mltui.actions.subject import NAMED, Kind, Subject, called, ids, it_or_them
from mltui.actions.task_calls import running_children
from mltui.live.projects import PAGE_SIZE, ask_subtrees
from mltui.series import numbers

if TYPE_CHECKING:
    from mltui.api.client import Client

#: Tasks looked into for what goes with them; more would take long to ask.
LOOKED_INTO = 500


async def unserved(client: Client, _: Sequence[Subject], queue: str) -> Sequence[str]:
    """Warn if nobody would run what is put into a queue."""
    answer = await client.queues.get_all_ex(id=[queue])
    found = next(iter(answer.queues or ()), None)
    if found is None or found.workers:
        return ()
    return (f"No worker serves “{found.name}”: nothing will run until one does.",)


async def unserved_last(client: Client, subjects: Sequence[Subject], _: str) -> Sequence[str]:
    """Warn if nobody serves the queues that tasks were in last."""
    answer = await client.tasks.get_all_ex(
        id=ids(subjects)[:LOOKED_INTO], only_fields=["execution.queue"], page=0, page_size=500
    )
    queues = dict.fromkeys(
        task.execution.queue.id
        for task in answer.tasks or ()
        if task.execution is not None and task.execution.queue is not None
    )
    found: list[str] = []
    for queue in queues:
        found += await unserved(client, (), queue or "")
    return found


async def children(client: Client, subjects: Sequence[Subject], _: str) -> Sequence[str]:
    """Count the running and queued tasks made from these."""
    count, whom = len(await running_children(client, subjects)), it_or_them(subjects)
    if not count:
        return (f"None of the tasks made from {whom} is running or queued.",)
    stop = "stops" if count == 1 else "stop"
    return (f"{Kind.TASK.counted(count)} made from {whom} {stop} too.",)


async def lost_with_tasks(client: Client, subjects: Sequence[Subject], _: str) -> Sequence[str]:
    """Count the artifacts and models that go with tasks; published models do not."""
    looked_into = ids(subjects)[:LOOKED_INTO]
    answer = await client.tasks.get_all_ex(
        id=looked_into, only_fields=["execution.artifacts"], page=0, page_size=LOOKED_INTO
    )
    artifacts: list[str] = []
    for task in answer.tasks or ():
        if task.execution is not None:
            artifacts += [artifact.key or "" for artifact in task.execution.artifacts or ()]
    made = await client.models.get_all_ex(
        task=looked_into, only_fields=["name", "ready"], page=0, page_size=LOOKED_INTO
    )
    models = [model.name or "" for model in made.models or () if not model.ready]
    published = len(made.models or ()) - len(models)
    whom = it_or_them(subjects)
    said = [
        f"{_listed(what, names)} with {whom}."
        for what, names in (("artifact", artifacts), ("model", models))
        if names
    ]
    if published:
        stay = "stays" if published == 1 else "stay"
        said.append(f"{numbers.counted(published, 'published model')} {stay}.")
    more = len(subjects) - LOOKED_INTO
    if more > 0:
        said.append(f"What goes with them was counted for the first {LOOKED_INTO} only.")
    return said


async def lost_with_queues(client: Client, subjects: Sequence[Subject], _: str) -> Sequence[str]:
    """Name what waits in queues, which goes back to what it was."""
    answer = await client.queues.get_all_ex(id=ids(subjects))
    said: list[str] = []
    for queue in answer.queues or ():
        names = [entry.task.name or "" for entry in queue.entries or () if entry.task is not None]
        if names:
            said.append(f"{_listed('task', names, 'wait')} in “{queue.name}” and will not run.")
        else:
            said.append(f"“{queue.name}” is empty.")
    return said


async def lost_with_projects(client: Client, subjects: Sequence[Subject], _: str) -> Sequence[str]:
    """Count what is inside projects, and the projects below them."""
    said: list[str] = []
    subtrees = await ask_subtrees(client, ids(subjects)[:PAGE_SIZE])
    for subject in subjects:
        check = await client.projects.validate_delete(project=subject.id)
        counts = [
            numbers.counted(count, word)
            for count, word in (
                (len(subtrees.get(subject.id, ())) - 1, "project"),
                (check.tasks, "task"),
                (check.models, "model"),
                (check.reports, "report"),
                (check.pipelines, "pipeline"),
                (check.datasets, "dataset"),
            )
            if count and count > 0
        ]
        kept = (check.non_archived_tasks or 0) + (check.non_archived_models or 0)
        if counts:
            inside = f"“{subject.name}” has {', '.join(counts)} inside, all deleted with it."
            said.append(f"{inside} Not archived of them: {kept:,}." if kept else inside)
        else:
            said.append(f"“{subject.name}” is empty.")
    return said


def _listed(what: str, names: Sequence[str], verb: str = "go") -> str:
    one = len(names) == 1
    plural = what if one else f"{what}s"
    doing = f"{verb}es" if one and verb == "go" else f"{verb}s" if one else verb
    return f"{len(names):,} {plural} ({_named(names)}) {doing}"


def _named(names: Sequence[str]) -> str:
    """Name the most frequent, each once and with how often it is there, and count the rest."""
    often = Counter(names).most_common(NAMED)
    shown = ", ".join(called(name) + (f" {n:,} times" if n > 1 else "") for name, n in often)
    left = len(names) - sum(n for _, n in often)
    return f"{shown} and {left:,} more" if left else shown


async def published(_: Client, subjects: Sequence[Subject], __: str) -> Sequence[str]:
    """Say how many models are published: a server deletes them like the others."""
    count = sum(subject.status == "published" for subject in subjects)
    if not count:
        return ()
    if len(subjects) == 1:
        return ("It is published.",)
    return (f"{count:,} of them {'is' if count == 1 else 'are'} published.",)
