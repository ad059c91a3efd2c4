"""What holds of every screen: on an empty server, with one of each, on a large one, without one."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from mltui.api.since import SINCE
from mltui.screens.registry import ENTRIES
from mltui.widgets.key_bar import KeyBar
from mltui.widgets.note import Note
from mltui.widgets.status_line import StatusLine
from mltui.widgets.table import Table
from tests.support.lab import LabMonitor, lab_monitor
from tests.support.small import Served, large_server, one_of_each, small_monitor

NAMES = [entry.name for entry in ENTRIES]

#: What an empty server leads to, by screen. There is always a queue and oneself.
EMPTY = {
    "home": "You have no tasks here yet.",
    "projects": "No projects here yet.",
    "tasks": "No tasks yet. A training script shows up here once its clearml.conf points to small",
    "queues": "There are no queues yet. + makes one.",
    "workers": "No worker has reported within the hour.",
    "serving": "Nothing is being served.",
    "models": "No task has registered a model yet.",
    "reports": "Nobody has written a report.",
    "usage": "No task has run in this time.",
    "account": "",
}

#: What keys do on an empty server, by screen; where to go and help are offered everywhere.
KEYS = {
    "home": "",
    "queues": "new queue",
    "workers": "activity, this host",
    "serving": "",
    "models": "filter",
    "reports": "filter, new report",
    "usage": "by, longer, shorter",
    "account": "next part, new credentials",
}

#: What stands in the one row of each screen.
ONE = {
    "home": "the task",
    "projects": "The project",
    "tasks": "the task",
    "queues": "the queue",
    "workers": "box:0",
    "serving": "the endpoint",
    "models": "the model",
    "reports": "the report",
    "usage": "The project",
    "account": "used here",
}

#: What stands on the page that the row opens.
PAGE = {
    "home": "the task",
    "projects": "the task",
    "tasks": "the task",
    "queues": "box:0",
    "workers": "box:0",
    "serving": "c1",
    "models": "the model",
    "reports": "It works",
}

#: What each screen says of a large cluster.
LARGE = {
    "home": "of 16,000 busy",
    "projects": "5,700 projects",
    "tasks": "9,801 tasks",
    "queues": "517 waiting in 318 queues",
    "workers": "2,000 hosts  16,000 GPUs",
    "serving": "200 endpoints",
    "models": "10,000 models",
    "reports": "200 reports",
    "usage": "GPU hours",
    "account": "1 person",
}


def text(lab: LabMonitor) -> str:
    """All that is on the screen."""
    strips = lab.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def state(lab: LabMonitor) -> str:
    return lab.app.screen.query_one(StatusLine).link.state


def fault(lab: LabMonitor) -> bool:
    """Whether the sentence above the body tells of a fault of the monitor's own."""
    return "fault" in lab.app.screen.query_one(Note).render().plain


async def lose_and_find_again(lab: LabMonitor, known: str) -> None:
    """Cut the way to the server: what was known stays, and is live again afterwards."""
    await lab.until(lambda: known in text(lab))
    lab.wire.cut = True
    await lab.press("r")
    await lab.until(lambda: state(lab) == "offline" and "Trying again" in lab.note)
    assert known in text(lab)
    lab.wire.cut = False
    await lab.press("r")
    await lab.until(lambda: state(lab) == "live" and "Trying again" not in lab.note)


async def arrive(lab: LabMonitor, name: str) -> None:
    title = next(entry.title for entry in ENTRIES if entry.name == name)
    await lab.until(lambda: title == lab.app.screen.NAME)


@pytest.mark.parametrize("name", NAMES)
async def test_an_empty_server_is_told_from_a_lost_one_and_no_key_does_harm(name: str):
    async with small_monitor(Served(), name) as lab:
        await arrive(lab, name)
        await lab.until(lambda: EMPTY[name] in lab.note and state(lab) == "live")
        screen, bar = lab.app.screen, lab.app.screen.query_one(KeyBar)
        if name in KEYS:
            # Nothing is offered that has nothing to act on.
            await lab.until(lambda: ", ".join(hint.what for hint in bar.hints[:-2]) == KEYS[name])
        await lab.press("space", "enter", "v", "asterisk", "j", "G", "pageup")
        await lab.press("D", "x", "s", "c", "equals_sign")
        await lab.until(lambda: lab.app.screen is screen)
        assert EMPTY[name] in lab.note


@pytest.mark.parametrize("name", NAMES)
async def test_one_of_each_is_one_row_whose_page_outlives_a_lost_server_and_leads_back(name: str):
    served = Served()
    served.ago = timedelta(seconds=5)
    one_of_each(served.call, now_ms=int(time.time() * 1000) - 5_000)
    served.ago = timedelta()
    async with small_monitor(served, name) as lab:
        await arrive(lab, name)
        await lab.until_rows()
        (row,) = lab.row_keys
        await lab.until(lambda: ONE[name] in text(lab))
        screen = lab.app.screen
        await lab.press("enter")
        if name not in ("usage", "account"):
            await lab.until(lambda: lab.app.screen is not screen)
            await lab.until(lambda: state(lab) == "live")
            await lose_and_find_again(lab, PAGE[name])
            await lab.press("escape")
            await lab.until(lambda: lab.app.screen is screen)
        assert lab.table.cursor_key == row


