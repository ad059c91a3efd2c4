from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from textual.widgets import Input

from mltui.screens.task import configuration
from mltui.screens.task.configuration import ConfigurationTab
from mltui.screens.task.editing import EditingFailed, editor_command
from mltui.widgets.ask_text import AskText
from mltui.widgets.confirm_difference import ConfirmDifference
from mltui.widgets.listing import Listing
from mltui.widgets.tell import Tell
from mltui.widgets.text_view import TextView
from tests.screens.task.opening import opened_tab
from tests.support.lab import LabMonitor, lab_monitor

DRAFT = "retina sweep 17"


async def opened(lab: LabMonitor, task: str = DRAFT) -> ConfigurationTab:
    tab = await opened_tab(lab, task, ConfigurationTab, "Configuration")
    await lab.until(lambda: tab.query_one("#parts", Listing).total)
    return tab


def values(tab: ConfigurationTab) -> dict[str, str]:
    return tab._values("Args")


async def test_parameters_are_shown_by_section_and_objects_as_text():
    async with lab_monitor() as lab:
        tab = await opened(lab, "yolo-l aug v3")
        assert "parameters" in tab.counts()
        table = tab.query_one("#parameters", Listing)
        await lab.until(lambda: table.total)
        assert table.row("lr")
        name = tab._configuration.objects[0].name
        tab.query_one("#parts", Listing).move_to(f"object:{name}")
        await lab.until(lambda: tab.query_one(TextView).display)
        assert tab._configuration.objects[0].value.splitlines()[0] in tab.query_one(TextView).text


async def test_one_key_goes_into_a_section_and_its_counterpart_back_to_them():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        await lab.press("l")
        assert lab.app.focused is tab.query_one("#parameters")
        await lab.press("h")
        assert lab.app.focused is tab.query_one("#parts")


async def test_only_what_has_a_text_in_its_name_or_value_is_left():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        await lab.press("slash", *"batch", "enter")
        await lab.until(lambda: tab.query_one("#parameters", Listing).total == 1)


async def test_a_value_is_changed_in_place_after_its_difference_was_seen():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        tab.query_one("#parameters", Listing).move_to("lr")
        await lab.press("i")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        await lab.press("end", "5", "enter")
        await lab.until(lambda: isinstance(lab.app.screen, ConfirmDifference))
        shown = lab.app.screen.query_one(TextView).text
        assert "-lr = 0.001" in shown
        assert "+lr = 0.0015" in shown
        assert lab.wire.asked["tasks.edit_hyper_params"] == 0
        await lab.press("enter")
        await lab.until(lambda: values(tab)["lr"] == "0.0015")
        task = await lab.call("tasks.get_by_id", {"task": tab.page.task_id})
        assert task["task"]["hyperparams"]["Args"]["lr"]["value"] == "0.0015"
        assert task["task"]["hyperparams"]["Args"]["lr"]["type"] == "float"


async def test_nothing_is_sent_when_the_difference_is_refused():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        await lab.press("i")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        await lab.press("x", "enter")
        await lab.until(lambda: isinstance(lab.app.screen, ConfirmDifference))
        await lab.press("escape")
        await lab.until(lambda: tab.screen is lab.app.screen)
        assert lab.wire.asked["tasks.edit_hyper_params"] == 0


async def test_a_whole_section_is_changed_in_an_editor(monkeypatch: pytest.MonkeyPatch):
    def edited(app: object, text: str, suffix: str) -> str:
        assert "batch_size = 128\n" in text
        return text.replace("batch_size = 128\n", "") + "new = two\\nlines\n"

    monkeypatch.setattr(configuration, "edit", edited)
    async with lab_monitor() as lab:
        tab = await opened(lab)
        await lab.press("I")
        await lab.until(lambda: isinstance(lab.app.screen, ConfirmDifference))
        await lab.press("enter")
        await lab.until(lambda: "new" in values(tab))
        assert values(tab)["new"] == "two\nlines"
        assert "batch_size" not in values(tab)


async def test_a_secret_is_changed_without_being_shown(monkeypatch: pytest.MonkeyPatch):
    edited: list[str] = []

    def edit(app: object, text: str, suffix: str) -> str:
        edited.append(text)
        return text.replace("lr = ", "lr = 7")

    monkeypatch.setattr(configuration, "edit", edit)
    async with lab_monitor() as lab:
        await lab.until_rows()
        tab = await opened(lab)
        secret = {"section": "Args", "name": "api_key", "value": "s3cr3t"}
        task = {"task": tab.page.task_id}
        await lab.call("tasks.edit_hyper_params", {**task, "hyperparams": [secret]})
        tab._question.reset()
        tab.page.feed("configuration").ask_now()
        await lab.until(lambda: "api_key" in values(tab))
        tab.query_one("#parameters", Listing).move_to("api_key")
        await lab.press("i")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        field = lab.app.screen.query_one(Input)
        assert field.value == ""
        assert "stays as it is" in field.placeholder
        await lab.press("enter")
        await lab.until(lambda: lab.app._notifications)
        assert "Nothing was changed." in [note.message for note in lab.app._notifications]
        await lab.press("i")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        lab.app.screen.query_one(Input).value = "•••new"
        await lab.press("enter")
        await lab.until(lambda: any("whole" in note.message for note in lab.app._notifications))
        await lab.press("I")
        await lab.until(lambda: isinstance(lab.app.screen, ConfirmDifference))
        assert "s3cr3t" not in edited[0] + lab.app.screen.query_one(TextView).text
        await lab.press("enter")
        await lab.until(lambda: values(tab)["lr"].startswith("7"))
        assert values(tab)["api_key"] == "s3cr3t"
        await lab.press("i")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        lab.app.screen.query_one(Input).value = "n3w"
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, ConfirmDifference))
        await lab.press("enter")
        await lab.until(lambda: values(tab)["api_key"] == "n3w")


