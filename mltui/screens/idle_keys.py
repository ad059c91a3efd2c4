"""Why the key of an action does nothing, said where somebody has pressed it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mltui.actions.action import Action, Effect, Subject
from mltui.actions.table import ACTIONS

if TYPE_CHECKING:
    from mltui.screens.acting import ActingScreen

NOTHING_TO_UNDO = "There is nothing to undo."


def why_idle(screen: ActingScreen, actions: Sequence[str]) -> str:
    """Return why none of the actions of a key does anything now, "" where nobody can say.

    Args:
        screen: Where the key was pressed.
        actions: What it is bound to there, as the bindings name it.
    """
    if "undo" in actions:
        return _why_not_undone(screen)
    if "history" in actions:
        return "Nothing was done in this sitting yet."
    names = [action for action in actions if action.startswith("act(")]
    fitting = screen.about_matching
    subjects = screen.sorts_that_fit() if fitting else screen.subjects()
    if not (names and subjects and screen.host.client):
        return ""
    found = [ACTIONS[screen.KIND][name[len("act('") : -len("')")]] for name in names]
    suiting = (one for one in found if one.archived in (None, subjects[0].archived))
    reason = _why_not_done(screen, action := next(suiting, found[0]), subjects)
    return f"Could not {action.infinitive}: {reason}" if reason else ""


def _why_not_undone(screen: ActingScreen) -> str:
    if screen.sitting.last_undoable is not None:
        return "" if screen.may_act else "Could not undo: this is read-only."
    if screen.sitting.under_way:
        return "There is nothing to undo before the server has answered."
    return NOTHING_TO_UNDO


def _why_not_done(screen: ActingScreen, action: Action, subjects: Sequence[Subject]) -> str:
    fitting = screen.about_matching
    if action.effect is Effect.SEND and not screen.may_act:
        return "this is read-only."
    if (fitting or len(subjects) > 1) and not action.bulk:
        return "it takes one at a time."
    if fitting and action.effect is not Effect.SEND:
        return "it takes what is marked, not all that fit."
    intent = screen.plan_for(action, subjects)
    if intent.changing:
        return ""
    if fitting:
        return f"no {screen.KIND.value} that fits allows it."
    return intent.why_nothing()
