from __future__ import annotations

import asyncio
from dataclasses import replace

import httpx
import pytest
from textual.widgets import Static

from mltui.actions import sending
from mltui.actions.action import Outcome
from mltui.actions.subject import Kind
from mltui.actions.table import ACTIONS
from mltui.widgets.ask_text import AskText
from mltui.widgets.confirm import Confirm
from mltui.widgets.key_bar import KeyBar
from mltui.widgets.progress import Progressing
from mltui.widgets.tell import Tell
from tests.support.lab import LabMonitor, lab_monitor


async def done(lab: LabMonitor, count: int = 1) -> None:
    deeds = lab.app.sitting.deeds
    await lab.until(lambda: len(deeds) >= count and deeds[-1].outcome is not None)


async def filtered(lab: LabMonitor, line: str) -> None:
    await lab.until_rows()
    total = lab.table.total
    await lab.press("slash", *line, "enter")
    await lab.until(lambda: lab.table.total != total and lab.row_keys)


def offered(lab: LabMonitor) -> set[str]:
    bound = [action.name for action in ACTIONS[Kind.TASK].values() if action.key]
    return {name for name in bound if lab.app.screen.check_action("act", (name,))}


async def test_all_that_fit_the_filter_are_archived_and_come_back_with_u():
    async with lab_monitor() as lab:
        await filtered(lab, "status:completed")
        total = lab.table.total
        assert total > 100
        await lab.press("asterisk")
        assert f"all {total} tasks" in str(lab.app.screen.query_one(KeyBar)._message)
        # What no completed task can take is not offered, and its key says so.
        assert offered(lab) == {"archive", "reset", "publish", "tag", "move"}
        await lab.press("d", "y", "c")
        assert [one.message for one in lab.app._notifications] == [
            "Could not dequeue: no task that fits allows it.",
            "Could not copy id: it takes what is marked, not all that fit.",
            "Could not clone: it takes one at a time.",
        ]
        await lab.press("a")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        assert f"Archive {total} tasks" in lab.app.screen._plan
        await lab.press("enter")
        await done(lab)
        assert len(lab.app.sitting.deeds[-1].outcome.changed) == total
        left = await lab.call(
            "tasks.get_all", {"status": ["completed"], "system_tags": ["-archived"]}
        )
        assert left["tasks"] == []
        await lab.press("u")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        await lab.press("enter")
        await done(lab, 2)
        back = await lab.call(
            "tasks.get_all", {"status": ["completed"], "system_tags": ["-archived"]}
        )
        assert len(back["tasks"]) == total


async def test_deleting_many_takes_typing_how_many():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("A")
        archived = await lab.call("tasks.get_all", {"system_tags": ["archived"]})
        total = len(archived["tasks"])
        assert total > 10
        await lab.until(
            lambda: lab.app.screen.pattern == "archived:yes" and lab.table.total == total
        )
        await lab.press("asterisk", "D")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        assert "can’t be undone" in lab.app.screen._plan
        await lab.press("y")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        await lab.press("1", "enter")
        assert isinstance(lab.app.screen, AskText)
        await lab.press("escape")
        await lab.until(lambda: not lab.app.sitting.deeds)
        found = await lab.call("tasks.get_all", {"system_tags": ["archived"]})
        assert len(found["tasks"]) >= total


async def test_what_was_refused_is_listed_with_the_reason():
    async with lab_monitor() as lab:
        await filtered(lab, "status:completed")
        chosen = lab.row_keys[:4]
        lab.table.mark(chosen)
        # Somebody else is quicker, and the monitor has not heard of it.
        await lab.call("tasks.archive", {"tasks": [chosen[1]]})
        await lab.call("tasks.delete", {"task": chosen[3], "force": True})
        await lab.press("a")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        await lab.press("enter")
        await done(lab)
        await lab.until(lambda: isinstance(lab.app.screen, Tell))
        assert "meanwhile it is archived" in lab.app.screen._lines[0]
        assert "it is gone: somebody else removed it" in lab.app.screen._lines[1]
        await lab.press("enter")
        await lab.until(lambda: not isinstance(lab.app.screen, Tell))
        # There is no other try for what is gone, nor a row that would show the mark.
        assert not lab.table.marked


