"""The Images tab: debug images, at any iteration they were reported."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget

from mltui.api.errors import ApiError
from mltui.live.images import (
    Image,
    ImageSample,
    ImagesQuestion,
    ask_next,
    ask_sample,
    fetch_image,
)
from mltui.live.metric_names import is_in_name
from mltui.screens.task.tab import TaskTab
from mltui.series import numbers
from mltui.series.moments import local
from mltui.series.picture import NoPicture, Picture, decode
from mltui.widgets.columns import Column
from mltui.widgets.image_view import ImageView
from mltui.widgets.lines import Lines
from mltui.widgets.listing import Listing
from mltui.widgets.resting import Resting
from mltui.widgets.rows import Cell, Row
from mltui.widgets.slider import slider
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often it is asked whether there are new images, seconds.
PACE_S = 15.0

#: Cells of the line that shows which iteration is shown.
SLIDER = 20

COLUMNS = (
    Column("image", "IMAGE", flex=1, priority=9, minimum=12, ends=True),
    Column("iteration", "ITER", width=6, align="right", priority=5),
)

#: What is done with the image at the cursor.
OF_AN_IMAGE = ("step", "maximise", "copy")


@dataclass(frozen=True, slots=True)
class Fetched:
    """An image with its picture, or why there is none."""

    image: Image
    picture: Picture | None = None
    wrong: str = ""
    sample: ImageSample | None = None


class Images(Resting, TaskTab):
    """The list of images beside the one at its cursor."""

    FILTERS = "image"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h,left", "step(-1)", "earlier", key_display="h"),
        Binding("l,right", "step(1)", "later", key_display="l"),
        Binding("m,enter", "maximise", "maximise", key_display="m"),
        Binding("y", "copy", "copy address"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._images: tuple[Image, ...] | None = None
        self._pattern = ""
        self._shown: Fetched | None = None

    def compose(self) -> ComposeResult:
        """Yield the list, and what shows an image."""
        yield Listing(COLUMNS, id="images")
        with Vertical():
            yield Lines(id="caption")
            yield ImageView(id="image")

    def on_mount(self) -> None:
        """Say that it waits."""
        self.query_one(ImageView).show(None, ("asking for the images…",))

    def open_feeds(self) -> None:
        """Ask for the newest images."""
        question = ImagesQuestion(self.page.task_id, self.reported)
        self.ask("images", question, PACE_S, self.show, eager=False)

    def first_focus(self) -> Widget:
        """The list has the keyboard, also while an image fills the screen."""
        return self.query_one(Listing)

    def show(self, images: tuple[Image, ...] | None) -> None:
        """List these images; None: they are as they were."""
        if images is not None:
            self._images = images
            self._list()

    @property
    def filters(self) -> str:
        """Images, where there are any."""
        return self.FILTERS if self._images is None or self._images else ""

    def rests(self, action: str) -> bool:
        """Without an image there is nothing to do, but to leave it where it filled the screen."""
        if self._images is None or self._listed() or action not in OF_AN_IMAGE:
            return False
        return action != "maximise" or not self.has_class("-maximised")

    def filter_changed(self, pattern: str) -> None:
        """List only images with this text in their name."""
        self._pattern = pattern.casefold()
        self._list()

    def counts(self) -> str:
        """Return how many images there are."""
        return "" if self._images is None else numbers.counted(len(self._images), "image")

    def step_back(self) -> bool:
        """Show the list again."""
        if self.has_class("-maximised"):
            self.action_maximise()
            return True
        return False

    # The list

    def _listed(self) -> list[Image]:
        return [
            image
            for image in self._images or ()
            if is_in_name(self._pattern, image.metric, image.variant)
        ]

    def _list(self) -> None:
        listing = self.query_one(Listing)
        listing.set_rows([_row(image) for image in self._listed()])
        self._choose(listing.cursor_key)
        if not self._listed():
            self._shown = None
            nothing = "this task has reported no images yet"
            if self._images:
                nothing = f"no image has “{self._pattern}” in its name"
            self.query_one("#caption", Lines).show(())
            self.query_one(ImageView).show(None, (nothing,))
        self.page.tab_changed()

    @on(Table.Highlighted)
    def _chosen(self, message: Table.Highlighted) -> None:
        message.stop()
        self._choose(message.key)

    def _choose(self, key: str | None) -> None:
        image = next((image for image in self._listed() if image.key == key), None)
        shown = self._shown
        if image is None or (shown is not None and shown.image == image):
            return
        if shown is not None and shown.image.key == key and shown.sample is not None:
            # Somebody looks at an earlier one: a newer one does not take it away.
            return
        self.ask_once(partial(_fetched, image, None), self._draw)

    # The image

    def _draw(self, fetched: Fetched | None) -> None:
        if fetched is None:
            return
        self._shown = fetched
        image, picture = fetched.image, fetched.picture
        at = f"iteration {numbers.si(image.iteration, 6)}"
        sample = fetched.sample
        if sample is not None and sample.first < sample.last:
            at += f"  {slider(image.iteration, sample.first, sample.last, SLIDER)}"
        about = f"  {picture.width}×{picture.height} {picture.kind}" if picture else ""
        if image.when is not None:
            about += f"  {local(image.when)}"
        name = image.metric
        if image.variant != name:
            name += f" · {image.variant}"
        self.query_one("#caption", Lines).show(
            (((name, "strong"),), ((at, "muted"), (about, "faint")))
        )
        said = () if picture else (fetched.wrong, image.url)
        self.query_one(ImageView).show(picture, said)

    def action_step(self, by: int) -> None:
        """Show the image of the iteration before or after."""
        shown = self._shown
        if shown is not None:
            task = self.page.task_id
            self.ask_once(partial(_stepped, task, shown, by), self._draw)

    # Keys

    def action_maximise(self) -> None:
        """Give the whole width to the image, or show the list again."""
        self.toggle_class("-maximised")

    def action_copy(self) -> None:
        """Copy the address of the image."""
        if self._shown is not None:
            self.page.copy(self._shown.image.url, "Address")


async def _stepped(task: str, shown: Fetched, by: int, client: Client) -> Fetched | None:
    sample = shown.sample or await ask_sample(client, task, shown.image)
    if sample is None:
        return None
    moved = await ask_next(client, task, sample, by)
    if moved is None:
        return Fetched(shown.image, shown.picture, shown.wrong, sample)
    return await _fetched(moved.image, moved, client)


async def _fetched(image: Image, sample: ImageSample | None, client: Client) -> Fetched:
    try:
        content = await fetch_image(client, image.url)
        picture = await asyncio.to_thread(decode, content)
    except ApiError as error:
        return Fetched(image, wrong=error.sentence, sample=sample)
    except NoPicture as error:
        return Fetched(image, wrong=str(error), sample=sample)
    return Fetched(image, picture, sample=sample)


def _row(image: Image) -> Row:
    more = ((f" {image.variant}", "muted"),) if image.variant != image.metric else ()
    return Row(
        image.key,
        {
            "image": Cell(image.metric, more=more),
            "iteration": Cell(numbers.si(image.iteration), "faint"),
        },
    )
