"""Makes a draft like a task: under a name, in a project, with other parameters, maybe enqueued.

A clone whose answer was lost can't be made again without making two. So the clones of that name
are counted before: if one more is there afterwards, it is the one.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from mltui.actions.action import Outcome
from mltui.actions.foresight import unserved
from mltui.actions.looking_again import not_done
from mltui.actions.quoting import QUOTED, quoted, unquoted
from mltui.actions.refusing import reason_of
from mltui.actions.sending import LOST, nothing_sent, patiently, what_became
from mltui.actions.subject import Subject, called
from mltui.actions.task_calls import refused
from mltui.api.errors import ApiError, AskedTooOften
from mltui.live.masking import is_secret

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.json import JsonObject
    from mltui.api.types.tasks import ParamsItem

#: A name and, after a sign of equality, a value; either may be in quotes.
_WORD = re.compile(rf'(?:{QUOTED}|((?!")[^\s=]*))(=)?(?:(?<==)(?:{QUOTED}|((?!")\S*)))?(?=\s|$)')


@dataclass(frozen=True, slots=True)
class CloneWish:
    """What a clone should be like.

    Attributes:
        name: Its name.
        project: Name of its project, made where there is none; empty for that of the task.
        parameters: Values by `section/name` that differ from the task's.
        queue: The id of the queue to put it in; empty leaves a draft.
    """

    name: str
    project: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    queue: str = ""

    def text(self) -> str:
        """Return the wish as the text of an action."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> CloneWish:
        """Return the wish that a text holds."""
        return cls(**cast("dict[str, Any]", json.loads(text)))


async def unserved_clone(client: Client, _: Sequence[Subject], text: str) -> Sequence[str]:
    """Warn if nobody would run a clone that is put into a queue."""
    queue = CloneWish.read(text).queue
    return await unserved(client, (), queue) if queue else ()


def read_parameters(text: str) -> dict[str, str]:
    """Return values by `section/name` from what was typed, such as `Args/lr=0.1 Args/batch=32`.

    Quotes keep together what has blanks in it: `Args/name="two words"`.

    Raises:
        ValueError: A word of it says no `name=value`, or its quotes are wrong; the text says which.
    """
    found: dict[str, str] = {}
    for word in _words(text):
        if word.value is None or not word.name.strip("/"):
            raise ValueError(f"“{word.text}” is not section/name=value.")
        found[word.name if "/" in word.name else f"Args/{word.name}"] = word.value
    return found


async def parameters_of(client: Client, task: str) -> dict[str, str]:
    """Return the values of a task's parameters by `section/name`.

    Raises:
        ApiError: The server could not be asked.
    """
    sections = await _parameters(client, task)
    return {
        f"{section}/{name}": item.value or ""
        for section, items in sections.items()
        for name, item in items.items()
    }


def completed_parameter(known: Mapping[str, str], line: str) -> str | None:
    """Return the line with its last word completed to a parameter, or with the value it has now.

    The value of a secret is not completed: it would be shown.
    """
    try:
        words = list(_words(line))
    except ValueError:
        return None
    if not words or line[-1:].isspace():
        return None
    last = words[-1]
    if last.value is None:
        one = next((one for one in known if one.startswith(last.name)), None)
        before = line[: len(line) - len(last.text)]
        return None if one is None else f"{before}{_typed(one, divided_by='=')}="
    shown = not is_secret(last.name)
    if last.text.endswith("=") and not last.value and known.get(last.name) and shown:
        return f"{line}{_typed(known[last.name])}"
    return None


class _Word(NamedTuple):
    text: str
    name: str
    value: str | None


def _words(text: str) -> Iterator[_Word]:
    rest = text.strip()
    while rest:
        match = _WORD.match(rest)
        if match is None:
            raise ValueError(_wrong_quotes(rest))
        named, name, equals, said, value = match.groups()
        name = unquoted(named) if named is not None else name
        value = unquoted(said) if said is not None else value
        if named is not None and not equals and "=" in name:
            # All of it is in quotes.
            name, _, value = name.partition("=")
        yield _Word(match[0], name, value)
        rest = rest[match.end() :].lstrip()


