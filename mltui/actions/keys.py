"""The keys of actions as a person may change them: `task.enqueue=Z queue.delete=ctrl+x`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mltui.actions.action import Action
from mltui.actions.subject import Kind
from mltui.actions.table import ACTIONS

_LISTS = "moving the cursor"

#: Keys that mean something else wherever there is a list; no action can have them.
TAKEN = {
    **dict.fromkeys(("j", "k", "g", "G", "up", "down", "home", "end"), _LISTS),
    **dict.fromkeys(("pageup", "pagedown", "ctrl+f", "ctrl+b", "ctrl+d", "ctrl+u"), _LISTS),
    **dict.fromkeys(("space", "v"), "marking"),
    **dict.fromkeys((str(number) for number in range(10)), "the screens"),
    **dict.fromkeys(("tab", "shift+tab"), "the next tab or list"),
    **dict.fromkeys(("q", "ctrl+c", "ctrl+q", "ctrl+z"), "leaving mltui"),
    **dict.fromkeys(("f12", "ctrl+g"), "what the monitor costs"),
    "ctrl+l": "drawing the screen again",
    "ctrl+p": "the palette",
    "ctrl+t": "light or dark",
    "enter": "opening",
    "escape": "going back",
    "slash": "the filter",
    "colon": "the jump line",
    "question_mark": "the help",
    "r": "asking again",
    "u": "undo",
    "U": "the history",
    "full_stop": "the menu of actions",
}

_ARRANGED = {
    **dict.fromkeys(("s", "S", "greater_than_sign"), "sorting"),
    "o": "the columns",
    "A": "the archive",
    "asterisk": "marking all",
    "b": "the kept filters",
}

#: Keys of the tabs of a task's page, but those that an action has anyway.
_TABS = {
    **dict.fromkeys(("h", "l", "left", "right"), "the tabs"),
    **dict.fromkeys(("shift+left", "shift+right", "ctrl+left", "ctrl+right"), "the Scalars tab"),
    **dict.fromkeys(("H", "L", "M", "i", "plus", "minus"), "the Scalars tab"),
    **dict.fromkeys(("left_curly_bracket", "right_curly_bracket"), "the Scalars tab"),
    **dict.fromkeys(("left_square_bracket", "right_square_bracket"), "the Overview tab"),
    **dict.fromkeys(("w", "W", "V", "T", "ampersand"), "the Console tab"),
    "less_than_sign": "the Plots tab",
    "I": "the Configuration tab",
}

#: Keys that the screens of a kind have for themselves.
TAKEN_BY = {
    Kind.TASK: {
        **_ARRANGED,
        **_TABS,
        "f": "the status filter",
        "p": "the preview",
        "equals_sign": "comparing",
    },
    Kind.MODEL: {
        **_ARRANGED,
        **dict.fromkeys(("h", "l", "left", "right"), "the next plot"),
        "f": "the published ones",
        "Y": "copying the URI",
        "d": "the download",
    },
    Kind.PROJECT: {
        **dict.fromkeys(("h", "l", "H", "L", "left", "right"), "folding"),
        "p": "the panel",
    },
    Kind.WORKER: {
        **dict.fromkeys(("m", "t"), "what the wall shows"),
        "b": "grouping",
        "n": "the held, lost and idle ones",
        "o": "its task",
        "a": "the activity",
        "H": "this host",
    },
    Kind.ENTRY: {
        **dict.fromkeys(("plus", "equals_sign", "minus"), "the span of the charts"),
        "n": "more charts",
    },
}

#: What the keys of signs are called.
SIGNS = {
    "!": "exclamation_mark",
    '"': "quotation_mark",
    "#": "number_sign",
    "$": "dollar_sign",
    "%": "percent_sign",
    "&": "ampersand",
    "'": "apostrophe",
    "(": "left_parenthesis",
    ")": "right_parenthesis",
    "*": "asterisk",
    "+": "plus",
    "-": "minus",
    ".": "full_stop",
    "/": "slash",
    ":": "colon",
    ";": "semicolon",
    "<": "less_than_sign",
    "=": "equals_sign",
    ">": "greater_than_sign",
    "?": "question_mark",
    "@": "at",
    "[": "left_square_bracket",
    "\\": "backslash",
    "]": "right_square_bracket",
    "^": "circumflex_accent",
    "_": "underscore",
    "`": "grave_accent",
    "{": "left_curly_bracket",
    "|": "vertical_line",
    "}": "right_curly_bracket",
    "~": "tilde",
    ",": "comma",
}

# What every terminal tells apart. With ctrl, i is the tab key and m enter, and small letters and
# capitals are the same; shift makes another letter or sign.
_TYPED = rf"[^\W_]|space|backspace|enter|escape|(?:shift\+)?tab|{'|'.join(SIGNS.values())}"
_CONTROL = "[a-hj-ln-z0-9]|backslash|right_square_bracket|circumflex_accent|underscore"
_MOVING = "up|down|left|right|home|end|pageup|pagedown|insert|delete|f(?:[1-9]|1[0-9]|2[0-4])"
_KEY = rf"(?:alt\+)?(?:{_TYPED}|ctrl\+(?:{_CONTROL})|(?:ctrl\+)?(?:shift\+)?(?:{_MOVING}))"


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

    What shares its usual key with one of them is there with that key, to keep it.

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
            raise ValueError(f"names an action {name!r} that there is not{_nearest(name, known)}")
        chosen[name] = ",".join(_called(key))
    _check(chosen, known)
    return _sharing(chosen, known) | chosen


def _sharing(chosen: Mapping[str, str], known: Mapping[str, Action]) -> dict[str, str]:
    """Return the usual keys of what shares one with a chosen action: Textual takes it from both."""
    left = {(known[name].kind, known[name].key) for name in chosen}
    return {name: action.key for name, action in known.items() if (action.kind, action.key) in left}


def _called(keys: str) -> list[str]:
    """Return the names of keys, of several with commas between them."""
    parts = [keys] if keys in SIGNS else keys.split(",")
    names = [SIGNS.get(part, part) for part in parts]
    for name in names:
        if not re.fullmatch(_KEY, name):
            raise ValueError(
                f"has {name!r} in it, which is no key that terminals send; "
                "such are z, Z, ctrl+w, alt+w, f5, #."
            )
    return names


def _check(chosen: Mapping[str, str], known: Mapping[str, Action]) -> None:
    for kind in Kind:
        owners: dict[str, list[str]] = {}
        for name, action in known.items():
            if action.kind is kind:
                for key in chosen.get(name, action.key).split(","):
                    owners.setdefault(key, []).append(name)
        taken = TAKEN | TAKEN_BY.get(kind, {})
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
    return f"; did you mean {near[0]!r}?" if near else "."
