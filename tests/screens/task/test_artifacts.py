from __future__ import annotations

from pathlib import Path

from textual.widgets import Input

from mltui.screens.task.artifacts import Artifacts
from mltui.screens.task.machine import MachineTab
from mltui.series import numbers
from mltui.widgets.ask_text import AskText
from mltui.widgets.listing import Listing
from mltui.widgets.text_view import TextView
from tests.screens.task.opening import opened_tab
from tests.support.lab import LabMonitor, lab_monitor

DONE = "ner distilbert v1.2"


async def opened(lab: LabMonitor, task: str = DONE) -> Artifacts:
    tab = await opened_tab(lab, task, Artifacts, "Artifacts")
    await lab.until(lambda: tab._artifacts is not None)
    return tab


async def test_artifacts_are_listed_with_size_and_address():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        names = {each.name for each in tab._artifacts}
        assert {"checkpoint", "summary"} <= names
        assert "http://files.demo/" in tab.query_one(TextView).text
        assert "SHA-256" in tab.query_one(TextView).text


async def test_an_answer_that_comes_while_one_goes_on_does_not_take_the_keyboard_back():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        page = tab.page
        page.show_tab("Machine")
        await lab.until(lambda: page.query(MachineTab) and not tab.display)
        machine = page.query_one(MachineTab)
        # It is given the keyboard once what stands before it is done: the answer comes first.
        page.set_focus(tab.query_one(Listing))
        machine.first_focus().focus()
        tab.show(())
        await lab.until(lambda: page.focused is machine)
        await lab.pilot.pause()
        assert page.focused is machine


async def test_an_address_is_copied():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        await lab.press("y")
        assert lab.app.clipboard == tab.chosen.uri


async def test_a_file_is_fetched_to_a_path_that_is_asked_for(tmp_path: Path):
    async with lab_monitor() as lab:
        tab = await opened(lab)
        summary = next(each for each in tab._artifacts if each.name == "summary")
        tab.query_one(Listing).move_to(summary.key)
        await lab.press("D")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        target = tmp_path / "here.json"
        lab.app.screen.query_one(Input).value = str(target)
        await lab.press("enter")
        await lab.until(target.exists)
        assert "score" in target.read_text()


async def test_nothing_is_overwritten(tmp_path: Path):
    async with lab_monitor() as lab:
        await opened(lab)
        await lab.press("D")
        await lab.until(lambda: isinstance(lab.app.screen, AskText))
        target = tmp_path / "mine"
        target.write_text("precious")
        lab.app.screen.query_one(Input).value = str(target)
        await lab.press("enter")
        await lab.pilot.pause()
        assert isinstance(lab.app.screen, AskText)
        assert target.read_text() == "precious"


async def test_a_model_is_listed_and_leads_to_its_page():
    async with lab_monitor() as lab:
        tab = await opened(lab, "retina sweep 17")
        made = await lab.call(
            "models.create",
            {"name": "net", "uri": "http://files.demo/net.pt", "framework": "PyTorch"},
        )
        await lab.call(
            "tasks.add_or_update_model",
            {
                "task": tab.page.task_id,
                "name": "backbone",
                "model": str(made["id"]),
                "type": "input",
            },
        )

        def looked() -> object:
            tab.page.feed("task").ask_now()
            tab.page.feed("artifacts").ask_now()
            return any(each.name == "backbone" for each in tab._artifacts)

        await lab.until(looked)
        (model,) = (each for each in tab._artifacts if each.name == "backbone")
        assert not model.output
        assert model.uri == "http://files.demo/net.pt"
        assert ("framework", "PyTorch") in model.notes
        assert tab.check_action("open_model", ()) is True


async def test_a_task_without_any_says_so_in_one_sentence():
    async with lab_monitor() as lab:
        tab = await opened(lab, "retina sweep 15")
        await lab.until(lambda: "no artifacts" in shown(tab))
        assert [line.strip() for line in shown(tab).splitlines() if line.strip()] == [
            "this task has no artifacts and no models"
        ]
        assert not tab.query_one(Listing).display
        # The key for a download must not fall through to the one that deletes the task.
        await lab.press("D")
        assert lab.app.screen is tab.screen


async def test_the_list_is_back_when_the_filter_that_emptied_it_is_gone():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        await lab.press("slash", *"nowhere", "enter")
        await lab.until(lambda: "“nowhere”" in shown(tab))
        await lab.press("escape")
        await lab.until(lambda: tab.query_one(Listing).has_focus)
        assert tab.chosen is not None


def shown(tab: Artifacts) -> str:
    """What stands in the tab."""
    view = tab.query_one(TextView)
    return "\n".join(view.render_line(y).text for y in range(view.size.height))


async def test_a_long_address_goes_on_in_the_next_line_and_the_size_is_told_once():
    async with lab_monitor(size=(80, 24)) as lab:
        tab = await opened(lab)
        chosen = tab.chosen
        assert chosen is not None
        assert len(chosen.uri) > 68
        await lab.until(lambda: "Size" in shown(tab))
        lines = [line.strip() for line in shown(tab).splitlines()]
        assert f"Size        {numbers.grouped(chosen.size or 0)} bytes" in lines
        assert len([line for line in lines if line.startswith("Size")]) == 1
        first = next(number for number, line in enumerate(lines) if line.startswith("Address"))
        assert "…" not in lines[first]
        assert lines[first].removeprefix("Address").strip() + lines[first + 1] == chosen.uri