@pytest.mark.parametrize("name", NAMES)
async def test_a_server_that_is_lost_leaves_what_was_known_and_is_found_again(name: str):
    async with lab_monitor(first=name) as lab:
        await arrive(lab, name)
        await lab.until_rows()
        await lab.until(lambda: state(lab) == "live")
        rows = lab.row_keys
        lab.wire.cut = True
        await lab.press("r")
        await lab.until(lambda: state(lab) == "offline" and "Trying again" in lab.note)
        assert lab.row_keys == rows
        assert lab.app.screen.query_one("#body").has_class("-stale")
        lab.wire.cut = False
        await lab.press("r")
        await lab.until(lambda: state(lab) == "live" and "Trying again" not in lab.note)
        assert not lab.app.screen.query_one("#body").has_class("-stale")


@pytest.mark.parametrize("name", NAMES)
async def test_a_server_that_was_never_there_is_waited_for(name: str):
    async with lab_monitor(first=name) as lab:
        lab.wire.cut = True
        await arrive(lab, name)
        await lab.until(lambda: "cannot be reached" in lab.note)
        lab.wire.cut = False
        await lab.press("r")
        await lab.until(lambda: state(lab) == "live")
        await lab.until_rows()


@pytest.mark.parametrize("name", NAMES)
async def test_a_server_of_years_ago_shows_what_it_has(name: str):
    """All that came after API 2.14 is missing."""
    async with lab_monitor(first=name) as lab:
        lab.wire.lacking |= {endpoint for endpoint, version in SINCE.items() if version > (2, 14)}
        await arrive(lab, name)
        await lab.until(lambda: state(lab) == "live" or "Not on this server" in lab.note)
        if name in ("serving", "reports", "usage"):
            await lab.until(lambda: "Not on this server" in lab.note)
            # The server is there all the same.
            assert state(lab) == "refused"
            bar = lab.app.screen.query_one(KeyBar)
            await lab.until(lambda: [hint.what for hint in bar.hints] == ["go", "keys"])
        else:
            await lab.until_rows()
        await lab.press("r", "j", "k")
        assert not fault(lab)
        screen = lab.app.screen
        if name in ("queues", "workers", "models"):
            # The first row of the workers is a host.
            await lab.press(*("j",) * (name == "workers"), "enter")
            await lab.until(lambda: lab.app.screen is not screen and state(lab) == "live")
            assert not fault(lab)


async def test_activity_and_alerts_of_an_empty_server_are_told_from_a_lost_one():
    async with small_monitor(Served(), "workers") as lab:
        await arrive(lab, "workers")
        lab.app.open_page("activity", "", "")
        await lab.until(lambda: "all 0" in text(lab) and state(lab) == "live")
        await lab.until(lambda: "No worker reported in this time" in lab.note)
        await lose_and_find_again(lab, "all 0")
        await lab.press("colon", *"alerts", "enter")
        await lab.until(lambda: "Nothing is watched." in lab.note and state(lab) == "live")
        # Though nothing that is watched is asked for, what is said of the server is so.
        await lose_and_find_again(lab, "0 watched")


async def test_every_screen_opens_on_a_large_cluster_and_goes_to_its_end():
    async with small_monitor(large_server(), NAMES[0]) as lab:
        for entry in ENTRIES:
            lab.app.go(entry.name)
            await arrive(lab, entry.name)
            await lab.until_rows()
            await lab.until(lambda: LARGE[entry.name] in text(lab))  # noqa: B023
            table = lab.app.screen.query(Table).first()
            await lab.press("G")
            await lab.until(lambda: table.cursor_key is not None)  # noqa: B023
            assert table.cursor_index == table.total - 1
            await lab.until(lambda: table.row(table.cursor_key) is not None)  # noqa: B023
            if entry.name in ("queues", "workers", "serving", "models", "reports"):
                screen = lab.app.screen
                await lab.press("enter")
                await lab.until(lambda: lab.app.screen is not screen)  # noqa: B023
                await lab.until(lambda: state(lab) in ("live", "slow") and not fault(lab))
                await lab.press("escape")
                await lab.until(lambda: lab.app.screen is screen)  # noqa: B023
        lab.app.open_page("activity", "", "")
        await lab.until(lambda: "active on average" in text(lab))


async def test_enter_on_a_row_that_has_just_gone_ends_nothing():
    async with lab_monitor() as lab:
        for entry in ENTRIES:
            lab.app.go(entry.name)
            await lab.until(lambda entry=entry: entry.title == lab.app.screen.NAME)
            await lab.until(lambda: lab.app.screen.is_mounted)
            for table in lab.app.screen.query(Table):
                table.post_message(Table.Selected(table, "gone"))
            await lab.pilot.pause()
        assert lab.app.is_running
