from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input

from mltui.live.download import Progress
from mltui.live.pages import PAGE_SIZE, UNGATED_EVERY
from mltui.live.preferences import Preferences
from mltui.screens import downloading
from mltui.screens.column_chooser import ChooseColumns
from mltui.screens.model import ModelScreen
from mltui.screens.model_layout import layout_from_json
from mltui.screens.models import ModelsScreen
from mltui.screens.task import TaskScreen
from mltui.widgets.chart import Chart
from mltui.widgets.choose import Choose
from mltui.widgets.confirm import Confirm
from mltui.widgets.plot_view import PlotView
from mltui.widgets.table import Table
from mltui.widgets.text_view import TextView
from tests.support.lab import Hurried, LabMonitor, lab_monitor


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def open_models(lab: LabMonitor) -> None:
    lab.app.go("models")
    await lab.until(lambda: isinstance(lab.app.screen, ModelsScreen))
    await lab.until_rows()


async def open_model(lab: LabMonitor) -> ModelScreen:
    await open_models(lab)
    await lab.press("enter")
    await lab.until(lambda: isinstance(lab.app.screen, ModelScreen))
    screen = lab.app.screen
    assert isinstance(screen, ModelScreen)
    await lab.until(lambda: screen._details is not None)
    return screen


async def test_equal_models_are_sorted_by_a_second_column():
    async with lab_monitor() as lab:
        await open_models(lab)
        await lab.press("s", "s", "s", "greater_than_sign", "greater_than_sign", "S")
        assert "sort: framework ↓, created ↓" in lab.app.screen.details()
        asked = lab.wire.bodies["models.get_all_ex"]
        await lab.until(lambda: asked[-1]["order_by"] == ["-framework", "-created"])


async def test_models_are_counted_and_named():
    async with lab_monitor() as lab:
        await open_models(lab)
        assert lab.app.screen.counts() == f"{lab.table.total} models"
        assert any("published" in status for status in lab.column("status"))
        assert all(lab.column("framework"))


async def test_while_no_model_moves_only_small_questions_are_asked():
    def rows_asked() -> int:
        bodies = lab.wire.bodies["models.get_all_ex"]
        return sum(body.get("page_size") == PAGE_SIZE for body in bodies)

    async with lab_monitor(timing=Hurried()) as lab:
        await open_models(lab)
        await lab.until(lambda: lab.wire.asked["models.get_all_ex"] >= 3)
        rows, small = rows_asked(), lab.wire.asked["models.get_all_ex"] - rows_asked()
        await lab.until(
            lambda: lab.wire.asked["models.get_all_ex"] - rows_asked() >= small + 3 * UNGATED_EVERY
        )
        assert rows_asked() <= rows + 4
        # What somebody else changes is seen all the same.
        name = lab.cell(lab.keys()[-1], "name")
        client = lab.app.client
        assert client is not None
        await client.models.edit(model=lab.keys()[-1], name=f"{name} again")
        await lab.until(lambda: f"{name} again" in lab.column("name"))


async def test_models_are_filtered_by_the_server():
    async with lab_monitor() as lab:
        await open_models(lab)
        before = lab.table.total
        await lab.press("slash", *"framework:ONNX", "enter")
        await lab.until(lambda: set(lab.column("framework")) == {"ONNX"})
        assert 0 < lab.table.total < before


async def test_a_key_leads_through_published_and_other_models():
    async with lab_monitor() as lab:
        await open_models(lab)
        await lab.press("f")
        await lab.until(lambda: all("published" in status for status in lab.column("status")))
        await lab.press("f")
        await lab.until(lambda: all("draft" in status for status in lab.column("status")))


async def test_models_are_sorted_by_the_server():
    async with lab_monitor() as lab:
        await open_models(lab)
        await lab.press("s", "s")
        assert "sort: name" in lab.app.screen.details()
        await lab.until(lambda: (names := lab.column("name")) and names[0] < names[40] < names[-1])


def titles(lab: LabMonitor) -> list[str]:
    """The titles of the columns, as far as there is room for them."""
    return [placed.column.title for placed in lab.table._placed]


