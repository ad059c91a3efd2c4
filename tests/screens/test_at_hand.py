from __future__ import annotations

import pytest

from mltui.actions.subject import Kind, Subject
from mltui.actions.table import ACTIONS
from mltui.screens.at_hand import AtHand

TASKS = [
    *(Subject(f"done {number}", "a", "completed") for number in range(3)),
    Subject("draft", "a", "created"),
    Subject("put away", "a", "failed", archived=True),
]


@pytest.mark.parametrize("count", range(1, len(TASKS) + 1))
def test_an_action_is_allowed_for_any_where_it_is_for_one(count: int):
    subjects = TASKS[-count:]
    at_hand = AtHand(lambda: subjects)
    for action in ACTIONS[Kind.TASK].values():
        allowed = any(action.why_not(one) is None for one in subjects)
        assert at_hand.any_allows(action) == allowed


@pytest.mark.parametrize("fit", [["default"], ["default", "other"]])
def test_an_action_with_a_rule_of_its_own_looks_at_each(fit: list[str]):
    queues = [Subject(name, name, kind=Kind.QUEUE, default=name == "default") for name in fit]
    at_hand = AtHand(lambda: queues)
    for action in ACTIONS[Kind.QUEUE].values():
        allowed = any(action.why_not(one) is None for one in queues)
        assert at_hand.any_allows(action) == allowed
