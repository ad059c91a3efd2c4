"""Pictures between the lines of a view, as the terminal itself draws them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from textual.color import Color
from textual.widget import Widget

from mltui.series.picture import Picture
from mltui.terminal.quiet_app import QuietApp
from mltui.widgets.placed_picture import PlacedPicture, placed

#: So many that were scrolled out of sight stay with the terminal.
KEPT = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture is.

    Attributes:
        number: Which of the view's pictures it is: the same one may be there twice.
        picture: The picture.
        start: Its first line.
        columns: Cells across that it has.
        rows: And down.
    """

    number: int
    picture: Picture
    start: int = field(compare=False)
    columns: int
    rows: int


class InlinePictures:
    """Makes ready what is in sight, and has the terminal forget what has long been out of it."""

    def __init__(self, view: Widget, changed: Callable[[], None]) -> None:
        """Make it for a view.

        Args:
            view: In which the pictures are.
            changed: Called when one more is ready.
        """
        self._view = view
        self._changed = changed
        self._ready: dict[Place, PlacedPicture] = {}
        self._wanted: tuple[Place, ...] = ()
        self._at_work = False
        self._sending: tuple[Place, PlacedPicture] | None = None
        self._ground: Color | None = None

    def ready(self, place: Place) -> PlacedPicture | None:
        """Return the picture of a place, None if the terminal does not draw it (yet)."""
        return self._ready.get(place)

    @property
    def overlaid(self) -> bool:
        """Whether they are drawn over cells, and so anew wherever they move."""
        app = self._view.app
        return isinstance(app, QuietApp) and app.graphics.protocol == "sixel"

    def want(self, places: Sequence[Place]) -> None:
        """Take it that these places are in sight."""
        self._wanted = tuple(places)
        app = self._view.app
        if self._sending is not None and self._sending[0] not in places:
            self._send_no_more()
        if not places or not isinstance(app, QuietApp):
            return
        app.look_for_graphics()
        if not app.draws_pictures:
            return
        ground = self._view.background_colors[1]
        if ground != self._ground:
            self._ground = ground
            self.forget()
        for place in places:
            if place in self._ready:
                self._ready[place] = self._ready.pop(place)
        if not self._at_work and any(place not in self._ready for place in places):
            self._at_work = True
            self._view.run_worker(self._make_ready(app), exit_on_error=False)

    def forget(self) -> None:
        """Have the terminal forget all."""
        self._send_no_more()
        for place in [*self._ready]:
            self._let_go(place)

    async def _make_ready(self, app: QuietApp) -> None:
        """Make ready what is wanted, one after the other, beside the event loop."""
        try:
            while (place := self._next()) is not None:
                size, ground = (place.columns, place.rows), self._view.background_colors[1]
                found = await asyncio.to_thread(
                    placed, place.picture, app.next_picture(), size, app.graphics, ground
                )
                if found.sent:
                    self._sending = place, found
                    whole = await app.send_picture(found.sent, found.forgotten)
                    self._sending = None
                    if not whole:
                        continue
                if found.overlay is not None:
                    app.lay_over(found.overlay)
                self._ready[place] = found
                self._changed()
        finally:
            self._at_work, self._sending = False, None

    def _next(self) -> Place | None:
        out_of_sight = [place for place in self._ready if place not in self._wanted]
        for place in out_of_sight[: max(len(out_of_sight) - KEPT, 0)]:
            self._let_go(place)
        return next((place for place in self._wanted if place not in self._ready), None)

    def _send_no_more(self) -> None:
        sending, app = self._sending, self._view.app
        if sending is not None and isinstance(app, QuietApp):
            app.forget_picture(sending[1].forgotten)

    def _let_go(self, place: Place) -> None:
        before, app = self._ready.pop(place), self._view.app
        if isinstance(app, QuietApp):
            if before.forgotten:
                app.forget_picture(before.forgotten)
            if before.overlay is not None:
                app.forget_overlay(before.overlay)
