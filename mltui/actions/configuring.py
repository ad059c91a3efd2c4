"""Changing the configuration of a draft: as text, as a difference, and sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mltui.actions.sending import LOST, what_became
from mltui.actions.subject import listed
from mltui.api.errors import ApiError
from mltui.live.masking import MASK, is_secret, shown

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.json import Json, JsonObject

_ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))


@dataclass(frozen=True, slots=True)
class ParameterChange:
    """What becomes of the parameters of one section.

    Attributes:
        section: Its name.
        values: New values by name, of parameters that are new or differ.
        removed: Names of those that go.
    """

    section: str
    values: Mapping[str, str]
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return bool(self.values or self.removed)


def parameters_text(values: Mapping[str, str]) -> str:
    """Write parameters as lines `name = value`, to be edited; a value stays in its line."""
    return "".join(f"{name} = {escaped(value)}\n" for name, value in values.items())


def read_parameters(text: str, known: Iterable[str] = ()) -> dict[str, str]:
    """Read what `parameters_text` wrote and a person changed.

    Args:
        text: Lines `name = value`; empty lines and those that begin with `#` are left out.
        known: Names there were, which may hold a `=` themselves.

    Raises:
        ValueError: a line is none of that; the message is a sentence.
    """
    names = sorted(known, key=len, reverse=True)
    found: dict[str, str] = {}
    # Not at what else ends lines: a value may hold that.
    for number, line in enumerate(re.split("\r?\n", text), 1):
        name = next((name for name in names if line.startswith(f"{name} =")), None)
        if name is None and (not line.strip() or line.lstrip().startswith("#")):
            continue
        if name is None:
            before, sign, _ = line.partition("=")
            name = before.strip()
            if not sign or not name:
                raise ValueError(f"Line {number} is not of the form “name = value”.")
            value = line.partition("=")[2]
        else:
            value = line[len(name) + 2 :]
        if name in found:
            raise ValueError(f"{name} stands there twice.")
        found[name] = unescaped(value.removeprefix(" "))
    return found


def escaped(value: str) -> str:
    """Write a text as one line, as a person can edit it; `unescaped` reads it."""
    for plain, written in _ESCAPES:
        value = value.replace(plain, written)
    return value


def unescaped(value: str) -> str:
    """Read a text that `escaped` wrote."""
    parts = value.split("\\\\")
    for plain, written in _ESCAPES[1:]:
        parts = [part.replace(written, plain) for part in parts]
    return "\\".join(parts)


def parameter_change(
    section: str, before: Mapping[str, str], after: Mapping[str, str]
) -> ParameterChange:
    """Return what has to be sent for parameters to become others."""
    return ParameterChange(
        section,
        {name: value for name, value in after.items() if before.get(name) != value},
        tuple(name for name in before if name not in after),
    )


def difference(before: str, after: str) -> list[str]:
    """Return the lines of a unified difference, without its head."""
    # Imported by the first difference, not by the first screen.
    import difflib

    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    return list(lines)[2:]


def hidden(values: Mapping[str, str]) -> dict[str, str]:
    """Return parameters with their secrets masked, to be edited; `revealed` takes it back."""
    return {name: shown(name, value) for name, value in values.items()}


def revealed(edited: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """Return edited parameters with the secrets that were left masked as they were before.

    Raises:
        ValueError: a mask stands for nothing that is known, such as after its name was changed;
            the message is a sentence.
    """
    return {name: _revealed(name, value, before.get(name, "")) for name, value in edited.items()}


def _revealed(name: str, value: str, before: str) -> str:
    seen = shown(name, before)
    if value == seen:
        return before
    if MASK in value and (is_secret(name) or MASK not in seen):
        raise ValueError(f"{MASK} stands for no value that {name} has; its value is wanted whole.")
    return value


def parameters_difference(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Return the lines of the difference of parameters, no secret in them."""
    masks = hidden(before)
    others = {
        name: f"{MASK} (another value)"
        if value == MASK and masks.get(name) == MASK and before[name] != after[name]
        else value
        for name, value in hidden(after).items()
    }
    return difference(parameters_text(masks), parameters_text(others))


class HalfSent(Exception):
    """New values are there, but what was to go may be left; the text says so.

    Attributes:
        error: What became of the removal.
    """

    def __init__(self, error: ApiError, left: Sequence[str]) -> None:
        super().__init__(f"The new values are there, {listed(left)} may be left.")
        self.error = error


async def send_parameters(
    client: Client, task: str, change: ParameterChange, known: Mapping[str, Mapping[str, str]]
) -> None:
    """Send changed parameters of a draft.

    Args:
        client: The server.
        task: The task's id.
        change: What changes.
        known: Type and description of parameters by name: the server replaces a parameter whole.

    Raises:
        ApiError: the server refuses, such as when the task is no draft any more.
        HalfSent: it has taken the new values before.
    """
    if change.values:
        items: list[JsonObject] = [
            _item(change.section, name, value, known.get(name, {}))
            for name, value in change.values.items()
        ]
        try:
            await client.tasks.edit_hyper_params(
                task=task, hyperparams=items, replace_hyperparams="none"
            )
        except LOST as error:
            values = replace(change, removed=())
            # Without anything to remove, whoever sent it looks.
            if not change.removed or not await what_became(
                error, lambda: parameters_hold(client, task, values)
            ):
                raise
    if change.removed:
        keys: Sequence[JsonObject] = [
            {"section": change.section, "name": name} for name in change.removed
        ]
        try:
            await client.tasks.delete_hyper_params(task=task, hyperparams=keys)
        except ApiError as error:
            if change.values:
                raise HalfSent(error, change.removed) from error
            raise


async def parameters_hold(client: Client, task: str, change: ParameterChange) -> bool | None:
    """Read whether a task's parameters are as a change wants them; None if not.

    Raises:
        ApiError: the server could not be asked.
    """
    found = (await client.tasks.get_by_id(task=task)).task
    section = ((found.hyperparams if found is not None else None) or {}).get(change.section, {})
    changed = all(
        name in section and (section[name].value or "") == value
        for name, value in change.values.items()
    )
    return (changed and not section.keys() & set(change.removed)) or None


def _item(section: str, name: str, value: str, more: Mapping[str, str]) -> JsonObject:
    kept: dict[str, Json] = {key: text for key, text in more.items() if text}
    return {"section": section, "name": name, "value": value, **kept}


async def send_object(client: Client, task: str, name: str, value: str, more: JsonObject) -> None:
    """Send a changed configuration object of a draft.

    Args:
        client: The server.
        task: The task's id.
        name: The object's name.
        value: Its new text.
        more: Its type and description, which are replaced along with it.

    Raises:
        ApiError: the server refuses, such as when the task is no draft any more.
    """
    item: JsonObject = {"name": name, "value": value, **more}
    await client.tasks.edit_configuration(
        task=task, configuration=[item], replace_configuration=False
    )


async def object_holds(client: Client, task: str, name: str, value: str) -> bool | None:
    """Read whether a configuration object of a task has this text; None if not.

    Raises:
        ApiError: the server could not be asked.
    """
    found = (await client.tasks.get_by_id(task=task)).task
    item = ((found.configuration if found is not None else None) or {}).get(name)
    return (item is not None and item.value == value) or None
