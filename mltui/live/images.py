"""The debug images of one task: the newest of each variant, and earlier ones one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mltui.api.errors import ApiError, NotSupported
from mltui.live.gate import Gate, known
from mltui.live.names import natural

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.events import DebugImageSampleResponse, DebugImagesResponseTaskMetrics
    from mltui.api.types.json import Json, JsonObject

DEBUG_IMAGE = "training_debug_image"

#: A larger file is not fetched to be looked at, bytes.
LARGEST = 32 * 2**20

#: Iterations that are asked for, question by question, where variants have images at different
#: ones; the last question is only for those that were never found.
ITERATIONS = (1, 4, 16, 64)

#: A metric and a variant; None for whatever variants it has.
Name = tuple[str, str | None]


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

    @property
    def names(self) -> set[Name]:
        """The names that mean it."""
        return {(self.metric, self.variant), (self.metric, None)}


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
        super().__init__(known(moved), self._ask_newest)
        self._task = task
        self._kept: dict[str, Image] = {}
        self._lacks = False

    async def __call__(self, client: Client) -> tuple[Image, ...] | None:
        """Return the images by their names; more of them at the next look where there are many."""
        before = len(self._kept)
        images = await super().__call__(client)
        if images is not None and self._lacks and len(self._kept) > before:
            self.reset()
        return images

    async def _ask_newest(self, client: Client) -> tuple[Image, ...]:
        names = await _ask_names(client, self._task)
        found = await _ask_images(client, self._task, names, self._kept)
        self._kept = {
            key: image
            for key, image in {**self._kept, **found}.items()
            if not names.isdisjoint(image.names)
        }
        self._lacks = bool(_lacking(names, self._kept.values()))
        return tuple(
            sorted(self._kept.values(), key=lambda image: natural(image.metric, image.variant))
        )


async def _ask_names(client: Client, task: str) -> set[Name]:
    """Ask what there are images of."""
    try:
        named = await client.events.get_multi_task_metrics(tasks=[task], event_type=DEBUG_IMAGE)
    except NotSupported:
        # A server before API 2.28 tells no variants.
        answer = await client.events.get_task_metrics(tasks=[task], event_type=DEBUG_IMAGE)
        return {(name, None) for each in answer.metrics for name in each.metrics or ()}
    return {(each.metric or "", name) for each in named.metrics for name in each.variants or ()}


async def _ask_images(
    client: Client, task: str, names: set[Name], kept: Mapping[str, Image]
) -> dict[str, Image]:
    """Ask for the newest image of each name; of many names, for those that are newest.

    The server answers with the newest iterations of all that is asked for, in which not every
    variant has an image: those that are missing are asked for again, alone.
    """
    found: dict[str, Image] = {}
    for iterations in ITERATIONS:
        missing = _lacking(names, found.values())
        if iterations == ITERATIONS[-1]:
            missing = _lacking(missing, kept.values())
        if not missing:
            break
        answered = await _newest(client, task, missing, iterations)
        newest = {
            key: image for key, image in answered.items() if not missing.isdisjoint(image.names)
        }
        if not newest:
            break
        found |= newest
    return found


def _lacking(names: set[Name], images: Iterable[Image]) -> set[Name]:
    return names.difference(*(image.names for image in images))


async def _newest(
    client: Client, task: str, wanted: Iterable[Name], iterations: int
) -> dict[str, Image]:
    variants: dict[str, list[Json]] = {}
    for metric, variant in sorted(wanted, key=lambda name: (name[0], name[1] or "")):
        variants.setdefault(metric, []).extend([] if variant is None else [variant])
    answer = await client.events.debug_images(
        metrics=[
            {"task": task, "metric": metric} | ({"variants": names} if names else {})
            for metric, names in variants.items()
        ],
        iters=iterations,
    )
    return {image.key: image for image in newest_images(answer.metrics or ())}


def newest_images(answered: Iterable[DebugImagesResponseTaskMetrics]) -> list[Image]:
    """Return the newest image of each variant of an answer."""
    found: dict[str, Image] = {}
    for each in answered:
        for iteration in each.iterations or ():
            for event in iteration.events or ():
                image = _image(event)
                known = found.get(image.key)
                if known is None or known.iteration < image.iteration:
                    found[image.key] = image
    return [*found.values()]


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
