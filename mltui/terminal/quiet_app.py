"""An application of which only the changed cells are sent to the terminal.

This is the one seam in Textual: `App._display` is handed each update that the compositor made, and
writes it as a whole. Here the update goes to a shadow of the screen instead. Widgets that know
which of their lines changed may hand those over themselves, past the compositor.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._styles_cache import StylesCache
from textual.await_complete import AwaitComplete
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.signal import Signal

from mltui.terminal.drawing import Abilities, Drawing
from mltui.terminal.driver import TerminalDriver
from mltui.terminal.first_picture import AT_START, Picture
from mltui.terminal.graphics import (
    Graphics,
    Overlay,
    graphics_by_answer,
    graphics_by_name,
    kitty_end,
)
from mltui.terminal.key_app import KeyApp, KeyScreen
from mltui.terminal.light_strip import lighten
from mltui.terminal.link import Holding, Link
from mltui.terminal.picture_queue import PictureQueue
from mltui.terminal.shortcut import Filtered, OpenPlaces
from mltui.terminal.stylesheet import RememberingStylesheet

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual import events
    from textual.await_complete import AwaitComplete
    from textual.driver import Driver
    from textual.strip import Strip
    from textual.types import CSSPathType
    from textual.widget import Widget

    from mltui.terminal.asked import Answer

_log = logging.getLogger(__name__)

#: So many frames may be drawn before the driver's first word about the size has been heard.
FIRST_FRAMES = 2


def forget_drawn() -> None:
    """Let go of the lines that widgets drew before they were taken away.

    A method of Textual's cache of a widget's lines is an `lru_cache`, which holds the last 1024
    of those caches whether their widgets are there or not.
    """
    StylesCache.get_inner_outer.cache_clear()


class QuietScreen(KeyScreen):
    """A screen that is not drawn before it can be shown.

    While an application holds its drawing back, above all during its start, Textual draws all the
    same and throws away what was drawn. Here it stays marked as changed instead.
    """

    def _compositor_refresh(self) -> None:
        if not self.app._batch_count:
            super()._compositor_refresh()


class QuietApp(KeyApp):
    """An application that knows what its terminal shows.

    Attributes:
        full_repaint: Whether Textual's own drawing is used instead.
        abilities: What the terminal can do, to be set before it is drawn on.
        images: How pictures are to be shown: `auto`, `kitty`, `sixel` or `blocks`.
        graphics: How they are shown, as far as that is known.
        graphics_changed: Published when more is known about that.
    """

    full_repaint = False
    abilities: Abilities | None = None
    images = "auto"

    _drawing: Drawing | None = None
    _is_sending = False

    def __init__(
        self,
        driver_class: type[Driver] | None = None,
        css_path: CSSPathType | None = None,
        watch_css: bool = False,
        ansi_color: bool | None = None,
    ) -> None:
        lighten()
        super().__init__(driver_class, css_path, watch_css, ansi_color)
        self.stylesheet = RememberingStylesheet(variables=self.get_css_variables())
        self._places = OpenPlaces()
        self._filtered = Filtered()
        self.graphics = Graphics()
        self.graphics_changed: Signal[Graphics] = Signal(self, "graphics changed")
        self._graphics_known = False
        self._pictures = count()
        self._queue: PictureQueue | None = None
        self._ended = ""

    def get_driver_class(self) -> type[Driver]:
        """Return the quiet variant of the driver for Unix terminals, or else Textual's choice."""
        chosen = super().get_driver_class()
        return TerminalDriver if chosen is LinuxDriver else chosen

    @property
    def sends_differences(self) -> bool:
        """Whether only the cells that differ are sent, whatever a widget refreshes."""
        return self._drawing is not None and not self.full_repaint

    @property
    def bytes_to_terminal(self) -> int:
        """All bytes that the terminal has taken."""
        driver = self._driver
        return driver.outlet.gone if isinstance(driver, TerminalDriver) else 0

    # Pictures

    def look_for_graphics(self) -> None:
        """Find out how pictures can be shown; the first to show one has to ask."""
        driver = self._driver
        able = self.abilities
        if not isinstance(driver, TerminalDriver):
            return
        if self._graphics_known:
            # Another font may have been chosen since.
            self.graphics = replace(self.graphics, cell=self._cell() or self.graphics.cell)
            return
        self._graphics_known = True
        if self.full_repaint or (able is not None and (able.ascii_only or not able.many_colours)):
            return
        known = graphics_by_name(self.images, os.environ)
        if known is not None:
            self._take_graphics(known)
            return
        driver.when_told = self._told
        driver.ask_abilities()

    def _told(self, answer: Answer) -> None:
        """Take the terminal's answer. Called in the reading thread."""
        if self._loop is not None:
            measured = replace(answer, cell=answer.cell or self._cell())
            found = graphics_by_answer(self.images, measured)
            self._loop.call_soon_threadsafe(self._take_graphics, found)

    def _cell(self) -> tuple[int, int] | None:
        driver = self._driver
        return driver.cell_size() if isinstance(driver, TerminalDriver) else None

    def _take_graphics(self, graphics: Graphics) -> None:
        graphics = replace(graphics, cell=self._cell() or graphics.cell)
        if graphics != self.graphics and self._running:
            self.graphics = graphics
            self.graphics_changed.publish(graphics)

    @property
    def draws_pictures(self) -> bool:
        """Whether the terminal draws pictures; by sixels from afar only if they are wished for."""
        # They go in one piece, with the frame, and again whenever they come into sight.
        is_far = self._drawing is not None and self._drawing.link.is_far
        protocol = self.graphics.protocol
        return protocol == "kitty" or (
            protocol == "sixel" and (self.images == "sixel" or not is_far)
        )

    def next_picture(self) -> int:
        """Return a number for one more picture."""
        return next(self._pictures)

    async def send_picture(self, sent: Sequence[str], forgotten: str) -> bool:
        """Hand the terminal a picture, piece by piece, whenever nothing else waits.

        Args:
            sent: What does that.
            forgotten: What makes the terminal forget it, which happens at the end at the latest.

        Returns:
            Whether it has all of it; False if `forget_picture` came before that.
        """
        driver, queue = self._driver, self._queue
        if not isinstance(driver, TerminalDriver) or queue is None:
            return True  # there is no terminal
        driver.farewell += forgotten
        try:
            whole = await queue.add(sent, forgotten, kitty_end(in_tmux=self.graphics.in_tmux))
        except asyncio.CancelledError:
            driver.farewell = driver.farewell.replace(forgotten, "")
            raise
        # It may have been forgotten after its last piece, before this went on.
        return whole and forgotten in driver.farewell

    def forget_picture(self, forgotten: str) -> None:
        """Have the terminal forget a picture; what is left of it is not sent."""
        driver = self._driver
        if isinstance(driver, TerminalDriver) and forgotten in driver.farewell:
            driver.farewell = driver.farewell.replace(forgotten, "")
            if self._queue is not None:
                self._queue.forget(forgotten)

    def _send_piece(self, driver: TerminalDriver, link: Link, piece: str, ended: str) -> None:
        """Send a piece of a picture, and be prepared to end the picture after it."""
        link.carried(len(piece))
        driver.write(piece + link.question(time.monotonic()))
        driver.farewell = ended + driver.farewell.removeprefix(self._ended)
        self._ended = ended

    def lay_over(self, overlay: Overlay) -> None:
        """Have sixels drawn wherever the cells with their mark lie open."""
        if self._drawing is not None:
            self._drawing.overlays.append(overlay)

    def forget_overlay(self, overlay: Overlay) -> None:
        """Have sixels drawn no more."""
        if self._drawing is not None and overlay in self._drawing.overlays:
            self._drawing.overlays.remove(overlay)

    def pop_screen(self) -> AwaitComplete:
        """Take the screen on top away, and what was drawn on it; a program that ends takes all."""
        forget_drawn()
        if not self.is_running:
            return AwaitComplete()
        return super().pop_screen()

    async def on_unmount(self) -> None:
        """Leave nothing behind."""
        forget_drawn()
        if self._queue is not None:
            self._queue.close()

    def draw_lines(self, widget: Widget, lines: Mapping[int, Strip]) -> bool:
        """Draw lines of a widget's content past the compositor, if it lies open on the screen.

        Args:
            widget: The widget; its `render_line` must give the same lines from now on.
            lines: The lines that changed, by their place in its content.

        Returns:
            Whether that was possible; if not, the widget has to be refreshed.
        """
        drawing = self._drawing
        if (
            drawing is None
            or self.full_repaint
            or self._batch_count
            or not self._running
            or self._closed
            or self._loop is None
            or drawing.shadow.knows_nothing
            or not widget.screen.is_active
            or drawing.shadow.size != widget.screen._compositor.size
        ):
            return False
        place = self._places.find(widget, lines)
        if place is None:
            return False
        for y, strip in self._filtered.lines(widget, lines):
            drawing.draw_line(place.y + y, place.x, strip)
        top, width = widget.content_offset.y, widget.size.width
        widget._styles_cache.set_dirty(*(Region(0, top + y, width, 1) for y in lines))
        if not self._is_sending:
            # Others that change for the same reason follow within this turn of the event loop.
            self._is_sending = True
            self._loop.call_soon(self._send_lines)
        return True

    def prepare_lines(self, widget: Widget, lines: Iterable[Strip]) -> None:
        """Make lines of a widget ready that a key may bring: less is left to do by then.

        Args:
            widget: The widget.
            lines: The same objects that `draw_lines` will be given.
        """
        if self._drawing is not None and not self.full_repaint:
            for _, strip in self._filtered.lines(widget, dict(enumerate(lines))):
                self._drawing.prepare_line(strip)

    def _send_lines(self) -> None:
        self._is_sending = False
        if self._drawing is not None and self._running:
            self._drawing.go_on()

    def picture(self, top: Strip) -> Callable[[], Picture] | None:
        """Return what makes a picture of what the terminal shows now, None if that is uncertain.

        Args:
            top: The first line of the picture, with `AGE` columns for its age before the last one.
        """
        if self._drawing is None or self.full_repaint:
            return None
        return self._drawing.picture(top)

    def repaint(self) -> None:
        """Draw the whole screen again, whatever the terminal shows."""
        if self._drawing is not None:
            self._drawing.shadow.forget()
        self.screen.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Take nothing for granted that the terminal shows: its window has changed, or is back."""
        if self.full_repaint or self._is_drawn_otherwise(event.size):
            self.repaint()

    def _is_drawn_otherwise(self, size: Size) -> bool:
        """Whether something was drawn before the terminal told its size just now."""
        drawing = self._drawing
        if drawing is None or not drawing.frames:
            return False
        # At the start the driver tells the size that the first frame already has.
        known = not drawing.shadow.knows_nothing and size == drawing.shadow.size
        return drawing.frames > FIRST_FRAMES or not known

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        drawing = self._drawing_in_use()
        if drawing is None or not isinstance(renderable, LayoutUpdate | ChopsUpdate):
            super()._display(screen, renderable)
            return
        try:
            if self._batch_count or not self._running or self._closed:
                return
            if drawing.shadow.knows_nothing and isinstance(renderable, ChopsUpdate):
                # The rest of the screen has to be drawn as well.
                self.call_next(self.screen.refresh)
            drawing.synchronised = self._sync_available
            drawing.draw(renderable, screen._compositor.size, self._cursor_of_input())
        finally:
            self.post_display_hook()

    def _drawing_in_use(self) -> Drawing | None:
        if self.full_repaint:
            return None
        driver = self._driver
        if self._drawing is None and isinstance(driver, TerminalDriver):
            self._drawing = Drawing(
                driver.write_frame, lambda: driver.outlet.waiting, self.abilities
            )
            if (picture := AT_START.found()) is not None:
                self._drawing.find(picture)
            link = self._drawing.link
            self._queue = PictureQueue(
                partial(self._send_piece, driver, link),
                lambda: isinstance(link.hold(time.monotonic(), driver.outlet.waiting), Holding),
            )
            driver.when_cleared = self._drawing.shadow.forget
            driver.when_unknown = self._give_up
            driver.when_answered = self._link_answered
            driver.outlet.when_gone = self._link_is_free
        return self._drawing

    def _link_is_free(self) -> None:
        """Go on drawing if something was held back. Called in the writing thread."""
        if self._drawing is not None and self._drawing.shadow.is_behind and self._loop is not None:
            self._loop.call_soon_threadsafe(self._drawing.go_on)
        if self._queue is not None and not self._queue.is_empty and self._loop is not None:
            self._loop.call_soon_threadsafe(self._queue.go_on)

    def _link_answered(self, now: float) -> bool:
        """Note how long the terminal took. Called in the reading thread."""
        was_asked = self._drawing is not None and self._drawing.link.answered(now)
        if was_asked:
            self._link_is_free()
        return was_asked

    def _cursor_of_input(self) -> tuple[int, int] | None:
        """Return where the person types: input methods draw what is being composed there."""
        if not hasattr(self.focused, "cursor_screen_offset"):
            return None
        return self.screen.outer_size.clamp_offset(self.cursor_position)

    def _give_up(self, unknown: str) -> None:
        """Leave the drawing to Textual: somebody writes what this does not understand."""
        if not self.full_repaint:
            _log.warning("full repaints from now on: unknown sequence %r", unknown[:80])
            self.full_repaint = True
            if isinstance(self._driver, TerminalDriver):
                self._driver.write_frame("\x1b[m")
            self.screen.refresh()
