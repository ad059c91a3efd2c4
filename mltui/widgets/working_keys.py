"""The keys that work on a screen, in the order in which they were written down."""

from __future__ import annotations

from functools import cache

from textual.binding import ActiveBinding, Binding
from textual.dom import DOMNode
from textual.screen import Screen

from mltui.widgets.foremost import Foremost
from mltui.widgets.resting import Resting

#: What the toolkit calls its own keys, and what they do here.
_OTHER_WORDS = {"Focus Next": "next part", "Focus Previous": "previous part"}


def working_keys(screen: Screen[object]) -> list[ActiveBinding]:
    """Return what is bound on a screen now and does something, nearest to the focus first.

    An action whose key the person changed stands where it would with its usual one: Textual puts
    it after all others, where a narrow line has no room for it. What is foremost goes first.
    """
    found = [each for each in screen.active_bindings.values() if not _rests(each)]
    for active in list(found):
        usual = _usual(type(active.node))
        action, key = active.binding.action, active.binding.key
        if active.binding.id is None or action not in usual or key in usual[action][1]:
            continue
        place = usual[action][0]
        later = (
            index
            for index, other in enumerate(found)
            if other.node is active.node and usual.get(other.binding.action, (-1,))[0] > place
        )
        first = next(later, None)
        if first is not None and first < found.index(active):
            found.remove(active)
            found.insert(first, active)
    foremost = screen.foremost() if isinstance(screen, Foremost) else ""
    return sorted(found, key=lambda active: active.binding.action != foremost)


def bound_to(node: DOMNode, key: str) -> list[Binding]:
    """Return what a key would do on a node, as the person has it, whether it is offered or not."""
    bindings = node._bindings.copy()
    bindings.apply_keymap(node.app._keymap)
    return bindings.key_to_bindings.get(key, [])


def _rests(active: ActiveBinding) -> bool:
    name, _, _ = active.binding.action.partition("(")
    return isinstance(active.node, Resting) and active.node.rests(name)


def described(binding: Binding) -> str:
    """Return what a key does, as a part of a line: only its first letter is made small."""
    words = _OTHER_WORDS.get(binding.description, binding.description)
    return words[:1].lower() + words[1:]


@cache
def _usual(kind: type[DOMNode]) -> dict[str, tuple[int, set[str]]]:
    """Return by action its place among the bindings of a class and its bases, and its keys."""
    usual: dict[str, tuple[int, set[str]]] = {}
    for base in reversed(kind.__mro__):
        for binding in Binding.make_bindings(base.__dict__.get("BINDINGS", ())):
            usual.setdefault(binding.action, (len(usual), set()))[1].add(binding.key)
    return usual
