from __future__ import annotations

from mltui.screens.task.images import Images
from mltui.widgets.image_view import ImageView
from mltui.widgets.lines import Lines
from mltui.widgets.listing import Listing
from tests.screens.task.opening import opened_tab
from tests.support.lab import LabMonitor, lab_monitor


async def opened(lab: LabMonitor, task: str = "yolo-l aug v3") -> Images:
    tab = await opened_tab(lab, task, Images, "Images")
    await lab.until(lambda: tab._images is not None)
    return tab


def view(tab: Images) -> ImageView:
    return tab.query_one(ImageView)


async def test_the_newest_image_of_each_variant_is_listed_and_drawn():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        await lab.until(lambda: view(tab).picture)
        picture = view(tab).picture
        assert picture is not None
        assert (picture.width, picture.height, picture.kind) == (96, 64, "PNG")
        assert tab.query_one(Listing).total >= 2
        strips = [view(tab).render_line(y).text for y in range(view(tab).size.height)]
        assert any("▀" in text for text in strips)


async def test_one_goes_through_the_images_of_earlier_iterations():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        await lab.until(lambda: tab._shown)
        newest = tab._shown.image
        await lab.press("h")
        await lab.until(lambda: tab._shown.image.iteration < newest.iteration)
        assert tab._shown.image.key == newest.key
        assert "●" in tab.query_one("#caption", Lines).text
        await lab.press("l")
        await lab.until(lambda: tab._shown.image.iteration == newest.iteration)


async def test_what_was_last_reported_at_an_earlier_iteration_is_listed_as_well():
    async with lab_monitor() as lab:
        tab = await opened(lab, "retina sweep 17")
        newest = {("train", "a"): 100, ("train", "b"): 99, ("validation", "a"): 60}
        for (metric, variant), last in newest.items():
            for iteration in range(last - 20, last + 1):
                event = {
                    "type": "training_debug_image",
                    "task": tab.page.task_id,
                    "key": "x",
                    "iter": iteration,
                    "metric": metric,
                    "variant": variant,
                    "url": f"s3://bucket/{iteration}.png",
                }
                await lab.call("events.add", event)

        def listed() -> object:
            tab.page.feed("task").ask_now()
            tab.page.feed("images").ask_now()
            images = tab._images or ()
            found = {(image.metric, image.variant): image.iteration for image in images}
            return found == newest

        await lab.until(listed)


async def test_an_image_that_cannot_be_fetched_tells_its_address():
    async with lab_monitor() as lab:
        tab = await opened(lab, "retina sweep 17")
        assert "no images yet" in view(tab).text
        for number, (url, _) in enumerate(ODD):
            event = {
                "type": "training_debug_image",
                "task": tab.page.task_id,
                "iter": 1,
                "metric": "samples",
                "variant": str(number),
                "key": "x",
                "url": url,
            }
            await lab.call("events.add", event)

        def looked() -> object:
            tab.page.feed("task").ask_now()
            tab.page.feed("images").ask_now()
            return tab.query_one(Listing).total == len(ODD)

        await lab.until(looked)
        for number, (url, says) in enumerate(ODD):
            tab.query_one(Listing).move_to(f"samples\x00{number}")
            await lab.until(lambda url=url: url in view(tab).text)
            assert says in view(tab).text


ODD = (
    ("s3://bucket/sample.png", "s3"),
    ("http://files.demo/nothing/here.gif", "not there"),
    ("http://files.demo/a/summary.json", "no picture"),
)