async def test_an_object_is_changed_in_an_editor(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(configuration, "edit", lambda app, text, suffix: text + "more: 1\n")
    async with lab_monitor() as lab:
        tab = await opened(lab)
        tab.query_one("#parts", Listing).move_to("object:experiment.yaml")
        await lab.press("I")
        await lab.until(lambda: isinstance(lab.app.screen, ConfirmDifference))
        await lab.press("enter")
        await lab.until(lambda: "more: 1" in tab._object("experiment.yaml").value)
        assert tab._object("experiment.yaml").type == "yaml"


async def test_a_change_goes_on_and_is_told_of_where_the_page_is_left_meanwhile():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        page = tab.screen
        free, way = asyncio.Event(), lab.wire.handle_async_request

        async def held(request: httpx.Request) -> httpx.Response:
            if not request.url.path.endswith("edit_hyper_params"):
                return await way(request)
            await free.wait()
            await way(request)
            # It arrives, and its answer does not.
            raise httpx.ReadError("connection reset", request=request)

        lab.wire.handle_async_request = held  # type: ignore[method-assign]
        tab.query_one("#parameters", Listing).move_to("lr")
        await lab.press("i")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        await lab.press("end", "5", "enter")
        await lab.until(lambda: isinstance(lab.app.screen, ConfirmDifference))
        await lab.press("enter")
        await lab.until(lambda: lab.app.sitting.under_way)
        await lab.press("escape")
        await lab.until(lambda: not page.is_attached)
        free.set()
        await lab.until(lambda: not lab.app.sitting.under_way)
        assert [note.message for note in lab.app._notifications] == [
            f"“{DRAFT}” changed in Args: lr 0.001 → 0.0015."
        ]
        assert lab.wire.asked["tasks.edit_hyper_params"] == 1


async def change(lab: LabMonitor, tab: ConfigurationTab, name: str) -> None:
    """Write a 5 at the end of a value."""
    tab.query_one("#parameters", Listing).move_to(name)
    await lab.press("i")
    await lab.until(lambda: isinstance(lab.app.screen, AskText))
    await lab.press("end", "5", "enter")
    await lab.until(lambda: isinstance(lab.app.screen, ConfirmDifference))
    await lab.press("enter")
    await lab.until(lambda: lab.app.screen is tab.screen)


async def test_a_change_is_in_the_history_and_is_taken_back_with_u():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        await change(lab, tab, "lr")
        await lab.until(lambda: values(tab)["lr"] == "0.0015")
        await lab.press("U")
        await lab.until(lambda: isinstance(lab.app.screen, Tell))
        said = f"“{DRAFT}” changed in Args: lr 0.001 → 0.0015."
        assert lab.app.screen._lines[0].endswith(said)
        await lab.press("enter")
        await lab.until(lambda: lab.app.screen is tab.screen)
        await lab.press("u")
        await lab.until(lambda: values(tab)["lr"] == "0.001")
        task = await lab.call("tasks.get_by_id", {"task": tab.page.task_id})
        assert task["task"]["hyperparams"]["Args"]["lr"]["type"] == "float"
        assert [note.message for note in lab.app._notifications] == [
            f"{said} u undoes it",
            f"“{DRAFT}” changed as before.",
        ]


async def test_another_value_is_changed_while_the_answer_to_the_first_is_awaited():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        seed = values(tab)["seed"]
        free, way = asyncio.Event(), lab.wire.handle_async_request

        async def held(request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("edit_hyper_params"):
                await free.wait()
            return await way(request)

        lab.wire.handle_async_request = held  # type: ignore[method-assign]
        await change(lab, tab, "lr")
        await lab.until(lambda: lab.app.sitting.under_way)
        await change(lab, tab, "seed")
        await lab.until(lambda: len(lab.app.sitting.under_way) == 2)
        free.set()
        await lab.until(lambda: values(tab)["lr"] == "0.0015" and values(tab)["seed"] == f"{seed}5")


async def test_what_somebody_else_has_changed_meanwhile_is_not_written_over():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        await change(lab, tab, "lr")
        await lab.until(lambda: values(tab)["lr"] == "0.0015")
        theirs = {"section": "Args", "name": "lr", "value": "7"}
        body = {"task": tab.page.task_id, "hyperparams": [theirs]}
        await lab.call("tasks.edit_hyper_params", body)
        await lab.press("u")
        refused = f"Could not change “{DRAFT}”: somebody else has changed “lr” meanwhile"
        await lab.until(lambda: refused in [note.message for note in lab.app._notifications])
        await lab.until(lambda: values(tab)["lr"] == "7")


async def test_an_editor_that_fails_sends_nothing(monkeypatch: pytest.MonkeyPatch):
    def failing(app: object, text: str, suffix: str) -> str:
        raise EditingFailed("vi ended with status 1.")

    monkeypatch.setattr(configuration, "edit", failing)
    async with lab_monitor() as lab:
        tab = await opened(lab)
        await lab.press("I")
        await lab.until(lambda: lab.app._notifications)
        assert tab.screen is lab.app.screen


async def test_what_is_no_draft_cannot_be_changed():
    async with lab_monitor() as lab:
        tab = await opened(lab, "yolo-l aug v3")
        await lab.press("i", "I")
        assert lab.app.screen is tab.screen
        assert tab.check_action("change", ()) is False


def test_the_editor_is_the_persons_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "code --wait")
    assert editor_command() == ["code", "--wait"]
    monkeypatch.setenv("EDITOR", "'unclosed")
    with pytest.raises(EditingFailed, match="EDITOR"):
        editor_command()
    monkeypatch.delenv("EDITOR")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EditingFailed, match="no editor"):
        editor_command()
