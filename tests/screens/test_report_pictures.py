from __future__ import annotations

import json
import re

from mltui.screens.picture import PictureScreen
from mltui.screens.report import ReportScreen
from mltui.widgets.image_view import ImageView
from mltui.widgets.lines import Lines
from tests.support.lab import lab_monitor
from tests.support.reports import open_report, said, write

OWN = "http://files.demo"
DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
    "WjR9awAAAABJRU5ErkJggg=="
)


async def test_debug_images_are_drawn_where_the_report_refers_to_them():
    async with lab_monitor() as lab:
        view = await open_report(lab, "Detection, week 47")
        await lab.until(lambda: any(shown.picture for shown in view.pictures))
        assert "samples · prediction  iteration" in view.text
        assert "▀▀▀" in view.text


async def test_pictures_by_address_are_drawn_where_they_stand():
    async with lab_monitor() as lab:
        write(lab, f"Before ![sky]({OWN}/a/sky.png) it.\n\n![dot]({DOT})\n\nAfter.")
        view = await open_report(lab, "Scaling notes")
        await lab.until(lambda: [shown.picture for shown in view.pictures if shown.picture][1:])
        lines = view.text.splitlines()
        assert lines[0].strip() == "Before [sky] it."
        assert lines[1].strip() == "sky"
        assert "▀" in lines[3]
        assert lines[-1].strip() == "After."
        assert "data:" not in view.text


async def test_a_picture_that_cannot_be_drawn_says_why_and_where_it_is():
    async with lab_monitor() as lab:
        addresses = ("s3://bucket/a.png", f"{OWN}/a/gone.gif", f"{OWN}/a/summary.json")
        write(lab, "\n\n".join(f"![]({address})" for address in addresses))
        view = await open_report(lab, "Scaling notes")
        await lab.until(lambda: len(view.pictures) == 3)
        for sentence in ("s3", "not there any more", "no picture"):
            assert sentence in view.text
        for address in addresses:
            assert address in view.text


async def test_of_very_many_pictures_the_first_are_drawn():
    async with lab_monitor() as lab:
        write(lab, "\n\n".join(f"![{n}]({OWN}/a/{n}.png)" for n in range(40)))
        view = await open_report(lab, "Scaling notes")
        await lab.until(lambda: len(view.pictures) == 32)
        assert "Only the first 32 pictures of a report are drawn." in view.text
        assert f"{OWN}/a/39.png" in view.text


async def test_an_older_server_without_the_question_for_images_says_so_in_their_place():
    async with lab_monitor() as lab:
        lab.wire.lacking.add("reports.get_task_data")
        frame = '<iframe src="/w?type=sample&objects=x&metrics=samples" name="Samples"></iframe>'
        write(lab, f"{frame}\n\n![sky]({OWN}/a/sky.png)")
        view = await open_report(lab, "Scaling notes")
        await lab.until(lambda: any(shown.picture for shown in view.pictures))
        assert "Not on this server" in view.text


async def test_a_picture_is_opened_as_large_as_it_fits_and_one_goes_on_to_the_next():
    async with lab_monitor() as lab:
        write(lab, f"![first]({OWN}/a/1.png)\n\n![second]({OWN}/a/2.png)")
        view = await open_report(lab, "Scaling notes")
        await lab.until(lambda: len([one for one in view.pictures if one.picture]) == 2)
        await lab.press("m")
        await lab.until(lambda: isinstance(lab.app.screen, PictureScreen))
        page = lab.app.screen
        assert isinstance(page, PictureScreen)
        assert "first" in page.query_one("#caption", Lines).text
        assert page.query_one(ImageView).picture is not None
        await lab.press("l")
        await lab.until(lambda: "second" in page.query_one("#caption", Lines).text)
        assert page.counts() == "2 of 2"
        # What the report has of it is shown also where it cannot be fetched any more.
        lab.wire.cut = True
        await lab.press("h")
        await lab.until(lambda: page._whole.get(0) and page._whole[0].wrong)
        assert page.query_one(ImageView).picture is not None
        await lab.press("l")
        await lab.press("y")
        await lab.until(lambda: f"Address copied: {OWN}/a/2.png" in said(lab))
        await lab.press("escape")
        await lab.until(lambda: isinstance(lab.app.screen, ReportScreen))


