from __future__ import annotations

from textual.widgets import Input, Static

from mltui.api.types.tasks import Task
from mltui.live.preferences import Preferences
from mltui.live.task_columns import ValueColumn
from mltui.screens.column_chooser import ChooseColumns
from mltui.screens.layout import Layout, layout_to_json
from mltui.screens.task_layout import USUAL, layout_from_json
from tests.support.lab import LabMonitor, lab_monitor

LOSS = "last\tloss\tval"
RATE = "parameter\tGeneral\tlr"


async def choosing(lab: LabMonitor) -> ChooseColumns:
    await lab.until_rows()
    await lab.press("o")
    await lab.until(lambda: isinstance(lab.app.screen, ChooseColumns) and lab.row_keys)
    dialog = lab.app.screen
    assert isinstance(dialog, ChooseColumns)
    return dialog


async def find(lab: LabMonitor, word: str) -> None:
    await lab.press("slash", *word, "enter")


def titles(lab: LabMonitor) -> list[str]:
    """The titles of the columns, as far as there is room for them."""
    return [placed.column.title for placed in lab.table._placed]


async def test_columns_of_metrics_and_hyperparameters_are_added_and_only_they_are_asked_for():
    async with lab_monitor(size=(200, 50)) as lab:
        await choosing(lab)
        kinds = set(lab.column("kind"))
        assert {"metric", "hyperparameter", ""} <= kinds
        await find(lab, "min loss / val")
        await lab.until(lambda: lab.row_keys == ["min\tloss\tval"])
        await lab.press("space", "escape")
        await find(lab, "batch_size")
        await lab.until(lambda: len(lab.row_keys) == 1)
        (batch,) = lab.row_keys
        await lab.press("space", "escape")
        for key in ("project", "user", "updated", "worker"):
            lab.table.move_to(key)
            await lab.press("space")
        await lab.press("enter")
        await lab.until(lambda: not isinstance(lab.app.screen, ChooseColumns))
        await lab.until(lambda: titles(lab)[-2:] == ["min loss/val", "batch_size"])
        await lab.until(lambda: any(lab.column_known("min\tloss\tval")))
        asked = [body["only_fields"] for body in lab.wire.bodies["tasks.get_all_ex"]]
        assert any(any(field.endswith(".min_value") for field in fields) for fields in asked)
        (key,) = (k for k in lab.row_keys if lab.cell(k, "name") == "yolo-l aug v3")
        task = (await lab.call("tasks.get_by_id", {"task": key}))["task"]
        section, name = batch.split("\t")[1:]
        assert lab.cell(key, batch) == task["hyperparams"][section][name]["value"]


async def test_the_cursor_moves_in_what_is_found_while_one_types():
    async with lab_monitor() as lab:
        await choosing(lab)
        known = len(lab.row_keys)
        await lab.press("slash", *"loss")
        await lab.until(lambda: 1 < len(lab.row_keys) < known)
        first, second = lab.row_keys[:2]
        keys = lab.app.screen.query_one("#keys", Static)
        assert "in what is found" in str(keys.content)
        lab.table.move_to(first)
        await lab.press("down")
        assert lab.table.cursor_key == second
        await lab.press("up", "down", "enter", "space")
        await lab.until(lambda: lab.cell(second, "place") == "✓")
        # The list has its own keys back.
        assert "space show" in str(keys.content)
        await lab.press("up")
        assert lab.table.cursor_key == first


async def test_the_keys_of_what_is_typed_in_or_chosen_from_are_named_however_one_came_there():
    async with lab_monitor() as lab:
        dialog = await choosing(lab)
        keys, field = dialog.query_one("#keys", Static), dialog.query_one(Input)
        await lab.press("slash", *"loss", "tab")
        await lab.until(lambda: lab.table.has_focus and "space show" in str(keys.content))
        await lab.press("shift+tab")
        await lab.until(lambda: field.has_focus and "in what is found" in str(keys.content))
        await lab.pilot.click(lab.table)
        await lab.until(lambda: lab.table.has_focus and "space show" in str(keys.content))


async def test_a_chosen_column_without_room_is_told_of():
    async with lab_monitor() as lab:
        await choosing(lab)
        await find(lab, "min loss/val")
        await lab.until(lambda: lab.row_keys == ["min\tloss\tval"])
        await lab.press("space", "escape", "enter")
        await lab.until(lambda: lab.app._notifications)
        (told,) = (one.message for one in lab.app._notifications)
        assert told == "There is no room here for min loss/val; K moves a column up."


