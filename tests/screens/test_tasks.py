from __future__ import annotations

import pytest
from textual.widgets import Input

from mltui.api.types.json import JsonObject
from mltui.live.metric_names import MetricName
from mltui.live.pages import PAGE_SIZE
from mltui.live.task_rows import TaskRow
from mltui.live.task_window import Page, Window
from mltui.screens.column_chooser import ChooseColumns
from mltui.screens.compare import CompareScreen
from mltui.screens.help import HelpScreen
from mltui.screens.task_preview import TaskPreview
from mltui.screens.tasks import TasksAnswered, TasksScreen
from mltui.series import numbers
from mltui.widgets.chart import Chart
from mltui.widgets.key_bar import KeyBar
from mltui.widgets.lines import Lines
from mltui.widgets.status_line import StatusLine
from tests.support.lab import LabMonitor, lab_monitor


async def test_the_newest_tasks_are_listed_with_status_metric_and_worker():
    async with lab_monitor() as lab:
        await lab.until_rows()
        (key,) = (k for k in lab.row_keys if lab.cell(k, "name") == "yolo-l aug v3")
        assert lab.cell(key, "status") == "● running"
        assert lab.cell(key, "metric") not in ("", "–")
        assert lab.cell(key, "worker").startswith("box1")


async def test_a_diverged_and_a_stalled_run_stand_out():
    async with lab_monitor() as lab:
        await lab.until_rows()
        statuses = lab.column("status")
        assert "∞ diverged" in statuses
        assert "⚠ stalled" in statuses


async def test_the_table_knows_how_many_tasks_there_are():
    async with lab_monitor() as lab:
        await lab.until(lambda: lab.app.screen.query_one(StatusLine) and lab.table.total > 200)
        assert lab.app.screen.counts() == f"{lab.table.total} tasks"


async def test_the_list_goes_on_behind_a_dialog_and_rests_behind_a_page():
    async with lab_monitor() as lab:
        await lab.until_rows()
        page, table = lab.app.screen, lab.table
        key = table.cursor_key
        assert isinstance(page, TasksScreen)
        assert key is not None
        await lab.press("question_mark")
        await lab.until(lambda: isinstance(lab.app.screen, HelpScreen))
        client = lab.app.client
        assert client is not None
        await client.tasks.update(task=key, name="named by somebody else")
        page.feed("tasks").ask_now()
        await lab.until(lambda: "named by somebody else" in str(table.row(key)))
        assert page.query_one(StatusLine).link.state == "live"
        await lab.press("escape")
        await lab.until(lambda: lab.app.screen is page)
        await lab.press("enter")
        await lab.until(lambda: page.feed("tasks").resting)


async def test_nothing_is_asked_behind_a_dialog_while_nobody_is_there():
    async with lab_monitor() as lab:
        await lab.until_rows()
        page = lab.app.screen
        assert isinstance(page, TasksScreen)
        await lab.press("question_mark")
        await lab.until(lambda: isinstance(lab.app.screen, HelpScreen))
        lab.app._rest(True)
        assert page.feed("tasks").resting
        lab.app._rest(False)
        assert not page.feed("tasks").resting


async def test_archived_tasks_are_shown_only_on_demand():
    async with lab_monitor() as lab:
        await lab.until_rows()
        total = lab.table.total
        await lab.press("A")
        await lab.until(lambda: lab.table.total != total)
        assert lab.app.screen.pattern == "archived:yes"
        await lab.press("A")
        await lab.until(lambda: lab.table.total == total)


async def test_a_filter_is_asked_of_the_server_while_it_is_typed():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("slash", *"yolo")
        await lab.until(lambda: lab.row_keys and all("yolo" in n for n in lab.column("name")))
        await lab.press("enter")
        assert lab.app.screen.pattern == "yolo"
        await lab.press("escape")
        await lab.until(lambda: not all("yolo" in name for name in lab.column("name")))


async def test_escape_in_the_filter_line_clears_it():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("slash", *"yolo")
        await lab.until(lambda: lab.app.screen.pattern == "yolo")
        await lab.press("escape")
        await lab.until(lambda: lab.app.screen.pattern == "")
        assert lab.app.focused is lab.table


