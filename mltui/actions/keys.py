"""The keys of actions as a person may change them: `task.enqueue=E queue.delete=ctrl+d`."""

from __future__ import annotations

from collections.abc import Mapping

from mltui.actions.action import Action
from mltui.actions.subject import Kind
from mltui.actions.table import ACTIONS

#: Keys that mean something else wherever there is a list; no action can have them.
TAKEN = {
    **dict.fromkeys(("j", "k", "g", "G", "up", "down", "home", "end"), "moving the cursor"),
    **dict.fromkeys(("pageup", "pagedown"), "moving the cursor"),
    **dict.fromkeys(("space", "v"), "marking"),
    **dict.fromkeys((str(number) for number in range(10)), "the screens"),
    "enter": "opening",
    "escape": "going back",
    "slash": "the filter",
    "colon": "the jump line",
    "question_mark": "the help",
    "q": "leaving mltui",
    "r": "asking again",
    "u": "undo",
    "U": "the history",
    "full_stop": "the menu of actions",
}

#: Keys that the list of tasks has for itself.
TAKEN_BY_TASKS = {
    "s": "sorting",
    "S": "sorting",
    "f": "the status filter",
    "A": "the archive",
    "p": "the preview",
    "asterisk": "marking all",
    "b": "the kept filters",
    "equals_sign": "comparing",
}


def binding_id(action: Action) -> str:
    """Return the name under which an action's key can be changed: `task.copy-id`."""
    return f"{action.kind.name.lower()}.{action.name.replace(' ', '-')}"


def changeable() -> dict[str, Action]:
    """Return the actions whose keys can be changed, by those names."""
    return {
        binding_id(action): action
        for actions in ACTIONS.values()
        for action in actions.values()
        if action.key
    }


def read_keys(text: str) -> dict[str, str]:
    """Return the keys that were chosen, by the actions' names.

    Raises:
        ValueError: A word is no `name=key`, names no action, or a key is taken; the text
            completes "<where>: keys …" and names both that want the key.
    """
    chosen: dict[str, str] = {}
    known = changeable()
    for word in text.split():
        name, equals, key = word.partition("=")
        if not equals or not key:
            raise ValueError(f"has “{word}” in it, which is not an action=key.")
        if name not in known:
            raise ValueError(f"names an action {name!r} that there is not{_nearest(name, known)}.")
        chosen[name] = key
    _check(chosen, known)
    return chosen


def _check(chosen: Mapping[str, str], known: Mapping[str, Action]) -> None:
    for kind in Kind:
        owners: dict[str, list[str]] = {}
        for name, action in known.items():
            if action.kind is kind:
                owners.setdefault(chosen.get(name, action.key), []).append(name)
        taken = {**TAKEN, **TAKEN_BY_TASKS} if kind is Kind.TASK else TAKEN
        for key, names in owners.items():
            if not any(name in chosen for name in names):
                continue
            if key in taken:
                raise ValueError(f"gives {names[0]} the key {key!r}, which is for {taken[key]}.")
            # What is for archived things and what is for the others never meet.
            if len(names) > 1 and {known[name].archived for name in names} != {True, False}:
                raise ValueError(f"gives {names[0]} and {names[1]} the same key {key!r}.")


def _nearest(name: str, known: Mapping[str, Action]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
