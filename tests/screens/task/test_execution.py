from __future__ import annotations

from mltui.live.task_setup import Execution
from mltui.screens.task.execution import ExecutionTab, parts_of
from mltui.widgets.listing import Listing
from mltui.widgets.text_view import TextView
from tests.screens.task.opening import opened_tab
from tests.support.lab import LabMonitor, lab_monitor


async def opened(lab: LabMonitor) -> ExecutionTab:
    tab = await opened_tab(lab, "retina sweep 17", ExecutionTab, "Execution")
    await lab.until(lambda: tab.query_one(Listing).total)
    return tab


async def test_the_code_of_a_task_is_told():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        text = tab.query_one(TextView).text
        assert "vision/detector.git" in text
        assert "train.py" in text


async def test_changes_and_packages_are_a_part_each():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        tab.query_one(Listing).move_to("Changes")
        await lab.until(lambda: "diff --git" in tab.query_one(TextView).text)
        tab.query_one(Listing).move_to("Packages")
        await lab.until(lambda: "torch" in tab.query_one(TextView).text)


async def test_a_part_is_copied_to_the_clipboard():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        await lab.press("y")
        assert "vision/detector.git" in lab.app.clipboard
        await lab.press("l")
        await lab.until(lambda: lab.app.focused is tab.query_one(TextView))
        await lab.press("escape")
        await lab.until(lambda: lab.app.focused is tab.query_one(Listing))


def test_lines_of_a_difference_are_counted_without_its_head():
    changes = "--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n-old\n+new\n+more\n"
    parts = {part.name: part for part in parts_of(Execution(changes=changes))}
    assert parts["Changes"].size == "+2 -1"


def test_a_container_is_told_with_its_arguments_and_its_script():
    container = {"image": "nvcr.io/x", "arguments": "--ipc=host", "setup_shell_script": "apt-get x"}
    parts = {part.name: part for part in parts_of(Execution(container=container))}
    source = "\n".join("".join(text for text, _ in line) for line in parts["Source"].lines)
    assert "nvcr.io/x" in source
    assert "--ipc=host" in source
    assert parts["Set-up"].text == "apt-get x"