async def test_a_plot_of_tasks_that_a_query_finds_is_drawn():
    async with lab_monitor() as lab:
        (task,) = [
            task
            for task in lab.demo.lab.engine.store.tasks.find({"type": "training"})
            if task["name"] == "yolo-l aug v3"
        ]
        frame = '<iframe src="/w?metrics={}&project={}&{}" name="{}"></iframe>'
        newest = "page_size=1&order_by[]=-last_update"
        texts = [
            frame.format("loss&type=scalar", task["project"], newest, "One"),
            frame.format("loss&type=scalar", "0" * 32, newest, "Two"),
            frame.format("loss&type=scalar", task["project"], "service=x", "Three"),
            frame.format("samples&type=sample", task["project"], "status=in_progress", "Four"),
        ]
        write(lab, "\n\n".join(texts))
        view = await open_report(lab, "Scaling notes")
        await lab.until(lambda: "━ train" in view.text and "samples · input" in view.text)
        assert "No task fits the query of this plot." in view.text
        assert "“service”" in view.text
        assert lab.app.screen.check_action("open_task", ()) is False
        bodies = lab.wire.bodies["reports.get_task_data"]
        assert any(body.get("order_by") == ["-last_update"] for body in bodies)


async def test_scalars_are_drawn_along_the_time_that_the_report_wants():
    async with lab_monitor() as lab:
        frame = '<iframe src="/w?type=scalar&metrics=loss&xaxis={}&objects={}" name="{}"></iframe>'
        (task,) = lab.demo.lab.engine.store.tasks.find({"name": "yolo-l aug v3"})
        texts = [
            frame.format("timestamp", task["id"], "Since"),
            frame.format("iso_time", task["id"], "Clock"),
        ]
        write(lab, "\n\n".join(texts))
        view = await open_report(lab, "Scaling notes")
        await lab.until(lambda: view.text.count("━ train") == 2)
        assert re.search(r"^ *0 +\d+ ?(s|min|h)", view.text, re.MULTILINE)
        assert re.search(r"\d\d:\d\d +\d\d:\d\d", view.text)


async def test_plots_of_models_are_drawn_also_where_a_query_finds_them():
    async with lab_monitor() as lab:
        models = (await lab.call("models.get_all", {"framework": ["ONNX"]}))["models"]
        frame = '<iframe src="/w?objectType=model&{}" name="{}"></iframe>'
        accuracy = "type=scalar&metrics=accuracy%20on%20new%20data&variants=all"
        texts = [
            frame.format(f"{accuracy}&objects={models[0]['id']}", "One"),
            frame.format(f"{accuracy}&framework[]=ONNX&page_size=2", "Two"),
            frame.format("type=surface&framework=ONNX&page_size=2", "Three"),
        ]
        write(lab, "\n\n".join(texts))
        view = await open_report(lab, "Scaling notes")
        await lab.until(lambda: "…" not in view.text.split("Two")[0])
        one, two = view.text.split("Two")
        assert "━ all" in one
        assert models[0]["name"] in two
        assert models[1]["name"] in two
        # What cannot be drawn says where it is shown.
        assert "cannot be drawn here" in two
        assert "/w?objectType=model&type=surface" in two


async def test_a_comparison_of_parameters_is_a_table():
    async with lab_monitor() as lab:
        (task,) = (await lab.call("tasks.get_all", {"name": "yolo-l aug v3"}))["tasks"]
        ids = next(
            (metric, variant)
            for metric, variants in task["last_metrics"].items()
            for variant, last in variants.items()
            if (last["metric"], last["variant"]) == ("loss", "val")
        )
        (section, name), *_ = [
            (section, name)
            for section, items in sorted(task["hyperparams"].items())
            for name in sorted(items)
        ]
        frame = (
            '<iframe src="/w?type=parcoords&objectType=task&objects={}&{}" name="Best"></iframe>'
        )
        of = f"metrics={'.'.join(ids)}&variants={section}.{name}&value_type=min_value"
        write(lab, frame.format(task["id"], of))
        view = await open_report(lab, "Scaling notes")
        await lab.until(lambda: "loss/val least" in view.text)
        assert "yolo-l aug v3" in view.text
        assert name in view.text
        assert task["hyperparams"][section][name]["value"] in view.text


async def test_a_plot_that_was_reported_as_a_picture_is_drawn_as_one():
    async with lab_monitor() as lab:
        (task,) = (await lab.call("tasks.get_all", {"name": "yolo-l aug v3"}))["tasks"]
        source = {"source": f"{OWN}/a/plot.png"}
        event = {
            "type": "plot",
            "task": task["id"],
            "metric": "matplotlib",
            "variant": "one",
            "iter": 1,
            "plot_str": json.dumps({"data": [], "layout": {"images": [source]}}),
        }
        await lab.call("events.add", event)
        frame = '<iframe src="/w?type=plot&objects={}&metrics=matplotlib" name="A plot"></iframe>'
        write(lab, frame.format(task["id"]))
        view = await open_report(lab, "Scaling notes")
        await lab.until(lambda: any(shown.picture for shown in view.pictures))
        assert "▀▀▀" in view.text
        await lab.press("m")
        await lab.until(lambda: isinstance(lab.app.screen, PictureScreen))