async def test_a_half_typed_expression_is_no_error():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("slash", *"yolo(", "enter")
        await lab.until(lambda: lab.table.total == 0)
        assert lab.app.screen.query_one(StatusLine).link.state == "live"


async def test_the_status_key_goes_through_the_statuses():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("f")
        waiting = {"● running", "⚠ stalled", "∞ diverged", "◌ queued"}
        await lab.until(lambda: lab.row_keys and set(lab.column("status")) <= waiting)
        await lab.press("f", "f")
        await lab.until(lambda: lab.row_keys and set(lab.column("status")) == {"◌ queued"})


async def test_the_server_sorts():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("s")
        assert "sort: name ↑" in lab.app.screen.details()

        # The server compares numbers within names as numbers: first words are enough here.
        def words() -> list[str]:
            return [name.split()[0] for name in lab.column("name")]

        await lab.until(lambda: words() and words() == sorted(words()))
        await lab.press("S")
        await lab.until(lambda: words() and words() == sorted(words(), reverse=True))


async def test_what_is_equal_is_sorted_by_a_second_column():
    async with lab_monitor(size=(200, 50)) as lab:
        await lab.until_rows()
        await lab.press("s", "s", "greater_than_sign", "greater_than_sign")
        assert "sort: status ↑, name ↑" in lab.app.screen.details()
        asked = lab.wire.bodies["tasks.get_all_ex"]
        await lab.until(lambda: ["status", "name"] in [body.get("order_by") for body in asked])
        await lab.until(
            lambda: (
                [one.column.sort for one in lab.table._placed if one.column.key == "status"]
                == ["asc"]
            )
        )
        for _ in range(10):
            if "," not in lab.app.screen.details():
                break
            await lab.press("greater_than_sign")
        assert lab.app.screen.details() == "sort: status ↑"


async def test_only_what_the_columns_show_is_asked_for():
    async with lab_monitor(size=(200, 50)) as lab:
        await lab.until_rows()
        asked = lab.wire.bodies["tasks.get_all_ex"]

        def pages() -> list[list[str]]:
            """What was asked for of whole pages, rather than of the task beside them."""
            return [body["only_fields"] for body in asked if body.get("page_size") == PAGE_SIZE]

        assert "last_worker" in pages()[-1]
        assert "tags" not in pages()[-1]
        await lab.press("o")
        await lab.until(lambda: isinstance(lab.app.screen, ChooseColumns) and lab.row_keys)
        for key in ("tags", "worker"):
            lab.table.move_to(key)
            await lab.press("space")
        await lab.press("enter")

        await lab.until(lambda: "tags" in pages()[-1])
        assert "last_worker" not in pages()[-1]


async def test_who_has_marked_several_is_offered_to_compare_them():
    async with lab_monitor(size=(120, 40)) as lab:
        await lab.until_rows()
        await lab.press("space", "space", "space")
        keys = lab.app.screen.query_one(KeyBar)
        await lab.until(lambda: "3 marked" in keys.draw_line(0).text)
        await lab.until(lambda: "= compare" in keys.draw_line(0).text)


@pytest.mark.parametrize("status", ["running", "queued", "draft", "completed"])
async def test_also_in_a_narrow_line_whatever_else_can_be_done_to_them(status: str):
    async with lab_monitor(size=(80, 24)) as lab:
        await lab.until_rows()
        first, second, *_ = (key for key in lab.row_keys if status in lab.cell(key, "status"))
        keys = lab.app.screen.query_one(KeyBar)
        lab.table.mark([first])
        await lab.until(lambda: keys.draw_line(0).text.startswith(" 1 marked   ␣ mark"))
        lab.table.mark([first, second])
        await lab.until(lambda: keys.draw_line(0).text.startswith(" 2 marked   = compare  ␣ mark"))
        # More than can be compared.
        await lab.press("asterisk")
        fitting = f" all {lab.table.total} tasks that fit   ␣ mark"
        await lab.until(lambda: keys.draw_line(0).text.startswith(fitting))


