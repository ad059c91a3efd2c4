from __future__ import annotations

import re
import string
import sys
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.keys import _character_to_key
from textual.screen import Screen
from textual.widget import Widget

from mltui.actions.keys import SIGNS, TAKEN, TAKEN_BY, changeable, read_keys
from mltui.actions.subject import Kind
from mltui.actions.table import ACTIONS
from mltui.app import MltuiApp
from mltui.screens.acting import ActingScreen
from mltui.screens.registry import PAGES, entries, load
from mltui.screens.task.tabs import TABS, TabEntry
from mltui.widgets.table import Table


def test_keys_are_chosen_by_action():
    assert read_keys("task.enqueue=Z queue.delete=X") == {"task.enqueue": "Z", "queue.delete": "X"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("task.enqueue=x", "gives task.enqueue and task.stop the same key 'x'"),
        ("task.enqueue=s", "which is for sorting"),
        ("queue.delete=j", "which is for moving the cursor"),
        ("task.enqeue=Z", "did you mean 'task.enqueue'"),
        ("task.enqueue", "not an action=key"),
        ("task.enqueue=o", "gives task.enqueue the key 'o', which is for the columns"),
        ("task.enqueue=/", "gives task.enqueue the key 'slash', which is for the filter"),
        ("task.enqueue=!", "gives task.enqueue and task.watch the same key 'exclamation_mark'"),
        ("task.enqueue=Z,x", "gives task.enqueue and task.stop the same key 'x'"),
        ("queue.delete=ctrl+d", "which is for moving the cursor"),
        ("task.enqueue=nosuchkey", "'nosuchkey' in it, which is no key"),
        ("task.enqueue=ctrl+", "which is no key"),
        ("task.enqueue=Z,", "which is no key"),
        ("task.stop=T", "gives task.stop the key 'T', which is for the Console tab"),
        *(
            (f"task.stop={key}", f"has '{re.escape(key)}' in it, which is no key that terminals")
            for key in (
                *("ctrl+i", "ctrl+m", "ctrl+left_square_bracket", "ctrl+W", "shift+w", "shift+#"),
                *("ctrl+ctrl+w", "shift+ctrl+up", "super+w", "f0", "f25", "f99"),
            )
        ),
    ],
)
def test_what_cannot_be_is_said_with_both_names(text: str, complaint: str):
    with pytest.raises(ValueError, match=complaint):
        read_keys(text)


@pytest.mark.parametrize(
    "key", ["alt+w", "alt+ctrl+w", "ctrl+shift+up", "f24", "ctrl+f5", "ctrl+s"]
)
def test_what_terminals_send_can_be_chosen(key: str):
    assert read_keys(f"task.stop={key}") == {"task.stop": key}


def test_two_actions_can_change_places():
    read_keys("task.enqueue=x task.stop=e")


def test_what_shares_its_key_with_a_chosen_action_keeps_it():
    assert read_keys("model.restore=w") == {"model.restore": "w", "model.archive": "a"}


def test_keys_may_be_signs_and_several():
    assert read_keys("task.enqueue=Z,ctrl+w task.stop=# task.clone=,") == {
        "task.enqueue": "Z,ctrl+w",
        "task.stop": "number_sign",
        "task.clone": "comma",
    }


def test_signs_are_called_as_the_terminal_calls_their_keys():
    assert {sign: _character_to_key(sign) for sign in string.punctuation} == SIGNS


SCREENS = [load(path) for path in (*(entry.path for entry in entries()), *PAGES.values())]


def own_keys(of: type) -> set[str]:
    return {
        binding.key
        for owner in of.__mro__
        if owner.__module__.startswith("mltui")
        for binding in Binding.make_bindings(owner.__dict__.get("BINDINGS", ()))
        if binding.id is None
    }


@pytest.mark.parametrize(
    "screen", [one for one in SCREENS if issubclass(one, ActingScreen)], ids=lambda one: one.NAME
)
def test_no_key_that_a_screen_has_for_itself_can_be_given_away(screen: type[ActingScreen]):
    own = own_keys(screen) | own_keys(Table) | own_keys(MltuiApp)
    assert own - {"delete"} <= (TAKEN | TAKEN_BY.get(screen.KIND, {})).keys()


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.name)
def test_no_key_that_a_tab_of_a_task_has_for_itself_can_be_given_away(tab: TabEntry):
    module = sys.modules[tab.load().__module__]
    shown = [
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Widget) and not issubclass(one, Screen)
    ]
    own = set().union(*map(own_keys, shown))
    usual = {key for action in ACTIONS[Kind.TASK].values() for key in action.key.split(",")}
    assert own
    assert own - usual <= (TAKEN | TAKEN_BY[Kind.TASK]).keys()


def test_no_two_actions_of_a_kind_share_a_key_but_archive_and_restore():
    for actions in ACTIONS.values():
        keys = [action.key for action in actions.values() if action.key and not action.archived]
        assert len(keys) == len(set(keys))


def test_every_action_has_a_name_of_its_own():
    assert len(changeable()) == sum(bool(a.key) for of in ACTIONS.values() for a in of.values())


def test_the_readme_has_every_action_with_its_usual_key():
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    signs = {name: sign for sign, name in SIGNS.items()}
    for name, action in changeable().items():
        assert f"`{signs.get(action.key, action.key)}` `{name}`" in readme