async def test_what_metadata_say_can_be_a_column_and_is_sorted_by_as_a_number():
    preferences = Preferences()
    async with lab_monitor(size=(200, 50)) as lab:
        lab.app.preferences = preferences
        await open_models(lab)
        await lab.press("o")
        await lab.until(lambda: isinstance(lab.app.screen, ChooseColumns) and lab.row_keys)
        assert {"metadata", ""} <= set(lab.column("kind"))
        await lab.press("slash", *"millions", "enter")
        await lab.until(lambda: len(lab.row_keys) == 1)
        (key,) = lab.row_keys
        await lab.press("space", "s", "K", "K", "enter")
        await lab.until(lambda: isinstance(lab.app.screen, ModelsScreen))
        assert "sort: last update ↓, parameters, millions ↑" in lab.app.screen.details()
        await lab.press("s", "s", "s", "s")
        assert "sort: parameters, millions ↑" in lab.app.screen.details()

        def shown() -> list[float]:
            return [float(cell) for cell in lab.column_known(key)]

        await lab.until(lambda: len(shown()) > 9 and shown() == sorted(shown()))
        layout = layout_from_json(preferences.get("model columns"))
    assert layout.sorts == ((key, False),)
    assert layout.columns[-3] == key


async def test_columns_that_the_server_does_not_tell_of_leave_the_others_to_choose_from():
    async with lab_monitor() as lab:
        lab.wire.lacking.add("projects.get_model_metadata_keys")
        await open_models(lab)
        await lab.press("o")
        await lab.until(lambda: isinstance(lab.app.screen, ChooseColumns) and lab.row_keys)
        assert "metadata" not in lab.column("kind")
        assert "Only these can be chosen" in lab.app.screen._gap


async def test_a_filter_is_completed_and_checked_while_it_is_typed():
    async with lab_monitor() as lab:
        await open_models(lab)
        screen = lab.app.screen
        assert isinstance(screen, ModelsScreen)
        await lab.press("slash")
        await lab.until(lambda: screen.grammar.values["framework"])
        await lab.press(*"framework:on", "tab")
        assert screen.query_one(Input).value == "framework:ONNX"
        await lab.press(*" framework:moon x")
        assert screen.help_filter("framework:moon x")[0].startswith("No framework begins with")
        await lab.press("escape")


async def test_models_of_a_person_and_of_a_value_in_the_metadata_are_found():
    async with lab_monitor() as lab:
        await open_models(lab)
        before = lab.table.total
        await lab.press("slash", *"user:me precision=bf16 updated<500d", "enter")
        await lab.until(lambda: 0 < lab.table.total < before)
        asked = {**lab.wire.bodies["models.get_all_ex"][-1], "only_fields": ["user", "metadata"]}
        found = await lab.call("models.get_all_ex", asked)
        assert len({model["user"]["id"] for model in found["models"]}) == 1
        assert {model["metadata"]["precision"]["value"] for model in found["models"]} == {"bf16"}


async def test_a_filter_is_kept_by_name_apart_from_those_of_tasks():
    preferences = Preferences()
    async with lab_monitor() as lab:
        lab.app.preferences = preferences
        await open_models(lab)
        await lab.press("slash", *"framework:ONNX", "enter", "b")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        await lab.press(*"onnx", "enter")
        await lab.until(lambda: isinstance(lab.app.screen, ModelsScreen))
        assert preferences.get("model filters") == {"onnx": "framework:ONNX"}
        assert preferences.get("task filters") == {}


async def test_a_filter_that_nothing_fits_says_so():
    async with lab_monitor() as lab:
        await open_models(lab)
        await lab.press("slash", *"nothing like it", "enter")
        await lab.until(lambda: lab.note == "No model fits this filter.")


async def test_a_server_without_models_says_so():
    async with lab_monitor() as lab:
        lab.wire.empty["models.get_all_ex"] = {"models": []}
        lab.wire.empty["organization.get_entities_count"] = {"models": 0}
        lab.app.go("models")
        await lab.until(lambda: lab.note == "No task has registered a model yet.")
        assert lab.app.screen.check_action("copy_uri", ()) is False
        await lab.press("A")
        await lab.until(lambda: lab.note == "No model is archived. A shows the others again.")


