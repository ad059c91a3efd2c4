from __future__ import annotations

import pytest

from mltui.actions.keys import changeable, read_keys
from mltui.actions.table import ACTIONS


def test_keys_are_chosen_by_action():
    assert read_keys("task.enqueue=w queue.delete=X") == {"task.enqueue": "w", "queue.delete": "X"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("task.enqueue=x", "gives task.enqueue and task.stop the same key 'x'"),
        ("task.enqueue=s", "which is for sorting"),
        ("queue.delete=j", "which is for moving the cursor"),
        ("task.enqeue=w", "did you mean 'task.enqueue'"),
        ("task.enqueue", "not an action=key"),
    ],
)
def test_what_cannot_be_is_said_with_both_names(text: str, complaint: str):
    with pytest.raises(ValueError, match=complaint):
        read_keys(text)


def test_two_actions_can_change_places():
    read_keys("task.enqueue=x task.stop=e")


def test_no_two_actions_of_a_kind_share_a_key_but_archive_and_restore():
    for actions in ACTIONS.values():
        keys = [action.key for action in actions.values() if action.key and not action.archived]
        assert len(keys) == len(set(keys))


def test_every_action_has_a_name_of_its_own():
    assert len(changeable()) == sum(bool(a.key) for of in ACTIONS.values() for a in of.values())
