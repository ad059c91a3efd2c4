from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Static

from mltui.actions.subject import Subject
from mltui.screens.sending import can_open
from mltui.screens.task import TaskScreen
from mltui.screens.tasks import TasksScreen
from mltui.widgets.ask_text import AskText
from mltui.widgets.choose import Choose
from mltui.widgets.confirm import Confirm
from mltui.widgets.table import Table
from tests.screens.album import StillTiming
from tests.screens.task.test_screen import opened
from tests.support.lab import LabMonitor, lab_monitor


async def status_of(lab: LabMonitor, task: str) -> str:
    answer = await lab.call("tasks.get_by_id", {"task": task})
    return answer["task"]["status"]


@pytest.mark.parametrize("name", ["tasks", "models"])
async def test_the_list_below_a_page_knows_what_was_done_there(name: str):
    # No time passes: what is asked again is asked for a reason.
    async with lab_monitor(timing=StillTiming(), first=name) as lab:
        await lab.until_rows()
        listed, key = lab.app.screen, lab.table.cursor_key
        assert key is not None
        before = lab.cell(key, "name")
        await lab.press("enter")
        await lab.until(lambda: lab.app.screen is not listed and lab.app.screen.subjects())
        page = lab.app.screen
        await lab.press("n")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        await lab.press(*" anew", "enter")
        await lab.until(lambda: lab.app.screen is page and "anew" in page.subject())
        await lab.press("escape")
        await lab.until(lambda: lab.app.screen is listed)
        await lab.until(lambda: lab.cell(key, "name") == f"{before} anew")


async def test_a_draft_is_enqueued_to_a_chosen_queue():
    async with lab_monitor() as lab:
        page = await opened(lab, "retina sweep 17")
        await lab.press("e")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        await lab.press(*"gpu-small")
        await lab.press("enter")
        await lab.until(lambda: lab.app.screen is page and "queued" in page.details())
        assert await status_of(lab, page._task_id) == "queued"


async def test_an_enqueued_task_is_picked_up_by_a_free_worker():
    async with lab_monitor() as lab:
        page = await opened(lab, "retina sweep 17")
        await lab.press("e")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        await lab.press(*"gpu-small")
        await lab.press("enter")
        await lab.until(lambda: lab.app.screen is page)
        await lab.until(lambda: "queued" in page.details())
        await lab.call("queues.move_task_to_front", await place(lab, page._task_id))
        for _ in range(30):
            await lab.advance(60)
            if await status_of(lab, page._task_id) == "in_progress":
                break
        else:
            raise AssertionError("no worker took the task")


async def place(lab: LabMonitor, task: str) -> dict:
    answer = await lab.call("tasks.get_by_id", {"task": task})
    return {"queue": answer["task"]["execution"]["queue"], "task": task}


async def test_stopping_a_run_asks_first_and_enter_is_not_enough():
    async with lab_monitor() as lab:
        page = await opened(lab, "yolo-l aug v3")
        await lab.press("x")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        await lab.press("enter")
        await lab.pilot.pause()
        assert isinstance(lab.app.screen, Confirm)
        await lab.press("n")
        await lab.until(lambda: lab.app.screen is page)
        assert await status_of(lab, page._task_id) == "in_progress"


async def test_a_stopped_run_really_stops():
    async with lab_monitor() as lab:
        page = await opened(lab, "yolo-l aug v3")
        await lab.press("x")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        await lab.press("y")
        await lab.until(lambda: lab.app.screen is page)
        await lab.until(lambda: "● stopping" in page.query_one("#facts").text)
        assert "● stopping" in page.details()
        await lab.press("escape")
        await lab.until(lambda: lab.app.screen is not page)
        await lab.press("r")
        await lab.until(lambda: lab.cell(page._task_id, "status") == "● stopping")
        await lab.press("enter")
        await lab.until(lambda: lab.app.screen is not page and lab.app.screen.query("#facts"))
        page = lab.app.screen
        for _ in range(10):
            await lab.advance(5)
            if await status_of(lab, page._task_id) == "stopped":
                break
        else:
            raise AssertionError("the run did not obey")
        await lab.press("r")
        await lab.until(lambda: "■ stopped" in page.details())


