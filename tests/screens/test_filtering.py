from __future__ import annotations

from textual import events
from textual.widgets import Input

from mltui.screens.models import ModelsScreen
from mltui.screens.tasks import TasksScreen
from mltui.widgets.key_bar import KeyBar
from mltui.widgets.prompt import Prompt
from tests.support.lab import LabMonitor, lab_monitor

NAMES = {"/": "slash", "\r": "enter", "\x1b": "escape", " ": "space", ":": "colon"}


def typed_at_once(lab: LabMonitor, text: str) -> None:
    """Keys as they come over a slow link, in one bunch."""
    for key in text:
        name = NAMES.get(key, key)
        lab.app.post_message(events.Key(name, key if key.isprintable() else None))


async def test_keys_that_come_in_a_bunch_with_the_filter_key_are_its_and_those_behind_it_are_not():
    async with lab_monitor() as lab:
        await lab.until_rows()
        typed_at_once(lab, "/fso aqc\rjj")
        await lab.until(lambda: not lab.app.screen.query(Prompt))
        assert lab.app.screen.pattern == "fso aqc"
        await lab.press("slash", *["backspace"] * 7, "enter")
        await lab.until_rows()
        first = lab.row_keys[0]
        lab.table.move_to(first)
        typed_at_once(lab, "/yolo\x1bj")
        # Which row it is depends on whether the list was filtered for a moment.
        await lab.until(lambda: lab.table.cursor_key != first)
        await lab.until(lambda: not lab.app.screen.query(Prompt))
        assert lab.app.screen.pattern == ""


async def test_what_is_typed_behind_a_jump_finds_the_screen_it_led_to():
    async with lab_monitor() as lab:
        await lab.until_rows()
        typed_at_once(lab, ":models\r")
        await lab.until(lambda: isinstance(lab.app.screen, ModelsScreen))
        assert lab.app.screen.pattern == ""


async def test_what_is_typed_before_a_dialog_is_open_belongs_to_it():
    async with lab_monitor() as lab:
        await lab.until_rows()
        key = lab.table.cursor_key
        typed_at_once(lab, "tfsq")
        await lab.until(lambda: lab.app.screen.query(Input))
        await lab.until(lambda: lab.app.screen.query_one(Input).value == "fsq")
        typed_at_once(lab, "\x1bj")
        await lab.until(lambda: isinstance(lab.app.screen, TasksScreen))
        await lab.until(lambda: lab.table.cursor_key != key)


async def test_tab_goes_through_all_that_a_word_can_become():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("slash", *"loss/")
        prompt = lab.app.screen.query_one(Prompt)
        await lab.until(lambda: len(lab.app.screen.choices_of_filter("loss/")) > 2)
        choices = lab.app.screen.choices_of_filter("loss/")
        for choice in [*choices, choices[0]]:
            await lab.press("tab")
            await lab.until(lambda: prompt.text == choice)  # noqa: B023
        # What is typed behind one begins anew.
        await lab.press(*"1 sta", "tab")
        await lab.until(lambda: prompt.text == f"{choices[0]}1 status:")


async def test_what_is_wrong_is_said_also_when_the_server_tells_its_words_later():
    async with lab_monitor() as lab:
        await lab.until_rows()
        lab.wire.cut = True
        await lab.press("slash", *"type:moon x")
        keys = lab.app.screen.query_one(KeyBar)
        assert "moon" not in keys.render_line(0).text
        lab.wire.cut = False
        lab.app.screen._learn()
        await lab.until(lambda: "No type begins with “moon”" in keys.render_line(0).text)


async def test_of_an_empty_list_it_is_said_what_in_the_filter_nothing_can_fit():
    async with lab_monitor() as lab:
        await lab.until_rows()
        # A filter that was kept: which words the server knows was not asked yet.
        lab.app.screen.set_filter("project:Nix")
        nothing = "No task fits this filter."
        await lab.until(lambda: lab.note == f"{nothing} No project has “Nix” in its name.")
        for line, wrong in (
            ("tag:nix", "Nothing has the tag “nix”: "),
            ("queue:gpu", "“queue:” is none of status, "),
            ('"yolo aug', '“"yolo aug” lacks its closing quotation mark.'),
        ):
            lab.app.screen.set_filter(line)
            await lab.until(lambda: lab.note.startswith(f"{nothing} {wrong}"))  # noqa: B023
        lab.app.screen.set_filter("nothing is called so")
        await lab.until(lambda: lab.note == nothing)
        lab.app.go("models")
        await lab.until(lambda: isinstance(lab.app.screen, ModelsScreen))
        await lab.until_rows()
        lab.app.screen.set_filter("user:nobody")
        await lab.until(lambda: "No model fits this filter. No user has “nobody”" in lab.note)
