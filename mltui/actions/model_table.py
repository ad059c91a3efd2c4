"""The tables of what can be done to models and to workers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mltui.actions import answers, foresight, taking_away
from mltui.actions.action import Action, Effect, Outcome, Step, Wants
from mltui.actions.answers import all_changed, of_many, read_tags
from mltui.actions.subject import Kind, Subject, ids

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.json import JsonObject


async def publish(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Publish models."""
    return of_many(await client.models.publish_many(ids=ids(subjects)))


async def archive(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Take models out of the lists."""
    return of_many(await client.models.archive_many(ids=ids(subjects)))


async def restore(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Bring archived models back."""
    return of_many(await client.models.unarchive_many(ids=ids(subjects)))


async def delete(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Delete models; their files remain."""
    return of_many(await client.models.delete_many(ids=ids(subjects)))


async def rename(client: Client, subjects: Sequence[Subject], name: str) -> Outcome:
    """Give a model another name."""
    for subject in subjects:
        await client.models.update(model=subject.id, name=name)
    return all_changed(subjects)


async def tag(client: Client, subjects: Sequence[Subject], text: str) -> Outcome:
    """Add and remove tags."""
    added, removed = read_tags(text)
    await client.models.update_tags(ids=ids(subjects), add_tags=added, remove_tags=removed)
    return all_changed(subjects)


async def move(client: Client, subjects: Sequence[Subject], project: str) -> Outcome:
    """Move models to a project by its name, which is made where there is none of it."""
    await client.models.move(ids=ids(subjects), project_name=project)
    return all_changed(subjects)


async def move_back(client: Client, subjects: Sequence[Subject], project: str) -> Outcome:
    """Move models to a project by its id."""
    await client.models.move(ids=ids(subjects), project=project or None)
    return all_changed(subjects)


async def note(client: Client, subjects: Sequence[Subject], text: str) -> Outcome:
    """Set a note of models, written `key=value`; without a value it is deleted."""
    key, value = _read_note(text)
    for subject in subjects:
        if value:
            known = {key: of_type for key, of_type, _ in subject.notes}
            item: JsonObject = {"key": key, "type": known.get(key) or "str", "value": value}
            await client.models.add_or_update_metadata(model=subject.id, metadata=[item])
        else:
            await client.models.delete_metadata(model=subject.id, keys=[key])
    return all_changed(subjects)


def _read_note(text: str) -> tuple[str, str]:
    key, _, value = (part.strip() for part in text.partition("="))
    return key, value


def _note_of(subject: Subject, key: str) -> str:
    return next((value for known, _, value in subject.notes if known == key), "")


def _noted(_was: Subject, now: Subject | None, text: str) -> bool:
    key, value = _read_note(text)
    return now is not None and _note_of(now, key) == value


def _note_back(before: Subject, text: str) -> Step:
    key, _ = _read_note(text)
    return Step("note", f"{key}={_note_of(before, key)}")


async def unregister(client: Client, subjects: Sequence[Subject], _: str) -> Outcome:
    """Forget workers."""
    for subject in subjects:
        await client.workers.unregister(worker=subject.id)
    return all_changed(subjects)


MODEL_ACTIONS: tuple[Action, ...] = (
    Action(
        name="publish",
        key="P",
        summary="Publish the model; it can never be changed again",
        past="published",
        doing="publishing",
        kind=Kind.MODEL,
        statuses=frozenset({"created"}),
        call=publish,
        holds=lambda _was, now, _: now is not None and now.status == "published",
        destroys=True,
        loses="what is published stays so",
    ),
    Action(
        name="archive",
        key="a",
        summary="Take the model out of the lists; nothing is lost",
        past="archived",
        doing="archiving",
        kind=Kind.MODEL,
        call=archive,
        holds=lambda _was, now, _: now is not None and now.archived,
        inverse=lambda _was, _: Step("restore"),
        archived=False,
    ),
    Action(
        name="restore",
        key="a",
        summary="Bring an archived model back into the lists",
        past="restored",
        doing="restoring",
        kind=Kind.MODEL,
        call=restore,
        holds=lambda _was, now, _: now is not None and not now.archived,
        inverse=lambda _was, _: Step("archive"),
        archived=True,
    ),
    Action(
        name="rename",
        key="n",
        summary="Give the model another name",
        past="renamed",
        doing="renaming",
        kind=Kind.MODEL,
        call=rename,
        holds=lambda _was, now, name: now is not None and now.name == name,
        inverse=lambda before, _: Step("rename", before.name),
        wants=Wants.NAME,
        bulk=False,
        page=1,
        shown=False,
    ),
    Action(
        name="tag",
        key="t",
        summary="Add tags, and remove those written with a minus",
        past="tagged",
        doing="tagging",
        kind=Kind.MODEL,
        call=tag,
        holds=answers.tags_hold,
        inverse=lambda before, text: Step("tag", answers.tags_back(before, text)),
        wants=Wants.TAGS,
    ),
    Action(
        name="note",
        key="N",
        summary="Set a note of the model, key=value; nothing after = removes it",
        past="noted",
        doing="noting",
        kind=Kind.MODEL,
        call=note,
        holds=_noted,
        inverse=_note_back,
        wants=Wants.TEXT,
        page=1,
        shown=False,
    ),
    Action(
        name="move",
        key="m",
        summary="Move the model to another project, or to a new one",
        past="moved",
        doing="moving",
        kind=Kind.MODEL,
        call=move,
        holds=lambda before, now, _: now is not None and now.project != before.project,
        # The server moves nothing out of all projects.
        inverse=lambda before, _: Step("move back", before.project) if before.project else None,
        wants=Wants.PROJECT,
        shown=False,
    ),
    Action(
        name="move back",
        key="",
        summary="Move the model to the project it was in",
        past="moved back",
        doing="moving",
        kind=Kind.MODEL,
        call=move_back,
        holds=lambda _was, now, project: now is not None and now.project == project,
        shown=False,
    ),
    Action(
        name="delete",
        key="D",
        summary="Delete the model; its file remains where it is",
        past="deleted",
        doing="deleting",
        kind=Kind.MODEL,
        call=delete,
        foresee=foresight.published,
        holds=lambda _was, now, _: now is None,
        destroys=True,
        typed=True,
        loses="the model’s entry is gone for good",
        loses_of_several="the models’ entries are gone for good",
    ),
    Action(
        name="copy id",
        key="y",
        summary="Copy the model's id to the clipboard",
        past="copied",
        kind=Kind.MODEL,
        effect=Effect.COPY,
        produce=taking_away.identities,
        shown=False,
    ),
)

WORKER_ACTIONS: tuple[Action, ...] = (
    Action(
        name="unregister",
        key="D",
        summary="Forget a worker that reports no more",
        past="unregistered",
        doing="unregistering",
        kind=Kind.WORKER,
        statuses=frozenset({"lost"}),
        call=unregister,
        holds=lambda _was, now, _: now is None,
        destroys=True,
        loses="a worker that still lives appears again with its next report",
        page=1,
    ),
)
