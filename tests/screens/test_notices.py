"""What is told in passing, and dialogs."""

from __future__ import annotations

import pytest
from textual.screen import ModalScreen
from textual.widgets._toast import Toast

from mltui.screens.help import HelpScreen
from mltui.widgets.choose import Choice, Choose
from mltui.widgets.confirm import Confirm
from mltui.widgets.tell import Tell
from tests.support.lab import LabMonitor, lab_monitor

LONG = [f"line {number} of what is lost" for number in range(40)]

DIALOGS = {
    "plan": lambda: Confirm("Reset?", "\n".join(LONG), destroys=True),
    "lines": lambda: Tell("Not done", LONG),
    "choices": lambda: Choose("To", [Choice(line, line) for line in LONG]),
    "keys": lambda: HelpScreen([("Keys", [("k", line) for line in LONG])]),
}


def bottom_line(lab: LabMonitor) -> str:
    """What stands in the terminal's last line."""
    return "".join(segment.text for segment in lab.app.screen._compositor.render_strips()[-1])


@pytest.mark.parametrize("size", [(80, 24), (80, 12), (120, 40)])
async def test_what_is_told_in_passing_covers_no_dialog(size: tuple[int, int]):
    async with lab_monitor(size=size, notices=True) as lab:
        await lab.until_rows()
        beneath = lab.app.screen
        lab.app.notify(f"Told before. {'And more. ' * 20}", timeout=600)
        await lab.until(lambda: beneath.query(Toast))
        for make in DIALOGS.values():
            dialog: ModalScreen[object] = make()
            lab.app.push_screen(dialog)
            await lab.until(lambda: "Told before." in bottom_line(lab))
            box = next(iter(dialog.children)).region
            assert box.bottom < size[1]
            assert not any(toast.region for toast in beneath.query(Toast))
            assert all(toast.region.y >= box.bottom for toast in dialog.query(Toast))
            dialog.dismiss(None)
            await lab.until(lambda: any(toast.region for toast in beneath.query(Toast)))
        lab.app.push_screen(DIALOGS["plan"]())
        lab.app.notify("Told meanwhile.", timeout=600)
        await lab.until(lambda: "Told meanwhile." in bottom_line(lab))


def told(lab: LabMonitor) -> list[str]:
    """What can be read in the corner, from the top."""
    return [toast._notification.message for toast in lab.app.screen.query(Toast)]


async def test_of_what_was_done_in_quick_succession_only_the_last_two_are_told():
    async with lab_monitor(notices=True) as lab:
        await lab.until_rows()
        lab.app.notify("Something failed.", severity="error", timeout=600)
        lab.app.notify("A run ended.", timeout=600)
        for number in range(5):
            lab.app.notify(f"Task {number} was stopped.")
        longer = ["Something failed.", "A run ended."]
        await lab.until(
            lambda: told(lab) == [*longer, "Task 3 was stopped.", "Task 4 was stopped."]
        )


async def test_the_same_is_not_told_twice_at_once():
    async with lab_monitor(notices=True) as lab:
        await lab.until_rows()
        for _ in range(3):
            lab.app.notify("There is no page here.", severity="warning", timeout=600)
        lab.app.notify("Nothing was changed.", timeout=600)
        await lab.until(lambda: told(lab) == ["There is no page here.", "Nothing was changed."])


@pytest.mark.parametrize("size", [(30, 8), (80, 6), (30, 3)])
async def test_what_is_told_in_passing_leaves_it_readable_that_the_terminal_is_too_small(
    size: tuple[int, int],
):
    async with lab_monitor(size=size, notices=True) as lab:
        lab.app.notify("Told in passing, at some length, on a terminal that is small.", timeout=600)
        lab.app.notify("Told last, and at some length, too.", timeout=600)
        await lab.until(lambda: "Told last" in bottom_line(lab))
        strips = lab.app.screen._compositor.render_strips()
        shown = ["".join(segment.text for segment in strip) for strip in strips]
        assert any("Too small: 40x8 or more" in line for line in shown)
