"""What is asked of a person between the key of an action and its sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import App

from mltui.actions.action import Wants
from mltui.actions.answers import read_tags, written_tag
from mltui.actions.cloning import CloneWish, completed_parameter, parameters_of, read_parameters
from mltui.actions.plan import Plan
from mltui.actions.reading import read
from mltui.actions.subject import Kind, called
from mltui.live.projects import ask_project_names
from mltui.widgets.ask_text import AskText
from mltui.widgets.choose import Choice, Choose
from mltui.widgets.confirm import Confirm

if TYPE_CHECKING:
    from mltui.api.client import Client

#: The server takes no shorter name.
SHORTEST_NAME = 3


async def wanted(app: App[Any], client: Client, intent: Plan) -> str | None:
    """Ask for what an action wants; None if the person gave it up. Runs in a worker.

    Raises:
        ApiError: The server could not be asked for the choices.
    """
    action = intent.action
    title = f"{action.name.capitalize()} {intent.counted}"
    match action.wants:
        case Wants.NOTHING:
            return ""
        case Wants.QUEUE:
            return await choose_queue(app, client, f"{title} to")
        case Wants.PROJECT:
            return await choose_project(app, client, f"{title} to")
        case Wants.NEW_NAME:
            return await app.push_screen_wait(AskText(f"{action.name.capitalize()}", check=_name))
        case Wants.NAME:
            name = intent.changing[0].name
            return await app.push_screen_wait(AskText(title, name, check=_name))
        case Wants.TEXT:
            known = await read(client, intent.changing[:1])
            text = next((s.comment for s in known.values()), "")
            noted = action.kind is Kind.MODEL
            hint = "key=value" if noted else ""
            return await app.push_screen_wait(AskText(title, "" if noted else text, hint=hint))
        case Wants.TAGS:
            known = await read(client, intent.changing[:1])
            tags = " ".join(written_tag(tag) for s in known.values() for tag in s.tags)
            one = len(intent.changing) == 1 and tags
            named = f"Tag {called(intent.changing[0].name)} (now: {tags})" if one else title
            return await app.push_screen_wait(
                AskText(named, hint='new-tag -old-tag "two words"', check=_something)
            )
        case Wants.CLONE:
            return await _clone(app, client, intent)


async def agreed(app: App[Any], intent: Plan) -> bool:
    """Show the plan and ask whether it should be; deleting many takes typing how many."""
    action = intent.action
    if not intent.asks:
        return True
    question = Confirm(intent.title, intent.text(), destroys=action.destroys, yes=action.name)
    if not await app.push_screen_wait(question):
        return False
    if not intent.typed:
        return True
    count = str(len(intent.changing))

    def is_count(typed: str) -> str | None:
        return None if typed.strip() == count else f"Type {count} to go on, esc to leave it."

    title = f"Type {count} to {action.name} {intent.counted}"
    return await app.push_screen_wait(AskText(title, check=is_count)) is not None


async def choose_queue(app: App[Any], client: Client, title: str) -> str | None:
    """Let a queue be chosen; the answer is its id."""
    choices = await _queues(client)
    if not choices:
        app.notify("There is no queue on this server yet.", severity="warning", markup=False)
        return None
    return await app.push_screen_wait(Choose(title, choices))


async def choose_project(app: App[Any], client: Client, title: str) -> str | None:
    """Let a project be chosen, or a new one named; the answer is its name."""
    choices = [Choice(name, name) for name in await ask_project_names(client)]
    return await app.push_screen_wait(Choose(title, choices, new="project"))


async def _queues(client: Client) -> list[Choice]:
    answer = await client.queues.get_all_ex(order_by=["name"], page=0, page_size=500)
    return [
        Choice(
            queue.id or "",
            queue.name or "",
            f"{len(queue.entries or ())} waiting, "
            + (f"{len(queue.workers)} serve it" if queue.workers else "nobody serves it"),
        )
        for queue in answer.queues or ()
    ]


async def _clone(app: App[Any], client: Client, intent: Plan) -> str | None:
    name = await app.push_screen_wait(
        AskText("Clone as", f"Clone Of {intent.changing[0].name}", check=_name)
    )
    if name is None:
        return None
    wish, parameters = CloneWish(name), ""
    known = await parameters_of(client, intent.changing[0].id)
    while True:
        then = await app.push_screen_wait(Choose(f"Clone as {called(name)}", _ways_on(wish, known)))
        match then:
            case "draft":
                return replace(wish, queue="").text()
            case "enqueue":
                queue = await choose_queue(app, client, "Enqueue the clone to")
                if queue is not None:
                    return replace(wish, queue=queue).text()
            case "project":
                project = await choose_project(app, client, "Clone into")
                wish = replace(wish, project=project or wish.project)
            case "parameters":
                dialog = AskText(
                    "Parameters of the clone that differ",
                    parameters,
                    hint=" ".join([*known][:3]) or "Args/lr=0.1 Args/batch=32",
                    check=_parameters,
                    complete=partial(completed_parameter, known),
                )
                typed = await app.push_screen_wait(dialog)
                parameters = parameters if typed is None else typed
                wish = replace(wish, parameters=read_parameters(parameters))
            case _:
                return None


def _ways_on(wish: CloneWish, known: Mapping[str, str]) -> list[Choice]:
    changed = "  ".join(
        f"{path} {known[path]} → {value}" if path in known else f"new: {path}={value}"
        for path, value in wish.parameters.items()
    )
    return [
        Choice("draft", "Make a draft"),
        Choice("enqueue", "Make it and enqueue it"),
        Choice("project", "Choose its project", wish.project or "as the task’s"),
        Choice("parameters", "Change parameters", changed or "as the task’s"),
    ]


def _name(name: str) -> str | None:
    if len(name.strip()) < SHORTEST_NAME:
        return f"A name needs at least {SHORTEST_NAME} characters."
    return None


def _something(text: str) -> str | None:
    return None if any(read_tags(text)) else "Type a tag to add, or a tag to remove after a minus."


def _parameters(text: str) -> str | None:
    try:
        read_parameters(text)
    except ValueError as error:
        return str(error)
    return None