@pytest.mark.parametrize("first", ["tasks", "models"])
async def test_a_page_that_has_come_is_not_asked_for_again(first):
    async with lab_monitor(first=first) as lab:
        await lab.until_rows()
        feed = lab.app.screen.feed(first)
        await lab.until(lambda: not feed.asking)
        asked = lab.wire.bodies[f"{first}.get_all_ex"]
        assert [body["page"] for body in asked if body.get("page_size") == PAGE_SIZE] == [0]


async def test_rows_that_left_a_list_that_became_shorter_do_not_come_back():
    async with lab_monitor() as lab:
        await lab.until_rows()
        screen = lab.app.screen
        assert isinstance(screen, TasksScreen)
        screen.feeds.rest()
        await lab.pilot.pause()

        def answer(*counts: int) -> TasksAnswered:
            pages = (
                Page(number * PAGE_SIZE, tuple(TaskRow(f"{number}-{n}") for n in range(count)))
                for number, count in enumerate(counts)
            )
            window = Window(screen._window.question, tuple(pages), sum(counts), screen._metrics)
            return TasksAnswered("tasks", window, screen.feed("tasks").freshness)

        screen.post_message(answer(PAGE_SIZE, PAGE_SIZE, 50))
        await lab.until(lambda: lab.table.total == 2 * PAGE_SIZE + 50)
        screen.post_message(answer(50))
        await lab.until(lambda: lab.table.total == 50)
        screen.watches_changed()
        await lab.pilot.pause()
        assert lab.table.total == len(lab.row_keys) == 50
        assert len(screen._seen) == 50


async def test_pages_come_as_the_cursor_gets_there():
    async with lab_monitor() as lab:
        await lab.until(lambda: lab.table.total > 200)
        await lab.press("G")
        await lab.until(lambda: lab.table.cursor_key is not None and lab.table.cursor_index > 199)
        await lab.until(lambda: lab.table.row(lab.table.cursor_key or "") is not None)


async def test_the_cursor_stays_with_its_task_when_the_list_is_refreshed():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("j", "j", "j")
        key = lab.table.cursor_key
        asked = lab.wire.asked["tasks.get_all_ex"]
        await lab.press("r")
        await lab.until(lambda: lab.wire.asked["tasks.get_all_ex"] > asked)
        assert lab.table.cursor_key == key


async def test_an_unchanged_list_costs_a_few_tiny_questions():
    async with lab_monitor(size=(80, 24)) as lab:
        await lab.until(lambda: lab.app.screen.query_one(StatusLine).link.state == "live")
        await lab.until_rows()
        asked = lab.wire.asked.copy()
        lab.app.screen.feed("tasks").ask_now()
        await lab.until(lambda: lab.wire.asked["tasks.get_all_ex"] > asked["tasks.get_all_ex"])
        await lab.until(lambda: not lab.app.screen.feed("tasks").asking)
        assert lab.wire.asked["tasks.get_all_ex"] == asked["tasks.get_all_ex"] + 2
        assert [body["page_size"] for body in lab.wire.bodies["tasks.get_all_ex"][-2:]] == [1, 1]
        counting = "organization.get_entities_count"
        assert lab.wire.asked[counting] == asked[counting] + 1


async def changed_elsewhere(lab: LabMonitor, endpoint: str, change: JsonObject) -> str:
    """Somebody changes the task at the end of the list; nothing else moves."""
    await lab.until_rows()
    lab.app.screen.feed("tasks").ask_now()
    await lab.until(lambda: not lab.app.screen.feed("tasks").asking)
    key = lab.row_keys[60]
    who = {"tasks": [key]} if endpoint == "tasks.archive" else {"task": key}
    await lab.call(endpoint, {**who, **change})
    lab.app.screen.feed("tasks").ask_now()
    return key


