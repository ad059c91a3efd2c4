from __future__ import annotations

import time

import pytest

from mltui.screens.model import ModelScreen
from mltui.screens.task import TaskScreen
from mltui.widgets.image_view import ImageView
from mltui.widgets.text_view import TextView
from tests.support.small import Served, one_of_each, small_monitor

ODD = ["http://[zz]/a.png", "http://xn--/a.png", "http://[::1", "//"]


def server_with(address: str) -> tuple[Served, str, str]:
    """A server with a task that has an image there, and a model that lies there."""
    served, now_ms = Served(), int(time.time() * 1000)
    one_of_each(served.call, now_ms=now_ms)
    task = served.call("tasks.get_all_ex", name="the task")["tasks"][0]["id"]
    served.call("events.add", type="training_debug_image", task=task, metric="img", variant="a",
                iter=1, key="k", url=address, timestamp=now_ms)  # fmt: skip
    model = served.call("models.create", name="odd", uri=address, framework="ONNX", task=task)
    return served, str(task), str(model["id"])


@pytest.mark.parametrize("address", ODD)
async def test_an_image_at_an_address_that_is_none_is_a_sentence_in_its_place(address: str) -> None:
    served, task, _ = server_with(address)
    async with small_monitor(served) as lab:
        await lab.until_rows()
        lab.app.open_page("task", task, "the task")
        await lab.until(lambda: isinstance(lab.app.screen, TaskScreen) and lab.app.screen.facts)
        page = lab.app.screen
        assert isinstance(page, TaskScreen)
        page.show_tab("Images")
        await lab.until(lambda: page.query(ImageView) and page.query_one("#image", ImageView).text)
        await lab.until(lambda: "be " in page.query_one("#image", ImageView).text)


@pytest.mark.parametrize("address", ODD)
async def test_a_model_at_an_address_that_is_none_cannot_be_fetched(address: str) -> None:
    served, _, model = server_with(address)
    async with small_monitor(served) as lab:
        await lab.until_rows()
        lab.app.open_page("model", model, "odd")
        await lab.until(lambda: isinstance(lab.app.screen, ModelScreen))
        await lab.until(lambda: address in lab.app.screen.query_one("#facts", TextView).text)
        await lab.press("d")
        # What is no address at all is told before one types where the file shall go.
        await lab.until(
            lambda: len(lab.app._notifications) or not isinstance(lab.app.screen, ModelScreen)
        )
        if not isinstance(lab.app.screen, ModelScreen):
            await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, ModelScreen))
        await lab.until(lambda: any("be " in one.message for one in lab.app._notifications))