async def test_a_clone_is_made_under_the_name_that_was_typed():
    async with lab_monitor() as lab:
        page = await opened(lab, "yolo-l aug v3")
        await lab.press("c")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        await lab.press("enter")
        await lab.until(lambda: lab.app.sitting.deeds and lab.app.sitting.deeds[-1].outcome)
        found = await lab.call("tasks.get_all", {"name": "^Clone Of yolo-l aug v3$"})
        assert [task["parent"] for task in found["tasks"]] == [page._task_id]


async def clone_of(lab: LabMonitor, name: str) -> tuple[str, str]:
    """Clone a task of the list; return its id and the clone's."""
    await lab.until_rows()
    (key,) = (k for k in lab.row_keys if lab.cell(k, "name") == name)
    lab.table.move_to(key)
    await lab.press("c")
    await lab.until(lambda: isinstance(lab.app.screen, AskText))
    await lab.press("enter")
    await lab.until(lambda: isinstance(lab.app.screen, Choose))
    await lab.press("enter")
    await lab.until(lambda: lab.app.sitting.deeds and lab.app.sitting.deeds[-1].outcome)
    outcome = lab.app.sitting.deeds[-1].outcome
    assert outcome is not None
    return key, outcome.created[0]


async def test_the_cursor_goes_to_a_clone_that_was_made_of_the_task_under_it():
    async with lab_monitor() as lab:
        _, made = await clone_of(lab, "retina sweep 17")
        await lab.until(lambda: lab.table.cursor_key == made)


async def test_the_cursor_stays_where_one_moved_it_while_a_clone_was_made():
    async with lab_monitor() as lab:
        await lab.until_rows()
        asked: list[str | None] = []

        def elsewhere(body: object) -> bool:
            lab.table.move_to_index(0)
            asked.append(lab.table.cursor_key)
            return False

        lab.wire.refuse("tasks.clone", elsewhere)
        _, made = await clone_of(lab, "retina sweep 17")
        await lab.until(lambda: made in lab.row_keys)
        assert lab.table.cursor_key == asked[0]


async def test_actions_that_are_not_allowed_are_not_offered():
    async with lab_monitor() as lab:
        page = await opened(lab, "yolo-l aug v3")
        assert isinstance(page, TaskScreen)
        assert page.check_action("act", ("stop",))
        assert not page.check_action("act", ("reset",))
        assert not page.check_action("act", ("enqueue",))
        assert not page.check_action("act", ("restore",))


async def test_what_all_keys_are_about_is_looked_up_once_for_them(monkeypatch: pytest.MonkeyPatch):
    async with lab_monitor() as lab:
        await lab.until_rows()
        screen, looked = lab.app.screen, []
        assert isinstance(screen, TasksScreen)
        subjects = screen.subjects
        monkeypatch.setattr(screen, "subjects", lambda: looked.append(1) or subjects())
        before = set(screen.active_bindings)
        assert len(looked) == 1
        lab.table.mark(lab.row_keys[:2])
        assert set(screen.active_bindings) < before
        assert len(looked) == 2
        screen.action_menu()
        # For all that it offers, and for its title.
        assert len(looked) == 4
        await lab.until(lambda: isinstance(lab.app.screen, Choose) and lab.app.screen.query(Table))


async def test_those_of_many_that_failed_stay_marked_without_a_look_at_each_for_each():
    async with lab_monitor() as lab:
        await lab.until_rows()
        screen = lab.app.screen
        assert isinstance(screen, TasksScreen)
        ids = [f"{number:032}" for number in range(5000)]
        lab.table.mark(ids)

        class Counted(dict[str, None]):
            """What failed; it notes how often all of it is gone through."""

            passes = 0

            def __iter__(self) -> Iterator[str]:
                self.passes += 1
                return super().__iter__()

        failed = Counted.fromkeys(ids)
        screen._mark_failed([Subject(each, each, "failed") for each in ids], failed)
        assert failed.passes < 5
        assert lab.table.marked == tuple(ids)
        assert screen.left_marked(ids[-1])