async def test_what_others_change_of_a_task_at_rest_is_there_with_the_next_answer():
    async with lab_monitor() as lab:
        key = await changed_elsewhere(lab, "tasks.update", {"name": "renamed"})
        await lab.until(lambda: lab.cell(key, "name") == "renamed")
        total = lab.table.total
        key = await changed_elsewhere(lab, "tasks.archive", {})
        await lab.until(lambda: lab.table.total == total - 1 and key not in lab.row_keys)


async def test_the_preview_shows_the_task_under_the_cursor():
    async with lab_monitor() as lab:
        await lab.until_rows()
        panel = lab.app.screen.query_one(TaskPreview)
        name = lab.cell(lab.table.cursor_key or "", "name")
        await lab.until(lambda: name in panel.query_one("#facts", Lines).text)
        assert panel.query_one(Chart).picture.series
        rows = panel.query_one("#parameters", Lines)
        assert "optimizer/weight_decay" in rows.text
        await lab.until(lambda: rows.size.height >= len(rows.text.splitlines()))
        await lab.press("j")
        below = lab.cell(lab.table.cursor_key or "", "name")
        await lab.until(lambda: below in panel.query_one("#facts", Lines).text)


async def test_the_preview_is_asked_for_again_only_when_its_row_moved():
    async with lab_monitor() as lab:
        await lab.until_rows()
        page = lab.app.screen
        facts = page.query_one(TaskPreview).query_one("#facts", Lines)
        key = lab.table.cursor_key or ""
        await lab.until(lambda: lab.cell(key, "name") in facts.text)
        preview = page.feed("preview")
        await lab.until(lambda: not preview.asking)
        page.feed("tasks").rest()
        asked = lab.wire.asked.total()
        preview.ask_now()
        await lab.until(lambda: preview._due_at > float("-inf"))
        assert lab.wire.asked.total() == asked
        page.feed("tasks").resume()
        await lab.call("tasks.update", {"task": key, "comment": "look at this"})
        page.feed("tasks").ask_now()
        await lab.until(lambda: "look at this" in facts.text)


async def test_the_preview_names_the_last_value_as_it_was_reported():
    async with lab_monitor() as lab:
        await lab.until_rows()
        panel = lab.app.screen.query_one(TaskPreview)
        (key,) = (k for k in lab.row_keys if lab.cell(k, "name") == "yolo-l aug v3")
        lab.table.move_to(key)
        await lab.until(lambda: "yolo-l aug v3" in panel.query_one("#facts", Lines).text)
        chart = panel.query_one(Chart)
        await lab.until(lambda: chart.picture.series and chart.picture.title.startswith("loss"))
        (curve,) = chart.picture.series
        assert numbers.metric(curve.last) == lab.cell(key, "metric")


async def test_a_run_without_a_worker_shows_its_computer():
    async with lab_monitor() as lab:
        await lab.until_rows()
        made = await lab.call("tasks.create", {"name": "at home", "type": "training"})
        await lab.call("tasks.started", {"task": made["id"]})
        await lab.call(
            "tasks.edit_runtime", {"task": made["id"], "add_or_update": {"hostname": "desk"}}
        )
        await lab.press("r")
        await lab.until(
            lambda: made["id"] in lab.row_keys and lab.cell(made["id"], "worker") == "desk"
        )


async def test_the_preview_is_gone_where_there_is_no_room_and_asks_nothing():
    async with lab_monitor(size=(100, 30)) as lab:
        await lab.until_rows()
        assert not lab.app.screen.query_one(TaskPreview).display
        assert "preview" not in {hint.what for hint in lab.app.screen.query_one(KeyBar).hints}
        assert not lab.wire.asked["events.scalar_metrics_iter_histogram"]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_column_that_a_list_is_sorted_by_is_there_where_there_is_no_room_for_all(
    size: tuple[int, int],
):
    async with lab_monitor(size=size) as lab:
        await lab.until_rows()
        shown = [placed.column.key for placed in lab.table._placed]
        assert shown == ["name", "status", "iteration", "metric", "worker", "updated"]
        await lab.press("s")
        await lab.until(lambda: "started" not in lab.app.screen.said_order())
        sorted_by = lab.app.screen.arrangement.sorts[0][0]
        assert sorted_by in [placed.column.key for placed in lab.table._placed]


