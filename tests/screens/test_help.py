from __future__ import annotations

import pytest
from textual.binding import Binding

from mltui.screens.help import HelpScreen, KeysOfGroup, key_groups, signs_in_sight
from mltui.screens.task.console_log import Console
from mltui.server.events.logs import LogEntry
from mltui.widgets.working_keys import described
from tests.screens.task.test_console import START, write
from tests.screens.task.test_screen import opened
from tests.support.lab import lab_monitor

GROUPS = [
    ("Plots", [("m", "maximise"), ("shift+]", "more of these plots side by side " * 3)]),
    ("Everywhere", [("q", "quit")]),
]


async def test_what_a_key_does_goes_on_below_itself_where_it_is_too_long() -> None:
    async with lab_monitor(size=(60, 24)) as lab:
        lab.app.push_screen(HelpScreen(GROUPS))
        await lab.until(lambda: isinstance(lab.app.screen, HelpScreen))
        await lab.until(lambda: all(each.size for each in lab.app.screen.query(KeysOfGroup)))
        plots, everywhere = lab.app.screen.query(KeysOfGroup)
        lines = plots.render().plain.splitlines()
        assert lines[:2] == ["Plots", "  m        maximise"]
        assert lines[2].startswith("  shift+]  more of these")
        assert len(lines) > 3
        assert all(line[:11] == " " * 11 for line in lines[3:])
        # A free line is between it and the next.
        assert everywhere.region.y == plots.region.y + len(lines) + 1


def test_only_the_first_letter_of_what_a_key_does_is_made_small() -> None:
    said = [described(Binding("x", "x", text)) for text in ("Next plot", "in $EDITOR", "")]
    assert said == ["next plot", "in $EDITOR", ""]


@pytest.mark.parametrize(
    ("key", "name", "named"),
    [
        ("2", "Tasks", set()),
        ("9", "Account", {("tab", "next part"), ("shift+tab", "previous part")}),
    ],
)
async def test_tab_is_named_where_there_is_more_than_one_part(
    key: str, name: str, named: set[tuple[str, str]]
) -> None:
    async with lab_monitor(size=(80, 24)) as lab:
        await lab.pilot.press(key)
        await lab.until(lambda: getattr(lab.app.screen, "NAME", "") == name)
        await lab.until(lambda: len(lab.app.screen.focus_chain) > (1 if named else 0))
        keys = {each for _, group in key_groups(lab.app.screen) for each in group}
        assert {each for each in keys if "tab" in each[0]} == named


async def test_the_signs_in_sight_are_explained_and_no_others() -> None:
    async with lab_monitor(size=(80, 24)) as lab:
        await lab.until_rows()
        await lab.press("space")
        await lab.until(lambda: lab.table.marked)
        await lab.pilot.pause()
        ((title, signs),) = signs_in_sight(lab.app.screen)
        assert title == "Signs"
        said = dict(signs)
        assert said["✚"] == "marked: the next action is about it"
        assert said["⚠"] == "stalled: runs without a report for ten minutes or more"
        assert "!" not in said
        await lab.press("question_mark")
        await lab.until(lambda: isinstance(lab.app.screen, HelpScreen))
        own, signs, *_ = lab.app.screen.query(KeysOfGroup)
        assert own.render().plain.startswith("Tasks")
        assert "✚" in signs.render().plain


async def test_scrolling_is_offered_only_where_the_keys_do_not_fit() -> None:
    async with lab_monitor(size=(60, 24)) as lab:
        lab.app.push_screen(HelpScreen(GROUPS))
        await lab.until(lambda: isinstance(lab.app.screen, HelpScreen))
        box = lab.app.screen.query_one("#keys")
        await lab.until(lambda: box.border_subtitle == "esc closes")
        await lab.pilot.resize_terminal(40, 9)
        await lab.until(lambda: box.border_subtitle == "esc closes   j k scroll")
        await lab.pilot.resize_terminal(60, 24)
        await lab.until(lambda: box.border_subtitle == "esc closes")


async def test_what_a_program_wrote_is_not_explained() -> None:
    async with lab_monitor(size=(80, 24)) as lab:
        page = await opened(lab, "retina sweep 15")
        entries = [
            LogEntry(START + n, START + n, "info", "box9", line)
            for n, line in enumerate(("training completed!", "+x = 3", "epoch – 3"))
        ]
        await write(lab, page.task_id, entries)
        page.show_tab("Console")
        await lab.until(lambda: page.query(Console) and page.query_one(Console).written)
        await lab.pilot.pause()
        assert signs_in_sight(page) == []
