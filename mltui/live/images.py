"""The debug images of one task: the newest of each variant, and earlier ones one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mltui.api.errors import ApiError
from mltui.live.gate import Gate, known

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.events import DebugImageSampleResponse
    from mltui.api.types.json import Json, JsonObject

DEBUG_IMAGE = "training_debug_image"

#: A larger file is not fetched to be looked at, bytes.
LARGEST = 32 * 2**20

#: Iterations that are asked for at once, where variants have images at different ones.
MOST_ITERATIONS = 64


class TooLarge(ApiError):
    """A file that is too large to be looked at."""


@dataclass(frozen=True, slots=True)
class Image:
    """A debug image; its file is elsewhere.

    Attributes:
        metric: The metric's name.
        variant: The variant's name.
        iteration: When it was reported.
        url: Where the file is.
        when: When it was reported, epoch seconds; None if unknown.
    """

    metric: str
    variant: str
    iteration: int
    url: str
    when: float | None = None

    @property
    def key(self) -> str:
        """What it is an image of: the same in all iterations."""
        return f"{self.metric}\x00{self.variant}"


@dataclass(frozen=True, slots=True)
class ImageSample:
    """An image among those of its variant.

    Attributes:
        image: The image.
        first: The earliest iteration that has one.
        last: The latest.
        scroll: Goes on from here.
    """

    image: Image
    first: int
    last: int
    scroll: str


class ImagesQuestion(Gate[tuple[Image, ...]]):
    """A feed's question: the newest images if the task reported since, else None."""

    def __init__(self, task: str, moved: Callable[[], object]) -> None:
        super().__init__(known(moved), lambda client: ask_images(client, task))


async def ask_images(client: Client, task: str) -> tuple[Image, ...]:
    """Ask for the newest image of each metric and variant, by their names.

    The server answers with the newest iterations of all that is asked for, in which not every
    variant has an image: those that are missing are asked for again, alone.
    """
    named = await client.events.get_multi_task_metrics(tasks=[task], event_type=DEBUG_IMAGE)
    missing = {(each.metric or "", name) for each in named.metrics for name in each.variants or ()}
    found: dict[str, Image] = {}
    iterations = 1
    while missing:
        newest = await _newest(client, task, missing, iterations)
        if not newest:
            break
        found |= newest
        missing -= {(image.metric, image.variant) for image in newest.values()}
        iterations = min(iterations * 4, MOST_ITERATIONS)
    return tuple(sorted(found.values(), key=lambda image: (image.metric, image.variant)))


async def _newest(
    client: Client, task: str, wanted: Iterable[tuple[str, str]], iterations: int
) -> dict[str, Image]:
    variants: dict[str, list[Json]] = {}
    for metric, variant in sorted(wanted):
        variants.setdefault(metric, []).append(variant)
    answer = await client.events.debug_images(
        metrics=[
            {"task": task, "metric": metric, "variants": names}
            for metric, names in variants.items()
        ],
        iters=iterations,
    )
    found: dict[str, Image] = {}
    for each in answer.metrics or ():
        for iteration in each.iterations or ():
            for event in iteration.events or ():
                image = _image(event)
                known = found.get(image.key)
                if known is None or known.iteration < image.iteration:
                    found[image.key] = image
    return found


async def ask_sample(client: Client, task: str, image: Image) -> ImageSample | None:
    """Ask how far the images of a variant go."""
    return _sample(
        await client.events.get_debug_image_sample(
            task=task, metric=image.metric, variant=image.variant, iteration=image.iteration
        )
    )


async def ask_next(client: Client, task: str, sample: ImageSample, by: int) -> ImageSample | None:
    """Ask for the image of the next iteration that has one, or the one before.

    Args:
        client: The server.
        task: The task's id.
        sample: What was shown last.
        by: Below 0 for the one before.

    Returns:
        None where there are no more.
    """
    moved = _sample(
        await client.events.next_debug_image_sample(
            task=task, scroll_id=sample.scroll, navigate_earlier=by < 0, next_iteration=True
        )
    )
    if moved is None or moved.image.key == sample.image.key:
        return moved
    # The server goes on to the iteration's first variant: ask for ours there.
    image = Image(sample.image.metric, sample.image.variant, moved.image.iteration, "")
    return await ask_sample(client, task, image)


def _sample(answer: DebugImageSampleResponse) -> ImageSample | None:
    event = answer.event
    if event is None or not event.url:
        return None
    image = Image(
        event.metric or "", event.variant or "", event.iter or 0, event.url, _when(event.timestamp)
    )
    return ImageSample(
        image, answer.min_iteration or 0, answer.max_iteration or 0, answer.scroll_id or ""
    )


def _image(event: JsonObject) -> Image:
    from mltui.api.types.events import MetricsImageEvent

    read = MetricsImageEvent.read(event)
    return Image(
        read.metric or "", read.variant or "", read.iter or 0, read.url or "", _when(read.timestamp)
    )


def _when(timestamp_ms: float | None) -> float | None:
    return None if timestamp_ms is None else timestamp_ms / 1000


async def fetch_image(client: Client, url: str) -> bytes:
    """Fetch the file of an image.

    Raises:
        ApiError: it is not there, may not be read, can't be fetched from here, or is too large.
    """
    content = bytearray()

    def take(portion: bytes, total: int | None) -> None:
        if len(content) + len(portion) > LARGEST or (total or 0) > LARGEST:
            raise TooLarge("The file is too large to be shown here.")
        content.extend(portion)

    await client.session.fetch(url, take)
    return bytes(content)
