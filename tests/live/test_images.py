"""The newest image of each variant is found with few questions, whatever the server is like."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from mltui.live.images import ITERATIONS, ImagesQuestion
from mltui.server.demo import Demo
from tests.support.lab import Wire, client_of
from tests.support.small import Served

DEBUG_IMAGES = "events.debug_images"


class Task:
    """A task that reports images, and somebody who looks at them."""

    def __init__(self) -> None:
        self.served = Served()
        self.wire = Wire(cast("Demo", self.served))
        self.client = client_of(cast("Demo", self.served), self.wire)
        self.id = str(self.served.call("tasks.create", name="task", type="training")["id"])
        self.reported = 0
        self.question = ImagesQuestion(self.id, lambda: self.reported)

    def report(self, metric: str, variant: str, iteration: int) -> None:
        self.reported += 1
        self.served.call("events.add", type="training_debug_image", task=self.id, metric=metric,
                         variant=variant, iter=iteration, key="x",
                         url=f"s3://bucket/{iteration}.png")  # fmt: skip

    async def look(self) -> dict[str, int] | None:
        """Return the iteration of each image, None if they are as they were."""
        images = await self.question(self.client)
        if images is None:
            return None
        return {f"{image.metric}/{image.variant}": image.iteration for image in images}


@pytest.fixture
async def task() -> AsyncIterator[Task]:
    task = Task()
    yield task
    await task.client.close()


async def test_a_server_that_tells_no_variants_answers_with_the_newest_of_each_metric(task: Task):
    task.wire.lacking.add("events.get_multi_task_metrics")
    task.report("train", "a", 7)
    task.report("train", "b", 7)
    task.report("validation", "a", 3)
    assert await task.look() == {"train/a": 7, "train/b": 7, "validation/a": 3}
    assert all("variants" not in one for one in task.wire.bodies[DEBUG_IMAGES][0]["metrics"])
    task.report("train", "b", 8)
    assert await task.look() == {"train/a": 7, "train/b": 8, "validation/a": 3}


async def test_of_very_many_variants_the_newest_come_first_and_the_others_later(task: Task):
    for epoch in range(300):
        task.report("samples", f"epoch_{epoch}", epoch)
    first = await task.look()
    assert first is not None
    assert set(first.values()) == set(range(300 - sum(ITERATIONS), 300))
    assert task.wire.asked[DEBUG_IMAGES] == len(ITERATIONS)
    looks = 0
    while (more := await task.look()) is not None:
        looks += 1
        known = more
    assert len(known) == 300
    assert looks <= 5
    assert task.wire.asked[DEBUG_IMAGES] <= len(ITERATIONS) * (looks + 1)


async def test_a_metric_that_lags_behind_is_found_again_when_it_reports(task: Task):
    for iteration in range(100):
        task.report("train", "a", iteration)
    task.report("validation", "a", 3)
    assert await task.look() == {"train/a": 99, "validation/a": 3}
    task.report("validation", "a", 4)
    assert await task.look() == {"train/a": 99, "validation/a": 4}


async def test_a_server_that_answers_what_was_not_asked_for_is_not_asked_for_ever(task: Task):
    task.report("train", "a", 1)
    task.report("train", "b", 2)
    event = {"metric": "train", "variant": "c", "iter": 5, "url": "s3://bucket/5.png"}

    def answer(_: Any) -> Any:
        return {"metrics": [{"task": task.id, "iterations": [{"iter": 5, "events": [event]}]}]}

    task.wire.empty[DEBUG_IMAGES] = answer
    assert await task.look() == {}
    assert task.wire.asked[DEBUG_IMAGES] == 1
    assert await task.look() is None


async def test_images_that_were_removed_are_listed_no_longer(task: Task):
    task.report("train", "a", 1)
    assert await task.look() == {"train/a": 1}
    task.served.call("events.delete_for_task", task=task.id)
    task.reported += 1
    assert await task.look() == {}