async def test_the_preview_key_hides_it():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("p")
        assert not lab.app.screen.query_one(TaskPreview).display


async def test_the_keys_of_the_list_are_named_at_the_bottom():
    async with lab_monitor() as lab:
        await lab.until_rows()
        named = {hint.what for hint in lab.app.screen.query_one(KeyBar).hints}
        assert {"filter", "sort", "status", "preview", "go", "keys"} <= named


async def test_a_task_deleted_elsewhere_is_gone_after_one_press_of_r():
    async with lab_monitor() as lab:
        await lab.until_rows()
        (key,) = (k for k in lab.row_keys if lab.cell(k, "name") == "retina sweep 17")
        await lab.call("tasks.delete", {"task": key, "force": True})
        await lab.press("r")
        await lab.until(lambda: key not in lab.row_keys)


async def test_a_query_chooses_by_user_tag_and_metric():
    async with lab_monitor() as lab:
        await lab.until_rows()
        total = lab.table.total
        await lab.press("slash", *"user:ada iteration>=1000 loss/val<0.5", "enter")
        await lab.until(lambda: lab.row_keys and lab.table.total < total)
        found = await lab.call(
            "tasks.get_all_ex", {"id": lab.row_keys, "only_fields": ["user.name", "last_iteration"]}
        )
        assert found["tasks"]
        assert all(task["user"]["name"].startswith("Ada") for task in found["tasks"])
        assert all(task["last_iteration"] >= 1000 for task in found["tasks"])


async def test_the_filter_line_completes_words_of_the_server_and_says_what_is_wrong():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("slash", *"tag:ba")
        keys = lab.app.screen.query_one(KeyBar)
        await lab.until(lambda: lab.app.screen.grammar.values["tag"])
        await lab.press("backspace")
        await lab.until(lambda: "tag:baseline" in keys.render_line(0).text)
        await lab.press("a")
        await lab.until(lambda: lab.app.screen.query_one(Input)._suggestion == "tag:baseline")
        await lab.press("tab")
        await lab.until(lambda: lab.app.screen.query_one(Input).value == "tag:baseline")
        await lab.press(*" status:runing")
        await lab.until(lambda: "No status begins with “runing”" in keys.render_line(0).text)
        await lab.press("enter")
        await lab.until(lambda: "No status" not in keys.render_line(0).text)


async def test_tasks_are_found_by_when_they_were_updated():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("slash", *"updated<1h", "enter")
        await lab.until(lambda: lab.row_keys and 5 < lab.table.total < 50)
        assert all(text == "now" or text.endswith("m") for text in lab.column("updated"))


async def test_a_metric_without_its_variant_means_the_one_that_tells_most():
    async with lab_monitor() as lab:
        await lab.until_rows()
        before = lab.table.total
        await lab.press("slash", *"loss<0.1", "enter")
        await lab.until(lambda: 0 < lab.table.total < before)
        field = MetricName("loss", "val").field
        asked = [body for body in lab.wire.bodies["tasks.get_all_ex"] if field in body]
        assert asked[-1][field] == [None, 0.1]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ([], "Mark 2 to 20 tasks with space"),
        (["v", "G", "v"], "tasks are marked: 2 to 20 can be compared"),
        (["asterisk"], "tasks fit: 2 to 20 can be compared"),
    ],
)
async def test_too_few_or_too_many_tasks_are_not_compared(keys: list[str], said: str):
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press(*keys, "equals_sign")
        await lab.until(lambda: any(said in each.message for each in lab.app._notifications))
        assert not isinstance(lab.app.screen, CompareScreen)


async def test_all_that_fit_a_filter_are_compared():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("slash", *"status:running yolo|unet", "enter")
        await lab.until(lambda: 2 <= lab.table.total <= 20)
        fitting = lab.row_keys
        await lab.press("asterisk", "equals_sign")
        await lab.until(lambda: isinstance(lab.app.screen, CompareScreen))
        page = lab.app.screen
        assert isinstance(page, CompareScreen)
        assert page._ids == fitting
