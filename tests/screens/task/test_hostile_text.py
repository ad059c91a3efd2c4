from __future__ import annotations

import json

import pytest

from mltui.screens.task import TaskScreen
from mltui.screens.task.tabs import TABS
from tests.support.lab import LabMonitor, lab_monitor

#: A colour, a title, a bell, markup, a change of direction and a line end.
EVIL = "evil\x1b[31m\x1b]0;owned\x07[bold red]x[/]\u202edlrow\r\nEND"


def drawn(lab: LabMonitor) -> str:
    strips = lab.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def hostile_task(lab: LabMonitor) -> str:
    """Make a task of which everything that people may write is hostile."""
    item = {"section": EVIL, "name": EVIL, "value": EVIL, "type": EVIL, "description": EVIL}
    made = await lab.call(
        "tasks.create",
        {
            "name": EVIL,
            "type": "training",
            "comment": EVIL,
            "tags": [EVIL],
            "hyperparams": {"evil": {"evil": item}},
            "configuration": {"evil": {"name": "evil", "value": EVIL, "type": EVIL}},
            "script": {
                "repository": EVIL,
                "branch": EVIL,
                "entry_point": EVIL,
                "diff": EVIL,
                "requirements": {"pip": EVIL},
            },
            "container": {"image": EVIL, "arguments": EVIL},
            "execution": {
                "artifacts": [
                    {
                        "key": EVIL,
                        "type": EVIL,
                        "uri": EVIL,
                        "hash": EVIL,
                        "mode": "output",
                        "display_data": [[EVIL, EVIL]],
                        "type_data": {"preview": EVIL},
                    }
                ]
            },
        },
    )
    task = str(made["id"])
    figure = {
        "data": [{"x": [EVIL, "b"], "y": [1, 2], "name": EVIL}],
        "layout": {"title": EVIL, "xaxis": {"title": EVIL}, "yaxis": {"title": EVIL}},
    }
    plot = {"metric": EVIL, "variant": EVIL, "plot_str": json.dumps(figure), "type": "plot"}
    image = {"metric": EVIL, "variant": EVIL, "url": EVIL, "key": EVIL}
    for event in (plot, {**image, "type": "training_debug_image"}):
        await lab.call("events.add", {**event, "task": task, "iter": 1})
    return task


@pytest.mark.parametrize("tab", [entry.name for entry in TABS])
async def test_nothing_hostile_reaches_the_screen(tab: str):
    async with lab_monitor() as lab:
        await lab.until_rows()
        lab.app.open_page("task", await hostile_task(lab), EVIL)
        await lab.until(lambda: isinstance(lab.app.screen, TaskScreen))
        page = lab.app.screen
        assert isinstance(page, TaskScreen)
        await lab.until(lambda: page.facts is not None)
        page.show_tab(tab)
        await lab.until(lambda: page.tab is not None and page.tab.id == tab and page.tab.display)
        if tab not in ("Scalars", "Console", "Machine"):
            await lab.until(lambda: drawn(lab).count("evil") > 1)
        text = drawn(lab).replace("\n", "")
        assert not [sign for sign in text if ord(sign) < 32 or sign in "\x7f\u202e"]
        assert "[bold red]" in text