async def test_what_is_marked_and_has_left_the_list_is_asked_about_by_name():
    async with lab_monitor() as lab:
        await filtered(lab, "status:completed")
        keys = lab.app.screen.query_one(KeyBar)
        gone, other = lab.row_keys[0], lab.row_keys[1]
        name = lab.cell(gone, "name")
        await lab.press("space")
        await lab.until(lambda: keys._message == ("1 marked", ""))
        await lab.call("tasks.archive", {"tasks": [gone]})
        await lab.press("r")
        await lab.until(lambda: keys._message == ("1 marked, not among the rows loaded", ""))
        assert gone not in lab.row_keys
        # One alone would be sent at once; nobody sees which one that is.
        await lab.press("a")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        assert f"Marked, but not among the rows loaded: “{name}”." in lab.app.screen._plan
        await lab.press("escape")
        await lab.until(lambda: not isinstance(lab.app.screen, Confirm))
        assert not lab.app.sitting.deeds
        lab.table.mark([gone, other])
        await lab.until(lambda: keys._message == ("2 marked, 1 not among the rows loaded", ""))
        await lab.press("escape")
        lab.table.move_to(other)
        await lab.press("a")
        await done(lab)
        assert lab.app.sitting.deeds[-1].outcome.changed == (other,)


def hold_writes(lab: LabMonitor) -> asyncio.Event:
    """Keep everything that archives back until the event is set."""
    free, way = asyncio.Event(), lab.wire.handle_async_request

    async def held(request: httpx.Request) -> httpx.Response:
        if "archive" in request.url.path:
            await free.wait()
        return await way(request)

    lab.wire.handle_async_request = held
    return free


async def test_a_long_sending_shows_how_far_it_is_and_ends_between_two_pages(
    monkeypatch: pytest.MonkeyPatch,
):
    archive = ACTIONS[Kind.TASK]["archive"]
    monkeypatch.setitem(ACTIONS[Kind.TASK], "archive", replace(archive, page=20))
    async with lab_monitor() as lab:
        await filtered(lab, "status:completed,failed,stopped,published")
        total = lab.table.total
        assert total > 150
        pages, way = asyncio.Semaphore(0), lab.wire.handle_async_request

        async def held(request: httpx.Request) -> httpx.Response:
            if "archive" in request.url.path:
                await pages.acquire()
            return await way(request)

        lab.wire.handle_async_request = held
        await lab.press("asterisk", "a")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, Progressing))
        bar = lab.app.screen.query_one("#bar", Static)
        assert f"0 of {total}" in str(bar.content)
        pages.release()
        await lab.until(lambda: f"20 of {total}" in str(bar.content))
        await lab.press("escape")
        await lab.until(lambda: "Stopping" in str(bar.content))
        assert not str(lab.app.screen.query_one("#keys", Static).content)
        pages.release()
        await done(lab)
        outcome = lab.app.sitting.deeds[-1].outcome
        assert len(outcome.changed) == 40
        assert len(outcome.refused) == total - 40
        await lab.until(lambda: isinstance(lab.app.screen, Tell))
        assert "cancelled" in lab.app.screen._lines[0]
        await lab.press("enter")
        # What was not sent stays marked for another try, also what was never loaded.
        await lab.until(lambda: len(lab.table.marked) == total - 40)
        assert any(lab.table.row(key) is None for key in lab.table.marked)
        await lab.press("a")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        assert f"{total - 40} tasks" in lab.app.screen._title
        assert "not among the rows loaded" in "".join(lab.app.screen._plan)
        lab.wire.handle_async_request = way
        await lab.press("enter")
        await done(lab, 2)
        assert len(lab.app.sitting.deeds[-1].outcome.changed) == total - 40


@pytest.mark.parametrize("count", [1, 3])
async def test_what_is_marked_while_an_action_is_under_way_stays_marked(count: int):
    async with lab_monitor() as lab:
        await filtered(lab, "status:completed")
        chosen, others = lab.row_keys[:count], lab.row_keys[3:6]
        lab.table.mark(chosen)
        if count > 1:
            lab.wire.refuse("tasks.archive_many", lambda _: True)
        free = hold_writes(lab)
        await lab.press("a")
        if count > 1:
            await lab.until(lambda: isinstance(lab.app.screen, Confirm))
            await lab.press("enter")
        await lab.until(lambda: lab.app.sitting.busy)
        table, left = lab.table, {*others, *(chosen if count > 1 else ())}
        table.mark([*chosen, *others])
        free.set()
        await done(lab)
        await lab.until(lambda: set(table.marked) == left)


async def test_the_row_says_at_once_what_is_done_to_it():
    async with lab_monitor() as lab:
        await filtered(lab, "status:completed")
        key = lab.table.cursor_key
        assert key is not None
        free, way = hold_writes(lab), lab.wire.handle_async_request
        said: list[bool] = []

        async def noting(request: httpx.Request) -> httpx.Response:
            if lab.app.sitting.busy:
                said.append(bool(lab.table._over))
            return await way(request)

        lab.wire.handle_async_request = noting
        await lab.press("a")
        await lab.until(lambda: lab.table._over.get(key))
        assert lab.table._over[key]["status"].text == "archiving…"
        assert key in lab.row_keys
        # No request is made before: that takes longer than drawing the row.
        await lab.until(lambda: said)
        assert said[0]
        free.set()
        await lab.until(lambda: key not in lab.row_keys)