async def test_a_server_that_cannot_count_lists_models_all_the_same():
    async with lab_monitor() as lab:
        lab.wire.lacking.add("organization.get_entities_count")
        await open_models(lab)
        assert lab.table.total > 10


async def test_a_lost_server_leaves_the_models_and_says_so():
    async with lab_monitor() as lab:
        await open_models(lab)
        lab.wire.cut = True
        await lab.press("r")
        await lab.until(lambda: "Trying again" in lab.note)
        assert lab.row_keys


async def test_the_address_of_a_model_is_copied():
    async with lab_monitor() as lab:
        await open_models(lab)
        await lab.press("Y")
        await lab.until(lambda: lab.app.clipboard.startswith("http://files.demo/"))


async def test_a_model_tells_its_labels_metadata_design_and_lineage():
    async with lab_monitor(size=(200, 50)) as lab:
        screen = await open_model(lab)
        text = screen.query_one("#facts", TextView).text
        for part in ("Framework", "Metadata", "precision", "Labels", "Design", "depth = "):
            assert part in text
        kin = screen.query_one("#kin", Table)
        relations = [str(kin._rows.at(n).cells["relation"].text) for n in range(kin.total)]
        assert relations[:2] == ["made by", "made from"]


async def test_the_design_of_a_model_is_asked_for_again_once_it_moved():
    async with lab_monitor() as lab:
        screen = await open_model(lab)
        before = screen._details
        lab.wire.bodies.clear()
        screen.feed("model").ask_now()
        await lab.until(lambda: screen._details is not before)
        assert screen._details == before
        assert screen._details.design
        fields = [body["only_fields"] for body in lab.wire.bodies["models.get_all_ex"]]
        assert not any("design" in each for each in fields)
        await lab.call("models.edit", {"model": before.row.id, "design": {"design": "width = 2"}})
        screen.feed("model").ask_now()
        await lab.until(lambda: screen._details.design == "width = 2")


async def test_a_model_that_others_start_from_names_them():
    async with lab_monitor(size=(200, 50)) as lab:
        screen = await open_model(lab)
        kin = screen.query_one("#kin", Table)
        parent = next(one for one in screen._details.kin if one.relation == "made from")
        await lab.until(lambda: kin.total > 1)
        kin.focus()
        await lab.press("j", "enter")
        await lab.until(lambda: lab.app.screen is not screen)
        above = lab.app.screen
        await lab.until(lambda: above._details is not None)
        assert above._details.row.id == parent.id
        assert "used by" in {one.relation for one in above._details.kin}


async def test_a_model_leads_to_the_task_that_made_it():
    async with lab_monitor() as lab:
        screen = await open_model(lab)
        screen.query_one("#kin", Table).focus()
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, TaskScreen))


async def test_a_models_own_scalars_and_plots_are_drawn():
    async with lab_monitor() as lab:
        screen = await open_model(lab)
        await lab.press("tab")
        await lab.until(lambda: any(chart.picture.series for chart in screen.query(Chart)))
        assert "accuracy on new data" in {chart.picture.title for chart in screen.query(Chart)}
        await lab.press("tab")
        view = screen.query_one(PlotView)
        await lab.until(lambda: view.figure is not None)
        assert screen.counts().startswith("plot 1 of")


async def test_that_a_model_has_no_scalars_is_said_across_the_whole_page():
    async with lab_monitor() as lab:
        lab.wire.empty["events.scalar_metrics_iter_histogram"] = {}
        screen = await open_model(lab)
        await lab.press("tab")
        (chart,) = screen.query_one("#scalars").query(Chart)
        await lab.until(lambda: chart.size.width > screen.size.width - 4)


async def test_a_model_is_archived_from_the_list_and_comes_back_with_u():
    async with lab_monitor() as lab:
        await open_models(lab)
        total, key = lab.table.total, lab.table.cursor_key
        await lab.press("a")
        await lab.until(lambda: lab.table.total == total - 1 and key not in lab.row_keys)
        await lab.press("u")
        await lab.until(lambda: lab.table.total == total and key in lab.row_keys)


