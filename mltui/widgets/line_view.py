"""What tables, logs, charts and bars share: lines of which only the changed cells are sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.style import Style
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mltui.terminal.quiet_app import QuietApp
from mltui.widgets import palette
from mltui.widgets.ahead import Ahead
from mltui.widgets.cells import changed_spans


class StylesByToken(dict[str, Style]):
    """Complete styles by palette token, each made when it is first asked for."""

    def __init__(self, make: Callable[[str], Style]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> Style:
        style = self[name] = self._make(name)
        return style


class LineView(ScrollView, can_focus=False, inherit_bindings=False):
    """A widget made of lines that knows what it has drawn.

    A subclass draws one visible line in `draw_line` and calls `redraw` after anything changed;
    what is then sent to the terminal are the spans of cells that differ, and nothing at all where
    none do. Scrolling is a subclass's own matter (which content is drawn at line 0), because
    Textual lays the whole screen out again when the size of a scrolled content changes.
    """

    DEFAULT_CSS = """
    LineView {
        overflow: hidden hidden;
        scrollbar-size: 0 0;
    }
    """

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._shown: dict[int, Strip] = {}
        self._shown_for: tuple[object, ...] = ()
        self._dark: bool | None = None
        self.ahead = Ahead(self)
        self.styles_by_token = StylesByToken(self._new_style)

    def draw_line(self, y: int) -> Strip:
        """Draws the line at `y` of the visible content; a subclass gives `size.width` cells."""
        raise NotImplementedError

    def drawing_changed(self) -> None:
        """Called when size or theme are new, so that what was drawn before is of no use."""

    def redraw(self, first: int = 0, last: int | None = None) -> None:
        """Draws the lines `first` to `last` (not included) again and sends what changed."""
        if not self.is_mounted or not self.size:
            # What is hidden is drawn when it is seen again: then it must not be as it was.
            self._shown.clear()
            return
        if self._look() != self._shown_for:
            self.refresh()
            return
        height = self.size.height
        lines = range(max(first, 0), height if last is None else min(last, height))
        app = self.app
        if isinstance(app, QuietApp) and app.sends_differences:
            # The terminal layer finds the cells that differ: whole lines are enough here.
            changed = {}
            for y in lines:
                before, after = self._shown.get(y), self.draw_line(y)
                if after is not before and after != before:
                    changed[y] = self._shown[y] = after
            if changed and not app.draw_lines(self, changed):
                self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))
            return
        for y in lines:
            before = self._shown.get(y)
            if before is None:
                self.refresh(Region(0, y, self.size.width, 1))
                continue
            after = self.draw_line(y)
            spans = changed_spans(before, after)
            if spans:
                self._shown[y] = after
                self.refresh(*(Region(start, y, end - start, 1) for start, end in spans))

    def prepare(self, lines: Iterable[Strip]) -> None:
        """Has lines made ready that may be drawn soon: these same objects."""
        app = self.app
        if isinstance(app, QuietApp) and self._look() == self._shown_for:
            app.prepare_lines(self, lines)

    def render_line(self, y: int) -> Strip:
        """Gives the line that Textual asks for, drawing it if it isn't known."""
        look = self._look()
        if look != self._shown_for:
            self._shown_for = look
            self._shown.clear()
            self.styles_by_token.clear()
            self._dark = None
            self.drawing_changed()
        strip = self._shown.get(y)
        if strip is None:
            strip = self._shown[y] = self.draw_line(y)
        return strip

    def token(self, name: str) -> Style:
        """Gives the complete style (with the widget's background) of a palette token."""
        return self.styles_by_token[name]

    def _new_style(self, name: str) -> Style:
        return self.token("") + palette.style(name, self.dark) if name else self.rich_style

    def on_unmount(self) -> None:
        """Makes nothing ready for nobody."""
        self.ahead.stop()

    @property
    def dark(self) -> bool:
        """Whether the theme in force is a dark one."""
        if self._dark is None:
            self._dark = self.app.current_theme.dark
        return self._dark

    def _look(self) -> tuple[object, ...]:
        return (self.size, self.app.theme, self.background_colors)