async def test_leaving_waits_for_what_is_being_sent():
    async with lab_monitor() as lab:
        await filtered(lab, "status:completed")
        key = lab.table.cursor_key
        free = hold_writes(lab)
        await lab.press("a")
        await lab.until(lambda: lab.app.sitting.under_way)
        await lab.press("q")
        await lab.until(lambda: lab.app._notifications)
        (told,) = (one.message for one in lab.app._notifications)
        assert told == "Archiving: leaving when the server has answered; again: at once."
        assert lab.app.is_running
        free.set()
        await lab.until(lambda: lab.app._exit)
        found = await lab.call("tasks.get_by_id", {"task": key})
        assert "archived" in found["task"]["system_tags"]


async def test_leaving_twice_leaves_at_once():
    async with lab_monitor() as lab:
        await filtered(lab, "status:completed")
        hold_writes(lab)
        await lab.press("a")
        await lab.until(lambda: lab.app.sitting.under_way)
        await lab.press("q", "q")
        await lab.until(lambda: lab.app._exit)


@pytest.fixture
def impatient(monkeypatch):
    """A lost server is not waited for long."""
    monkeypatch.setattr(sending, "READ_PAUSES_S", (0.01, 0.01))


async def test_one_stays_to_read_what_was_refused(impatient: None):
    async with lab_monitor() as lab:
        await filtered(lab, "status:completed")
        free = hold_writes(lab)
        await lab.press("a")
        await lab.until(lambda: lab.app.sitting.under_way)
        await lab.press("ctrl+c")
        await lab.until(lambda: lab.app._leaving is not None)
        lab.wire.cut = True
        free.set()
        await lab.until(lambda: lab.app.sitting.deeds[-1].outcome)
        await lab.until(lambda: lab.app._leaving is None)
        assert not lab.app._exit


async def test_one_stays_to_read_that_a_clone_was_not_enqueued():
    async with lab_monitor() as lab:
        await lab.until_rows()
        deed = lab.app.sitting.begin(ACTIONS[Kind.TASK]["clone"], [], "", at=0.0)
        await lab.press("q")
        await lab.until(lambda: lab.app._leaving is not None)
        lab.app.sitting.end(deed, Outcome(noticed=("The clone is a draft not enqueued: gone.",)))
        await lab.until(lambda: lab.app._leaving is None)
        assert not lab.app._exit


async def test_a_lost_server_gives_the_row_back_and_says_so(impatient: None):
    async with lab_monitor() as lab:
        await filtered(lab, "status:completed")
        key = lab.table.cursor_key
        lab.wire.cut = True
        await lab.press("a")
        await done(lab)
        outcome = lab.app.sitting.deeds[-1].outcome
        assert outcome.refused[0].reason.startswith("nothing was sent")
        await lab.until(lambda: not lab.table._over)
        assert key in lab.row_keys


async def test_the_history_tells_what_was_done():
    async with lab_monitor() as lab:
        await filtered(lab, "status:completed")
        await lab.press("a")
        await done(lab)
        await lab.press("U")
        await lab.until(lambda: isinstance(lab.app.screen, Tell))
        assert "archived." in lab.app.screen._lines[0]


async def test_another_list_forgets_the_marks_and_says_so():
    async with lab_monitor() as lab:
        await filtered(lab, "status:completed")
        await lab.press("space", "space")
        await lab.until(lambda: lab.app.screen.query_one(KeyBar)._message)
        await lab.press("escape", "space", "space", "f")
        await lab.until(lambda: lab.app.screen.query_one(KeyBar)._message is None)


async def test_another_order_keeps_the_marks():
    async with lab_monitor() as lab:
        await filtered(lab, "status:completed")
        marked = tuple(lab.row_keys[2:5])
        lab.table.mark(marked)
        before = lab.row_keys
        await lab.press("s")
        await lab.until(lambda: lab.row_keys and lab.row_keys != before)
        assert lab.table.marked == marked
        screen = lab.app.screen
        assert {one.id for one in screen.subjects()} == set(marked)
        await lab.press("a")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        assert lab.app.screen._title == "Archive 3 tasks?"
        await lab.press("escape", "f")
        await lab.until(lambda: not lab.table.marked)


async def test_a_range_over_rows_that_are_not_loaded_says_how_many_it_lacks():
    async with lab_monitor() as lab:
        await lab.until_rows()
        keys = lab.app.screen.query_one(KeyBar)
        lab.wire.refuse("tasks.get_all_ex", lambda body: body.get("page"))
        lacking = lab.table.total - 100
        await lab.press("v", "G")
        said = f"100 marked, {lacking} of the range not loaded"
        await lab.until(lambda: keys._message == (said, ""))
