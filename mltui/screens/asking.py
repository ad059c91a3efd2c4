"""What is asked of a person between the key of an action and its sending."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import App

from mltui.actions.action import Wants
from mltui.actions.answers import read_tags, written_tag
from mltui.actions.cloning import CloneWish, completed_parameter, parameters_of, read_parameters
from mltui.actions.configuring import escaped, unescaped
from mltui.actions.plan import Plan
from mltui.actions.reading import PAGE, read
from mltui.actions.subject import Kind, Subject, called, listed
from mltui.api.errors import ApiError
from mltui.live.masking import shown
from mltui.live.projects import ask_project_names
from mltui.terminal.sanitise import clean
from mltui.widgets.ask_text import AskText
from mltui.widgets.choose import Choice, Choose
from mltui.widgets.confirm import Confirm

if TYPE_CHECKING:
    from mltui.api.client import Client

#: The server takes no shorter name.
SHORTEST_NAME = 3

#: What the place above all projects is called.
TOP = "(top)"


@dataclass(frozen=True, slots=True)
class Wish:
    """What an action wants.

    Attributes:
        text: What is sent.
        target: How a plan goes on with it: "to “gpu”".
        noticed: Sentences about what somebody else changed while the person was asked.
    """

    text: str
    target: str = ""
    noticed: tuple[str, ...] = ()


async def wanted(app: App[Any], client: Client, intent: Plan) -> Wish | None:
    """Ask for what an action wants; None if the person gave it up. Runs in a worker.

    Raises:
        ApiError: The server could not be asked for the choices.
    """
    match intent.action.wants:
        case Wants.QUEUE:
            queue = await choose_queue(app, client, f"{_title(intent)} to", _own_queue(intent))
            return Wish(queue.key, f"to {called(queue.text)}") if queue is not None else None
        case Wants.PROJECT:
            return await _target(app, client, intent)
        case Wants.NAME:
            return await _other_name(app, client, intent)
        case Wants.TEXT if intent.action.kind is Kind.MODEL:
            return await _note_of(app, client, intent)
        case Wants.TEXT:
            return await _other_comment(app, client, intent)
        case _:
            text = await _text(app, client, intent)
            return Wish(text, _said(intent, text)) if text is not None else None


def _own_queue(intent: Plan) -> str:
    """Return the queue that all of them wait in: there they would only lose their places."""
    if intent.action.kind is not Kind.ENTRY:
        return ""
    queues = {subject.queue for subject in intent.changing}
    return queues.pop() if len(queues) == 1 else ""


def _said(intent: Plan, text: str) -> str:
    """Return how a plan goes on with a text: which tags come and go."""
    match intent.action.wants:
        case Wants.TAGS:
            added, removed = read_tags(text)
            parts = [("with", added), ("without", removed)]
            return " and ".join(f"{word} {listed(tags)}" for word, tags in parts if tags)
        case _:
            return ""


async def _other_name(app: App[Any], client: Client, intent: Plan) -> Wish | None:
    before = intent.changing[0].name
    check = partial(_name_in_place, clean(before)) if intent.action.kind is Kind.PROJECT else _name
    name = await app.push_screen_wait(AskText(_title(intent), before, check=check))
    if name is None:
        return None
    now = await _now(client, intent)
    noticed = _written(now.name, before, name) if now is not None else ()
    return Wish(name, f"to {called(name)}", noticed)


async def _other_comment(app: App[Any], client: Client, intent: Plan) -> Wish | None:
    known = await read(client, intent.changing[:1])
    before = next((one.comment for one in known.values()), "")
    dialog = AskText(f"{_title(intent)} (\\n: a new line)", escaped(before))
    line = await app.push_screen_wait(dialog)
    if line is None:
        return None
    text, now = unescaped(line), await _now(client, intent)
    noticed = _written(now.comment, before, text) if now is not None else ()
    return Wish(text, noticed=noticed)


async def _note_of(app: App[Any], client: Client, intent: Plan) -> Wish | None:
    before = await _all_now(client, intent)
    text = await app.push_screen_wait(AskText(_title(intent), hint="key=value", check=_note))
    if text is None:
        return None
    key, _, value = (part.strip() for part in text.partition("="))
    said = f"with {called(f'{key}={value}')}" if value else f"without {called(key)}"
    others = [
        one
        for one in (await _all_now(client, intent)).values()
        if one.id in before and _note_named(key, one) != _note_named(key, before[one.id])
    ]
    sentence = f"Somebody else has changed “{key}” of {_which(others)} meanwhile."
    return Wish(text, said, (sentence,) if others else ())


def _note_named(key: str, model: Subject) -> tuple[str, str, str] | None:
    return next((note for note in model.notes if note[0] == key), None)


def _moved(before: Mapping[str, Subject], now: Mapping[str, Subject]) -> tuple[str, ...]:
    """Say what somebody else has moved since."""
    others = [
        one for one in now.values() if one.id in before and one.project != before[one.id].project
    ]
    return (f"Somebody else has moved {_which(others)} meanwhile.",) if others else ()


def _which(subjects: Sequence[Subject]) -> str:
    return listed([subject.name for subject in subjects])


async def _now(client: Client, intent: Plan) -> Subject | None:
    """Return how the only subject is now, None if that is not known."""
    return next(iter((await _all_now(client, intent, 1)).values()), None)


async def _all_now(client: Client, intent: Plan, most: int = PAGE) -> Mapping[str, Subject]:
    """Return how the first subjects are now, nothing where that is not known."""
    try:
        return await read(client, intent.changing[:most])
    except ApiError:
        # Whoever sends it waits for the server, or says that it is away.
        return {}


def _written(now: str, before: str, wanted: str) -> tuple[str, ...]:
    """Say what somebody else has written since, which would be written over."""
    if now in (before, wanted):
        return ()
    return (f"Somebody else has changed it meanwhile, to {called(' '.join(now.split()))}.",)


def _title(intent: Plan) -> str:
    alone = len(intent.changing) == 1
    return f"{intent.action.begins} {called(intent.changing[0].name) if alone else intent.counted}"


async def _target(app: App[Any], client: Client, intent: Plan) -> Wish | None:
    """Ask for a project: for things to be in, for projects to be below or to become part of."""
    if intent.action.kind is not Kind.PROJECT:
        before = await _all_now(client, intent)
        name = await choose_project(app, client, f"{_title(intent)} to")
        if name is None:
            return None
        noticed = _moved(before, await _all_now(client, intent))
        return Wish(name, f"to {called(name)}", noticed)
    own = [subject.name for subject in intent.changing]
    names = [
        name
        for name in await ask_project_names(client)
        if not any(_within(name, one) for one in own)
    ]
    choices = [Choice(name, name) for name in names]
    if intent.action.name == "merge":
        chosen = await app.push_screen_wait(Choose(f"{_title(intent)} into", choices))
        return Wish(chosen, f"into {called(chosen)}") if chosen is not None else None
    choices.insert(0, Choice("", TOP, "below no other project"))
    dialog = Choose(f"{_title(intent)} below", choices, new="project")
    chosen = await app.push_screen_wait(dialog)
    if chosen is not None and any(_within(chosen, one) for one in own):
        app.notify("A project can’t be moved below itself.", severity="warning", markup=False)
        return None
    where = f"below {called(chosen)}" if chosen else "to the top"
    return Wish(chosen, where) if chosen is not None else None


def _within(name: str, project: str) -> bool:
    return name == project or name.startswith(f"{project}/")


async def _text(app: App[Any], client: Client, intent: Plan) -> str | None:
    """Ask for a text.

    Raises:
        ApiError: The server could not be asked for the choices.
    """
    action = intent.action
    title = _title(intent)
    match action.wants:
        case Wants.NEW_NAME:
            return await app.push_screen_wait(AskText(f"{action.name.capitalize()}", check=_name))
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
        case _:
            return ""


async def agreed(app: App[Any], intent: Plan) -> bool:
    """Show the plan and ask whether it should be; deleting many takes typing how many."""
    action = intent.action
    if not intent.asks:
        return True
    question = Confirm(intent.title, intent.text(), destroys=action.destroys, yes=action.infinitive)
    if not await app.push_screen_wait(question):
        return False
    if not intent.typed:
        return True
    count = str(len(intent.changing))

    def is_count(typed: str) -> str | None:
        return None if typed.strip() == count else f"Type {count} to go on, esc to leave it."

    title = f"Type {count} to {action.infinitive} {intent.counted}"
    dialog = AskText(title, check=is_count, destroys=action.destroys)
    return await app.push_screen_wait(dialog) is not None


async def choose_queue(
    app: App[Any], client: Client, title: str, without: str = ""
) -> Choice | None:
    """Let a queue be chosen, not the one of the id `without`; the answer's key is its id."""
    choices = [queue for queue in await _queues(client) if queue.key != without]
    if not choices:
        said = "There is no other queue." if without else "There is no queue on this server yet."
        app.notify(said, severity="warning", markup=False)
        return None
    chosen = await app.push_screen_wait(Choose(title, choices))
    return next((one for one in choices if one.key == chosen), None)


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
                    return replace(wish, queue=queue.key).text()
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
        f"{path} {shown(path, known[path])} → {shown(path, value)}"
        if path in known
        else f"new: {path}={shown(path, value)}"
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


def _name_in_place(before: str, name: str) -> str | None:
    """Refuse a project's name that would put it elsewhere, as the server does."""
    parent, _, _ = before.rpartition("/")
    if name.rpartition("/")[0] == parent:
        return _name(name)
    where = f"in {called(parent)}" if parent else "at the top"
    return f"It stays {where}; moving it is another action."


def _note(text: str) -> str | None:
    key, sign, _ = text.partition("=")
    if key.strip() and sign:
        return None
    return "Type a key, = and what it says; nothing after = removes it."


def _something(text: str) -> str | None:
    return None if any(read_tags(text)) else "Type a tag to add, or a tag to remove after a minus."


def _parameters(text: str) -> str | None:
    try:
        read_parameters(text)
    except ValueError as error:
        return str(error)
    return None