def _wrong_quotes(text: str) -> str:
    begun = re.search(rf'^(?:{QUOTED}|(?!")[^\s=]*)=?', text)
    rest = text[begun.end() :] if begun else text
    if re.match(r'"', rest) and not re.match(QUOTED, rest):
        return f"“{rest}” has a quote that is not closed."
    return f"“{text.split()[0]}” goes on after its closing quote."


def _typed(text: str, divided_by: str = "") -> str:
    """Return a text as it has to be typed."""
    divides = text[:1] == '"' or any(map(str.isspace, text))
    return quoted(text) if divides or (divided_by and divided_by in text) else text


async def clone(client: Client, subjects: Sequence[Subject], text: str) -> Outcome:
    """Make a clone, give it its parameters and enqueue it, each checked if its answer is lost."""
    wish = CloneWish.read(text)
    done = Outcome()
    for subject in subjects:
        try:
            known = set(await _clones(client, subject, wish.name))
        except ApiError as error:
            done += nothing_sent(subject.id, error)
            continue
        try:
            answer = await client.tasks.clone(
                task=subject.id,
                new_task_name=wish.name,
                new_task_parent=subject.id,
                new_project_name=wish.project or None,
            )
            made = answer.id or ""
        except LOST as error:
            after = await what_became(error, partial(_clones, client, subject, wish.name))
            made = next((task for task in after if task not in known), "")
            if not made:
                done += refused(subject, not_done(error.sentence, time.time()))
                continue
        except AskedTooOften as error:
            done += nothing_sent(subject.id, error)
            continue
        left = await _prepare(client, made, wish)
        queued = " and enqueued" if wish.queue and not left.noticed else ""
        said = f"{called(subject.name)} cloned as {called(wish.name)}{queued}."
        done += Outcome(changed=(subject.id,), created=(made,), said=said) + left
    return done


async def _clones(client: Client, subject: Subject, name: str) -> list[str]:
    answer = await client.tasks.get_all_ex(
        parent=subject.id, only_fields=["name"], order_by=["-created"], page=0, page_size=500
    )
    return [task.id for task in answer.tasks or () if task.id and task.name == name]


async def _prepare(client: Client, made: str, wish: CloneWish) -> Outcome:
    """Edit and enqueue the clone; a failure leaves a draft and says so."""
    if wish.parameters:
        try:
            await _edit(client, made, wish.parameters)
        except ApiError as error:
            if not (isinstance(error, LOST) and await _is_edited(client, made, wish.parameters)):
                also = " and not enqueued" if wish.queue else ""
                return _left(f"without its parameters{also}", error)
    if wish.queue:
        try:
            await client.tasks.enqueue(task=made, queue=wish.queue)
        except ApiError as error:
            if not (isinstance(error, LOST) and await _is_enqueued(client, made)):
                return _left("not enqueued", error)
    return Outcome()


def _left(how: str, error: ApiError) -> Outcome:
    return Outcome(noticed=(f"The clone is a draft {how}: {reason_of(error)}",))


async def _edit(client: Client, made: str, parameters: Mapping[str, str]) -> None:
    known = await _parameters(client, made)
    items: list[JsonObject] = []
    for path, value in parameters.items():
        section, _, name = path.partition("/")
        # The server replaces a parameter whole.
        old = known.get(section, {}).get(name)
        more = {"type": old.type, "description": old.description} if old is not None else {}
        kept: JsonObject = {key: text for key, text in more.items() if text}
        items.append({"section": section, "name": name, "value": value, **kept})
    await client.tasks.edit_hyper_params(task=made, hyperparams=items, replace_hyperparams="none")


async def _is_edited(client: Client, made: str, parameters: Mapping[str, str]) -> bool:
    try:
        known = await patiently(lambda: _parameters(client, made))
    except ApiError:
        return False
    paths = ((path.partition("/"), value) for path, value in parameters.items())
    found = ((known.get(path[0], {}).get(path[2]), value) for path, value in paths)
    return all(one is not None and one.value == value for one, value in found)


async def _parameters(client: Client, made: str) -> Mapping[str, Mapping[str, ParamsItem]]:
    answer = await client.tasks.get_by_id(task=made)
    return (answer.task.hyperparams if answer.task is not None else None) or {}


async def _is_enqueued(client: Client, made: str) -> bool:
    try:
        answer = await patiently(lambda: client.tasks.get_by_id(task=made))
    except ApiError:
        return False
    return answer.task is not None and answer.task.status not in (None, "created")
