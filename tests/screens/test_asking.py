"""What is asked of a person before something is sent, and what became of it meanwhile."""

from __future__ import annotations

from textual.widgets import Static

from mltui.actions.cloning import CloneWish
from mltui.screens.asking import _ways_on
from mltui.widgets.ask_text import AskText
from mltui.widgets.choose import Choose
from mltui.widgets.confirm import Confirm
from tests.support.lab import lab_monitor


async def test_what_somebody_else_wrote_meanwhile_is_not_written_over_unasked():
    async with lab_monitor(first="tasks") as lab:
        await lab.until_rows()
        listed, task = lab.app.screen, lab.table.cursor_key
        for key, field, typed in (("n", "name", " mine"), ("N", "comment", " mine")):
            await lab.press(key)
            await lab.until(lambda: isinstance(lab.app.screen, AskText))
            await lab.call("tasks.update", {"task": task, field: "by another"})
            await lab.press(*typed, "enter")
            await lab.until(lambda: isinstance(lab.app.screen, Confirm))
            asked = lab.app.screen._plan
            assert "Somebody else has changed it meanwhile, to “by another”." in asked
            await lab.press("escape")
            await lab.until(lambda: lab.app.screen is listed)
            now = (await lab.call("tasks.get_by_id", {"task": task}))["task"]
            assert now[field] == "by another"


async def test_who_moves_what_somebody_else_has_moved_meanwhile_is_told_first():
    async with lab_monitor(first="tasks") as lab:
        await lab.until_rows()
        task = lab.table.cursor_key
        await lab.press("m")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        await lab.call("tasks.move", {"ids": [task], "project_name": "elsewhere"})
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        assert "Somebody else has moved “" in lab.app.screen._plan


async def test_who_notes_what_somebody_else_has_noted_meanwhile_is_told_first():
    async with lab_monitor(first="models") as lab:
        await lab.until_rows()
        model = lab.table.cursor_key
        note = [{"key": "precision", "type": "str", "value": "int4"}]
        await lab.press("N")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        await lab.call("models.add_or_update_metadata", {"model": model, "metadata": note})
        # Without = it is no note: it would take one away, or nothing at all.
        await lab.press(*"precision", "enter")
        await lab.until(
            lambda: (
                "nothing after = removes it"
                in str(lab.app.screen.query_one("#wrong", Static).content)
            )
        )
        await lab.press(*"=int8", "enter")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        assert "Somebody else has changed “precision” of “" in lab.app.screen._plan


async def test_what_came_to_a_project_meanwhile_is_not_deleted_unasked():
    async with lab_monitor(first="projects") as lab:
        await lab.until_rows()
        made = await lab.call("projects.create", {"name": "aaa", "description": ""})
        await lab.press("r")
        await lab.until(lambda: "aaa" in lab.row_keys)
        lab.table.move_to("aaa")
        await lab.press("D")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        question = lab.app.screen
        task = {"name": "of another", "type": "training", "project": made["id"]}
        await lab.call("tasks.create", task)
        await lab.press("y")
        await lab.until(
            lambda: isinstance(lab.app.screen, Confirm) and lab.app.screen is not question
        )
        assert "Something has changed meanwhile" in lab.app.screen._plan
        assert (await lab.call("projects.get_by_id", {"project": made["id"]}))["project"]


def test_no_secret_is_in_what_a_clone_would_change():
    wish = CloneWish("x", parameters={"Args/api_key": "n3w", "Args/lr": "0.2", "Args/token": "n3w"})
    shown = _ways_on(wish, {"Args/api_key": "s3cr3t", "Args/lr": "0.1"})[-1].detail
    assert shown == "Args/api_key ••• → •••  Args/lr 0.1 → 0.2  new: Args/token=•••"