async def test_the_key_of_an_action_that_is_not_allowed_says_why():
    async with lab_monitor() as lab:
        page = await opened(lab, "yolo-l aug v3")
        await lab.press("R")
        told = [one.message for one in lab.app._notifications]
        assert told == ["Could not reset: it is running."]
        assert lab.app.screen is page
        # Read-only, no key acts, and each says so.
        assert lab.app.client is not None
        lab.app.client.session.read_only = True
        await lab.press("R", "x")
        told = [one.message for one in lab.app._notifications]
        assert told[1:] == [
            "Could not reset: this is read-only.",
            "Could not stop: this is read-only.",
        ]
        assert lab.app.screen is page


async def test_marked_tasks_are_archived_together_after_a_question():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("slash", *"status:completed", "enter")
        await lab.until(lambda: lab.row_keys and set(lab.column("status")) == {"✓ completed"})
        chosen = lab.row_keys[:2]
        await lab.press("g", "space", "space", "a")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        await lab.press("enter")
        await lab.until(lambda: not set(chosen) & set(lab.row_keys))
        found = await lab.call("tasks.get_all", {"id": chosen})
        assert all("archived" in task["system_tags"] for task in found["tasks"])


async def test_the_plan_of_tags_says_which_come_and_which_go():
    async with lab_monitor() as lab:
        await lab.until_rows()
        lab.table.mark(lab.row_keys[:2])
        await lab.press("t")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        await lab.press(*'"two words" -old', "enter")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        plan = lab.app.screen._plan
        assert plan.startswith("Tag 2 tasks with “two words” and without “old”: ")
        await lab.press("enter")
        await lab.until(lambda: lab.app._notifications)
        (told,) = (one.message for one in lab.app._notifications)
        assert told.startswith("2 tasks tagged with “two words” and without “old”.")


async def test_a_name_is_copied_without_what_would_act_where_it_is_pasted():
    async with lab_monitor() as lab:
        await lab.until_rows()
        key = lab.table.cursor_key
        assert key is not None
        await lab.call("tasks.update", {"task": key, "name": "run\nrm -rf x\x1b[A"})
        await lab.press("r")
        await lab.until(lambda: "rm -rf" in lab.cell(key, "name"))
        await lab.press("Y")
        await lab.until(lambda: lab.app.clipboard)
        assert lab.app.clipboard == "run rm -rf x[A"


@pytest.mark.parametrize(
    ("environment", "platform", "opens"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({}, "linux", False),
        ({"BROWSER": "w3m"}, "linux", True),
        ({}, "darwin", True),
        ({"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, "darwin", False),
    ],
)
def test_a_browser_is_opened_only_where_it_can_be_seen(
    environment: dict[str, str], platform: str, opens: bool
):
    assert can_open(environment, platform) == opens


async def test_a_task_is_written_to_a_file_and_no_file_is_written_over(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with lab_monitor() as lab:
        await lab.until_rows()
        task = lab.table.cursor_key
        await lab.press("J")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        await lab.press("enter")
        await lab.until(lambda: lab.app._notifications)
        (told,) = (one.message for one in lab.app._notifications)
        written = tmp_path / f"{task}.json"
        assert told == f"Written to {written}."
        assert json.loads(written.read_text())["id"] == task
        await lab.press("J")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        await lab.press("enter")
        wrong = lab.app.screen.query_one("#wrong", Static)
        await lab.until(lambda: "there already" in str(wrong.content))


async def test_the_address_of_a_task_that_is_gone_is_not_copied():
    async with lab_monitor() as lab:
        await lab.until_rows()
        key = lab.table.cursor_key
        await lab.call("tasks.delete", {"task": key, "force": True})
        await lab.press("ctrl+y")
        await lab.until(lambda: lab.app._notifications)
        (told,) = (one.message for one in lab.app._notifications)
        assert told == "Could not copy web address: it is gone."