async def test_published_models_are_not_offered_to_be_published_again():
    async with lab_monitor() as lab:
        await open_models(lab)
        await lab.press("slash", *"published", "enter")
        await lab.until(lambda: all("published" in status for status in lab.column("status")))
        screen = lab.app.screen
        await lab.until(lambda: screen.check_action("act", ("archive",)))
        assert not screen.check_action("act", ("publish",))


async def test_all_models_that_fit_the_filter_are_tagged_at_once():
    async with lab_monitor() as lab:
        await open_models(lab)
        await lab.press("slash", *"framework:ONNX", "enter")
        await lab.until(lambda: set(lab.column("framework")) == {"ONNX"})
        total = lab.table.total
        await lab.press("asterisk")
        assert not lab.app.screen.check_action("act", ("restore",))
        await lab.press("t")
        await lab.until(lambda: lab.app.screen.query(Input))
        await lab.press(*"edge", "enter")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, ModelsScreen))
        await lab.until(lambda: all("edge" in tags for tags in lab.column("tags")))
        tagged = await lab.call("models.get_all_ex", {"tags": ["edge"], "only_fields": ["name"]})
        assert len(tagged["models"]) == total > 1


async def test_a_model_is_renamed_and_deleted_on_its_page():
    async with lab_monitor() as lab:
        screen = await open_model(lab)
        await lab.press("n")
        await lab.until(lambda: lab.app.screen.query(Input))
        lab.app.screen.query_one(Input).value = "the best one"
        await lab.press("enter")
        await lab.until(lambda: screen.subject().endswith("/ the best one"))
        await lab.press("D")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        await lab.press("enter")
        assert isinstance(lab.app.screen, Confirm)
        await lab.press("y")
        await lab.until(lambda: lab.note == "This model is gone.")


async def test_nothing_is_offered_to_who_may_only_look():
    async with lab_monitor() as lab:
        await open_models(lab)
        assert lab.app.client is not None
        lab.app.client.session.read_only = True
        assert not any(
            lab.app.screen.check_action("act", (name,)) for name in ("archive", "delete", "tag")
        )


async def test_a_model_is_downloaded_and_nothing_is_overwritten(tmp_path: Path):
    async with lab_monitor() as lab:
        await open_model(lab)
        target = tmp_path / "model.bin"
        for _ in range(2):
            await lab.press("d")
            await lab.until(lambda: lab.app.screen.query(Input))
            lab.app.screen.query_one(Input).value = str(target)
            await lab.press("enter")
            await lab.until(target.exists)
        assert target.stat().st_size > 1000
        assert "not overwritten" in str(lab.app.screen.query_one("#wrong").render())
        assert names_in(tmp_path) == ["model.bin"]


async def test_nobody_is_asked_where_a_file_shall_go_that_cannot_be_fetched():
    async with lab_monitor() as lab:
        screen = await open_model(lab)
        screen.ask_download("s3://bucket/model.pt")
        await lab.until(lambda: list(lab.app._notifications))
        told = [notice.message for notice in lab.app._notifications]
        assert told[0].startswith("Not downloaded: Only files at http and https")
        assert lab.app.screen is screen


async def test_a_download_says_how_far_it_is_and_escape_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async def slow(_: object, address: str, __: Path, moved: Callable[[Progress], None]) -> None:
        assert address.startswith("http://files.demo/")
        moved(Progress(2 * 2**30, 4 * 2**30))
        await asyncio.Event().wait()

    monkeypatch.setattr(downloading, "download", slow)
    async with lab_monitor() as lab:
        screen = await open_model(lab)
        await lab.press("d")
        await lab.until(lambda: lab.app.screen.query(Input))
        lab.app.screen.query_one(Input).value = str(tmp_path / "model.bin")
        await lab.press("enter")
        await lab.until(lambda: screen.counts() == "downloading █████░░░░░ 50% of 4 GiB")
        await lab.press("escape")
        await lab.until(lambda: not screen.downloading)
        assert lab.app.screen is screen
        told = [notice.message for notice in lab.app._notifications]
        assert "Download stopped; nothing of it was kept." in told


async def test_a_model_that_is_gone_says_so():
    async with lab_monitor() as lab:
        lab.app.push_screen(ModelScreen("no such model", "gone"))
        await lab.until(lambda: lab.note == "This model is gone.")
