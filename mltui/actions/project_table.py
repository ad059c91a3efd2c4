"""The table of what can be done to projects."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from mltui.actions import foresight
from mltui.actions.action import Action, Outcome, Refusal, Step, Wants
from mltui.actions.answers import all_changed
from mltui.actions.creating import create_named
from mltui.actions.subject import Kind, Subject
from mltui.live.names import exactly

if TYPE_CHECKING:
    from mltui.api.client import Client


async def create(client: Client, _: Sequence[Subject], name: str) -> Outcome:
    """Make a project, and those above it in its name."""

    async def make() -> str | None:
        return (await client.projects.create(name=name)).id

    return await create_named(partial(project_called, client, name), make)


async def project_called(client: Client, name: str) -> str:
    """Return the id of the project with exactly this name; empty if there is none."""
    answer = await client.projects.get_all_ex(
        name=exactly(name), only_fields=["name"], page=0, page_size=500
    )
    return next((one.id or "" for one in answer.projects or () if one.name == name), "")


async def rename(client: Client, subjects: Sequence[Subject], name: str) -> Outcome:
    """Give a project another name; what is below it moves along."""
    for subject in subjects:
        await client.projects.update(project=subject.id, name=name)
    return all_changed(subjects)


async def describe(client: Client, subjects: Sequence[Subject], text: str) -> Outcome:
    """Write a project's description anew."""
    for subject in subjects:
        await client.projects.update(project=subject.id, description=text)
    return all_changed(subjects)


async def move(client: Client, subjects: Sequence[Subject], location: str) -> Outcome:
    """Move projects below another, by its name; `""` is the top."""
    for subject in subjects:
        await client.projects.move(project=subject.id, new_location=location)
    return all_changed(subjects)


async def merge(client: Client, subjects: Sequence[Subject], name: str) -> Outcome:
    """Move everything of projects into another, by its name, and delete them."""
    target = await project_called(client, name)
    if not target:
        reason = f"there is no project called {name}"
        return Outcome(refused=tuple(Refusal(subject.id, reason) for subject in subjects))
    for subject in subjects:
        await client.projects.merge(project=subject.id, destination_project=target)
    return all_changed(subjects)


async def delete(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Delete projects with all that is inside."""
    for subject in subjects:
        await client.projects.delete(project=subject.id, force=True, delete_contents=True)
    return all_changed(subjects)


def parent_of(name: str) -> str:
    """Return the name of the project above one; empty for one at the top."""
    return name.rpartition("/")[0]


def _is_below(_was: Subject, now: Subject | None, location: str) -> bool:
    return now is not None and parent_of(now.name) == location


PROJECT_ACTIONS: tuple[Action, ...] = (
    Action(
        name="new project",
        key="plus",
        summary="Make a project",
        past="made",
        verb="Make",
        doing="making",
        kind=Kind.PROJECT,
        call=create,
        wants=Wants.NEW_NAME,
        makes=True,
    ),
    Action(
        name="rename",
        key="n",
        summary="Give the project another name; a/b/c is its whole name",
        past="renamed",
        doing="renaming",
        kind=Kind.PROJECT,
        call=rename,
        holds=lambda _was, now, name: now is not None and now.name == name,
        inverse=lambda before, _: Step("rename", before.name),
        wants=Wants.NAME,
        bulk=False,
        page=1,
    ),
    Action(
        name="describe",
        key="N",
        summary="Write the project's description",
        past="described",
        doing="describing",
        kind=Kind.PROJECT,
        call=describe,
        holds=lambda _was, now, text: now is not None and now.comment == text,
        inverse=lambda before, _: Step("describe", before.comment),
        wants=Wants.TEXT,
        bulk=False,
        page=1,
        shown=False,
    ),
    Action(
        name="move",
        key="m",
        summary="Move the project below another one",
        past="moved",
        doing="moving",
        kind=Kind.PROJECT,
        call=move,
        holds=_is_below,
        inverse=lambda before, _: Step("move", parent_of(before.name)),
        wants=Wants.PROJECT,
        page=1,
    ),
    Action(
        name="merge",
        key="M",
        summary="Move everything of the project into another and delete it",
        past="merged",
        doing="merging",
        kind=Kind.PROJECT,
        call=merge,
        holds=lambda _was, now, _: now is None,
        wants=Wants.PROJECT,
        destroys=True,
        loses="which of the projects a task was in is not kept",
        page=1,
        shown=False,
    ),
    Action(
        name="delete",
        key="D",
        summary="Delete the project with all that is inside",
        past="deleted",
        doing="deleting",
        kind=Kind.PROJECT,
        call=delete,
        holds=lambda _was, now, _: now is None,
        foresee=foresight.lost_with_projects,
        destroys=True,
        typed=True,
        loses="everything inside is gone for good",
        page=1,
    ),
)
