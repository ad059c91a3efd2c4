"""A change of one part of a draft's configuration, as an action that can be taken back."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from mltui.actions.action import Outcome, Refusal, Step, Subject
from mltui.actions.configuring import (
    HalfSent,
    object_holds,
    parameter_change,
    parameters_hold,
    send_object,
    send_parameters,
)
from mltui.actions.looking_again import not_done
from mltui.actions.refusing import reason_of
from mltui.actions.sending import LOST, nothing_sent, patiently
from mltui.actions.subject import listed
from mltui.actions.task_calls import refused
from mltui.api.errors import ApiError, AskedTooOften
from mltui.live.masking import is_secret

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.json import JsonObject

#: Changed values that are named before the rest is counted.
NAMED = 3

#: Characters of a value that is named.
LONGEST_VALUE = 24


@dataclass(frozen=True, slots=True)
class PartChange:
    """What becomes of a section of parameters, or of a configuration object.

    Attributes:
        part: The section's name, or the object's.
        before: Values by name as they were; those of the section that stay need not be there.
        after: The same as they are to be. A name that is in one of both alone is new, or goes.
        about: Type and description by name: the server replaces a value with both of them.
        is_object: Whether it is an object. Its text goes by the object's name.
    """

    part: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    about: Mapping[str, Mapping[str, str]]
    is_object: bool = False

    def text(self) -> str:
        """Return it as the text that the action wants."""
        return json.dumps(asdict(self.of_what_differs()))

    @classmethod
    def read(cls, text: str) -> PartChange:
        """Read what `text` returned."""
        return cls(**json.loads(text))

    def of_what_differs(self) -> PartChange:
        """Return the change without the values that stay."""
        names = {*self.before, *self.after}
        differing = {name for name in names if self.before.get(name) != self.after.get(name)}
        before, after = (
            {name: value for name, value in values.items() if name in differing}
            for values in (self.before, self.after)
        )
        about = {name: more for name, more in self.about.items() if name in differing}
        return replace(self, before=before, after=after, about=about)

    def said(self) -> str:
        """Say it as it goes on after "changed": "in Args: lr 0.1 → 0.01". No secret is in it."""
        if self.is_object:
            return f"in {self.part}"
        differing = self.of_what_differs()
        names = list(dict.fromkeys((*differing.before, *differing.after)))
        parts = [differing._said_of(name) for name in names[:NAMED]]
        more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
        return f"in {self.part}: {', '.join(parts)}{more}"

    def _said_of(self, name: str) -> str:
        if name not in self.after:
            return f"without {name}"
        if is_secret(name):
            return name
        now = _brief(self.after[name])
        if name not in self.before:
            return f"new {name} {now}"
        was = _brief(self.before[name])
        # They may differ in what is left out.
        return f"{name} {was} → {now}" if was != now else name


def _brief(value: str) -> str:
    value = " ".join(value.split()) or "“”"
    half = LONGEST_VALUE // 2
    return value if len(value) <= LONGEST_VALUE else f"{value[:half]}…{value[1 - half :]}"


def back(_: Subject, text: str) -> Step:
    """Return the step that takes a change back."""
    change = PartChange.read(text)
    return Step("change", replace(change, before=change.after, after=change.before).text())


async def change_part(client: Client, subjects: Sequence[Subject], text: str) -> Outcome:
    """Change a part of a draft, unless somebody else has changed the same since it was seen."""
    (subject,) = subjects
    change = PartChange.read(text)
    try:
        now = await _values(client, subject.id, change)
    except ApiError as error:
        return nothing_sent(subject.id, error)
    if now == change.after:
        return refused(subject, "it is so already")
    others = [name for name in now.keys() | change.before.keys() if _differs(name, now, change)]
    if others:
        return refused(subject, f"somebody else has changed {listed(sorted(others))} meanwhile")
    try:
        await _send(client, subject.id, change)
    except LOST as error:
        return await _found_out(client, subject, change, error.sentence)
    except HalfSent as half:
        if isinstance(half.error, LOST):
            return await _found_out(client, subject, change, f"{half.error.sentence} {half}")
        reason = f"{reason_of(half.error).rstrip('.')}. {half}"
        again = isinstance(half.error, AskedTooOften)
        return Outcome(refused=(Refusal(subject.id, reason, again=again),))
    return Outcome(changed=(subject.id,))


def _differs(name: str, now: Mapping[str, str], change: PartChange) -> bool:
    # What is as wanted already was done before the rest of the same change was not.
    return now.get(name) not in (change.before.get(name), change.after.get(name))


async def _found_out(client: Client, subject: Subject, change: PartChange, fault: str) -> Outcome:
    """Find out by reading what a request did whose answer was lost, with what became of that."""
    try:
        done = await patiently(lambda: _holds(client, subject.id, change))
    except ApiError:
        reason = f"{fault} Nobody can say whether it was done."
        return Outcome(refused=(Refusal(subject.id, reason, unsure=True, again=True),))
    if done:
        return Outcome(changed=(subject.id,))
    reason = not_done(fault, time.time())
    return Outcome(refused=(Refusal(subject.id, reason, again=True, sent=True),))


async def _values(client: Client, task: str, change: PartChange) -> dict[str, str]:
    """Read what the task has now of the values that change."""
    found = (await client.tasks.get_by_id(task=task)).task
    if found is None:
        return {}
    names = change.before.keys() | change.after.keys()
    if change.is_object:
        objects = found.configuration or {}
        return {name: objects[name].value or "" for name in names if name in objects}
    items = (found.hyperparams or {}).get(change.part, {})
    return {name: items[name].value or "" for name in names if name in items}


async def _send(client: Client, task: str, change: PartChange) -> None:
    if change.is_object:
        more: JsonObject = {**change.about.get(change.part, {})}
        await send_object(client, task, change.part, change.after[change.part], more)
        return
    wanted = parameter_change(change.part, change.before, change.after)
    await send_parameters(client, task, wanted, change.about)


async def _holds(client: Client, task: str, change: PartChange) -> bool:
    if change.is_object:
        return bool(await object_holds(client, task, change.part, change.after[change.part]))
    wanted = parameter_change(change.part, change.before, change.after)
    return bool(await parameters_hold(client, task, wanted))
