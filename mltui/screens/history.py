"""What the pages with charts over time share: how far back they go, and how fine they are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from mltui.live.history import SPANS, Charts, Frame, frame_for
from mltui.screens.base import MonitorScreen
from mltui.screens.messages import Answered
from mltui.screens.time_charts import TimeCharts
from mltui.widgets.tab_bar import Tab, TabBar

if TYPE_CHECKING:
    from mltui.api.client import Client

#: The span a page opens with: 3 hours.
FIRST_SPAN = 1


class HistoryAnswered(Answered[Charts]):
    """The charts came."""


class HistoryScreen(MonitorScreen):
    """A page with charts over time: `+` and `-` go further back or less far.

    A page yields `TimeCharts` (in tabs, with `compose_tabs`, if they are many), gives the question
    in `history_question` and calls `add_history` among its feeds; `ask_history_anew` whenever the
    question itself changed.
    """

    TABS: ClassVar[tuple[Tab, ...]] = ()
    """The tabs by the id of the widget that each shows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus,equals_sign", "span(1)", "longer", key_display="+"),
        Binding("minus", "span(-1)", "shorter", key_display="-"),
        Binding("n", "turn", "more charts"),
        Binding("tab", "next_tab(1)", "next tab", key_display="tab"),
        Binding("shift+tab", "next_tab(-1)", "previous tab", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._span = FIRST_SPAN
        self._frame = Frame(SPANS[FIRST_SPAN], SPANS[FIRST_SPAN].seconds)

    def history_question(self, frame: Frame) -> Callable[[Client, float], Awaitable[Charts]]:
        """Return the question for the charts, put with the client and epoch seconds."""
        raise NotImplementedError

    def draw_history(self, charts: Charts) -> None:
        """Draw an answer; a page may change it before."""
        for each in self.query(TimeCharts):
            each.show(charts)

    def compose_tabs(self, *contents: Widget) -> ComposeResult:
        """Yield the line of tabs and what they show; each content has the id of its tab."""
        yield TabBar(self.TABS)
        with ContentSwitcher(initial=self.TABS[0].key, id="tabs"):
            yield from contents

    @property
    def open_tab(self) -> str:
        """The key of the open tab; empty where there are none."""
        bar = next(iter(self.query(TabBar)), None)
        return bar.open_key if bar is not None else ""

    async def tab_opened(self) -> None:
        """React to another tab having been opened."""

    @property
    def time_charts(self) -> TimeCharts:
        """The charts that are in sight, or would be."""
        charts = self.query(TimeCharts)
        return next((each for each in charts if each.display), charts.first())

    @property
    def span_word(self) -> str:
        """How far back the charts go, in words."""
        return f"last {SPANS[self._span].word}"

    def add_history(self) -> None:
        """Ask for the charts, and then once a bucket for what came since."""
        self._frame = self._wanted_frame()
        question = self.history_question(self._frame)

        async def ask(client: Client) -> Charts:
            return await question(client, self.host.timing.now())

        self.add_feed("history", ask, self._frame.pace_s, HistoryAnswered)

    async def ask_history_anew(self) -> None:
        """Ask for all of the charts again, because the question changed."""
        await self.feeds.remove("history")
        self.add_history()

    def _wanted_frame(self) -> Frame:
        return frame_for(SPANS[self._span], self.time_charts.points(self.size.width))

    @on(HistoryAnswered)
    def _show_history(self, message: HistoryAnswered) -> None:
        charts = message.answer
        if charts.frame is self._frame:
            self.draw_history(charts)

    def on_resize(self) -> None:
        """Ask for finer or coarser charts where their width is another."""
        super().on_resize()
        self.call_next(self._fit_history)

    async def _fit_history(self) -> None:
        self.refresh_bindings()
        if self.is_mounted and self._wanted_frame() != self._frame:
            await self.ask_history_anew()

    async def action_span(self, by: int) -> None:
        """Go further back, or less far."""
        wanted = min(max(self._span + by, 0), len(SPANS) - 1)
        if wanted != self._span:
            self._span = wanted
            await self.ask_history_anew()
            self.show_frame()

    def action_turn(self) -> None:
        """Show the charts that there was no room for."""
        self.time_charts.turn()

    def action_next_tab(self, by: int) -> None:
        """Open the next tab, or the one before."""
        self.query_one(TabBar).step(by)

    @on(TabBar.Chosen)
    async def _tab_chosen(self, message: TabBar.Chosen) -> None:
        self.query_one("#tabs", ContentSwitcher).current = message.key
        await self._fit_history()
        await self.tab_opened()
        self.resume_feeds()
        self.refresh_bindings()
        self.show_frame()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer tabs only where there are any, and more charts where some are hidden."""
        if action == "turn":
            # Bindings are looked at before there are any charts.
            return any(each.display and each.hidden > 0 for each in self.query(TimeCharts))
        if action == "next_tab":
            return bool(self.TABS)
        return super().check_action(action, parameters)
