"""The pictures in a report: debug images of tasks, and what it shows by address."""

from __future__ import annotations

import asyncio
import base64
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mltui.api.errors import ApiError
from mltui.live.feed import PASSING
from mltui.live.images import fetch_image, newest_images
from mltui.live.report_queries import nothing_of, with_tasks
from mltui.series import numbers
from mltui.series.embeds import Embed, PictureLink
from mltui.series.picture import NoPicture, Picture, decode

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.json import JsonObject
    from mltui.live.images import Image

#: So many are fetched at once, and so many of one report.
AT_ONCE, MOST = 4, 32

#: Debug images of one embed that are drawn, and the iterations in which they are looked for: not
#: every variant has one at the last.
MOST_IMAGES, ITERATIONS = 6, 4

#: Pixels kept of a picture between the lines, across and down.
KEPT = 640

#: What a picture begins with that is within the text.
WITHIN = "data:"


@dataclass(frozen=True, slots=True)
class ReportPicture:
    """A picture of a report, or why there is none.

    Attributes:
        title: What it is.
        address: Where its file is.
        wrong: A sentence that says why it is not drawn.
        passing: Whether that may pass by itself.
        iteration: In which it was reported, None if it is no debug image.
    """

    title: str
    address: str
    picture: Picture | None = None
    wrong: str = ""
    passing: bool = False
    iteration: int | None = None


#: What is to be drawn where a report refers to pictures, or a sentence why there is nothing.
Pictures = Mapping[Embed | PictureLink, tuple[ReportPicture, ...] | str]


class PicturesQuestion:
    """A feed's question: the pictures of a report, a few of them at each look.

    A file is fetched once; debug images are asked for anew at each round.
    """

    def __init__(self) -> None:
        self._wanted: tuple[Embed | PictureLink, ...] = ()
        self._due: list[Embed | PictureLink] = []
        self._found: dict[Embed | PictureLink, tuple[ReportPicture, ...] | str] = {}

    @property
    def wanted(self) -> tuple[Embed | PictureLink, ...]:
        """What the report refers to."""
        return self._wanted

    @property
    def more(self) -> bool:
        """Whether some were not looked for yet in this round."""
        return bool(self._due)

    def want(self, wanted: tuple[Embed | PictureLink, ...]) -> None:
        """Look for these from now on; what was found of them is kept."""
        self._wanted = wanted
        self._due = [*wanted[:MOST]]
        self._found = {one: self._found[one] for one in wanted if one in self._found}
        many = f"Only the first {MOST} pictures of a report are drawn."
        self._found |= dict.fromkeys(wanted[MOST:], many)

    async def __call__(self, client: Client) -> Pictures:
        """Look for the next few; return all that were found."""
        if not self._due:
            self._due = [*self._wanted[:MOST]]
        batch, self._due = self._due[:AT_ONCE], self._due[AT_ONCE:]
        async with asyncio.TaskGroup() as group:
            tasks = {one: group.create_task(self._look(client, one)) for one in batch}
        self._found |= {one: task.result() for one, task in tasks.items()}
        return dict(self._found)

    async def _look(
        self, client: Client, wanted: Embed | PictureLink
    ) -> tuple[ReportPicture, ...] | str:
        found = self._found.get(wanted, ())
        before = () if isinstance(found, str) else found
        if isinstance(wanted, PictureLink):
            return (await _picture(client, wanted.title, wanted.address, None, before),)
        try:
            embed = await with_tasks(client, wanted)
            if isinstance(embed, str):
                return embed
            images = await _ask_images(client, embed)
        except ApiError as error:
            return before if before and isinstance(error, PASSING) else error.sentence
        if not images:
            return nothing_of(wanted, "image")
        return tuple(
            [
                await _picture(client, title, image.url, image.iteration, before)
                for title, image in images
            ]
        )


async def _ask_images(client: Client, embed: Embed) -> list[tuple[str, Image]]:
    """Ask for the newest images, each with what it is called."""
    asked: JsonObject = {"iters": ITERATIONS}
    if embed.metrics:
        variants: JsonObject = {"variants": [*embed.variants]} if embed.variants else {}
        asked["metrics"] = [{"metric": metric, **variants} for metric in embed.metrics]
    data = await client.reports.get_task_data(
        id=[*embed.tasks],
        only_fields=["name"],
        debug_images=asked,
        model_events=True if embed.models else None,
    )
    several = len(embed.tasks) > 1
    names = {task.id: f"{task.name or task.id}  " if several else "" for task in data.tasks}
    found = [
        (f"{names.get(each.task, '')}{_called(image)}", image)
        for each in data.debug_images
        for image in newest_images([each])
        if image.url
    ]
    return found[:MOST_IMAGES]


def _called(image: Image) -> str:
    return f"{image.metric} · {image.variant}  iteration {numbers.si(image.iteration, 6)}"


async def _picture(
    client: Client,
    title: str,
    address: str,
    iteration: int | None,
    before: tuple[ReportPicture, ...],
) -> ReportPicture:
    for known in before:
        # The SDK uses names of files again: of another iteration it is another image.
        if (known.address, known.iteration) == (address, iteration) and not known.passing:
            return known if known.title == title else replace(known, title=title)
    return replace(await fetch_picture(client, title, address, KEPT), iteration=iteration)


async def fetch_picture(client: Client, title: str, address: str, kept: int) -> ReportPicture:
    """Fetch and decode a picture; what is wrong with it is said in its place.

    Args:
        client: The server, which alone is told who asks.
        title: What it is.
        address: Where its file is, or the file itself as a `data:` address.
        kept: Pixels kept of it, across and down.
    """
    try:
        content = _content(address) or await fetch_image(client, address)
        picture = await asyncio.to_thread(decode, content, kept)
    except ApiError as error:
        passing = isinstance(error, PASSING)
        return ReportPicture(title, address, wrong=error.sentence, passing=passing)
    except NoPicture as error:
        return ReportPicture(title, address, wrong=str(error))
    return ReportPicture(title, address, picture)


def _content(address: str) -> bytes:
    """Return what a `data:` address holds; nothing of another one."""
    if not address.startswith(WITHIN):
        return b""
    kind, _, data = address.partition(",")
    try:
        content = base64.b64decode(data) if kind.endswith(";base64") else b""
    except (NotBase64, ValueError):
        content = b""
    if not content:
        raise NoPicture("The picture within the text is damaged.")
    return content