async def test_columns_move_and_widen_and_the_name_stays():
    async with lab_monitor(size=(200, 50)) as lab:
        await choosing(lab)
        await lab.press("space")
        await lab.until(lambda: lab.cell("name", "place") == "✓")
        lab.table.move_to("run")
        await lab.press("K", "K", "K", "greater_than_sign", "greater_than_sign", "enter")
        await lab.until(lambda: not isinstance(lab.app.screen, ChooseColumns))
        await lab.until(lambda: titles(lab)[:3] == ["NAME", "RUN", "STATUS"])
        (run,) = (placed for placed in lab.table._placed if placed.column.key == "run")
        assert run.width == 8


async def test_several_columns_are_sorted_by():
    async with lab_monitor(size=(200, 50)) as lab:
        await choosing(lab)
        await lab.press("0")
        lab.table.move_to("status")
        await lab.press("s")
        lab.table.move_to("updated")
        await lab.press("s", "s")
        lab.table.move_to("name")
        await lab.press("s", "s", "enter")
        await lab.until(lambda: "sort: status ↑, name ↓" in lab.app.screen.details())
        bodies = lab.wire.bodies["tasks.get_all_ex"]
        await lab.until(lambda: any(b.get("order_by") == ["status", "-name"] for b in bodies))
        await lab.until(lambda: lab.row_keys)
        pairs = list(zip(lab.column("status"), lab.column("name"), strict=True))
        words = [name.split()[0] for status, name in pairs if status == pairs[0][0]]
        assert words == sorted(words, reverse=True)


async def test_the_choice_is_remembered():
    preferences = Preferences()
    async with lab_monitor(size=(200, 50)) as lab:
        lab.app.preferences = preferences
        await choosing(lab)
        lab.table.move_to("tags")
        await lab.press("space", *["K"] * 9, "enter")
        await lab.until(lambda: "TAGS" in titles(lab))
    kept = layout_from_json(preferences.get("task columns"))
    assert "tags" in kept.columns


def test_a_layout_that_was_kept_by_another_version_does_no_harm():
    assert layout_from_json({}) == USUAL
    assert layout_from_json({"columns": 3, "widths": {}, "sorts": []}) == USUAL
    strange = {"columns": ["moon", "run", "run"], "widths": {"run": 9}, "sorts": [["moon", 1]]}
    kept = layout_from_json(strange)
    assert kept == Layout(("name", "run"), USUAL.sorts, {"run": 9})
    assert layout_from_json(layout_to_json(kept)) == kept


def test_a_hyperparameter_with_a_dot_in_its_name_is_one_field():
    assert ValueColumn("parameter", "Args", "opt.lr").field == "hyperparams.Args.opt%2Elr.value"


async def test_small_curves_of_the_tasks_in_sight_are_asked_for_only_where_they_are_shown():
    curves = "events.multi_task_scalar_metrics_iter_histogram"
    async with lab_monitor(size=(200, 50)) as lab:
        await choosing(lab)
        assert lab.wire.asked[curves] == 0
        lab.table.move_to("curve")
        await lab.press("space", *["K"] * 9, "enter")
        await lab.until(lambda: not isinstance(lab.app.screen, ChooseColumns))
        (key,) = (k for k in lab.row_keys if lab.cell(k, "name") == "yolo-l aug v3")
        await lab.until(lambda: lab.cell(key, "curve").strip())
        asked = {task for body in lab.wire.bodies[curves] for task in body["tasks"]}
        assert asked <= set(lab.row_keys[:50])


async def test_what_may_be_missing_from_the_columns_is_said():
    async with lab_monitor(size=(200, 50)) as lab:
        lab.wire.empty["projects.get_hyper_parameters"] = lambda asked: {
            "parameters": [{"section": "Args", "name": f"p{asked['page']}"}],
            "remaining": 7,
            "total": 8,
        }
        await choosing(lab)
        said = "\n".join(str(one.render()) for one in lab.app.screen.query(".keys"))
        assert "7 more hyperparameters are not listed." in said
        assert "parameter\tArgs\tp0" in lab.row_keys


async def test_hyperparameters_are_shown_as_they_were_written():
    parameter = {"section": "Args", "name": "seed", "value": "007"}
    task = Task.model_validate({"id": "t", "hyperparams": {"Args": {"seed": parameter}}})
    assert ValueColumn("parameter", "Args", "seed").value_of(task) == "007"
