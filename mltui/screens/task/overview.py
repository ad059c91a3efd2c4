"""The Overview tab: what a person asks first, and what the metrics came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from mltui.live.queue_place import QueuePlace, QueuePlaceQuestion
from mltui.live.scalars import Scalars, ScalarsQuestion
from mltui.live.task import TaskDetails
from mltui.screens.task.facts import METRIC_COLUMNS, TREND_WIDTH, Facts, metric_row
from mltui.screens.task.tab import TaskTab
from mltui.widgets.folding import hanging
from mltui.widgets.lines import Lines
from mltui.widgets.listing import Listing

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often the small curves and the place in the queue are asked for, seconds.
TREND_PACE_S = 30.0
PLACE_PACE_S = 10.0

#: Said where there are no metrics.
NO_METRICS = "this task has reported no metrics yet"

Curves = Mapping[tuple[str, str], tuple[float, ...]]


class Overview(TaskTab):
    """Facts beside (or, on a narrow screen, above) the table of last metrics."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right_square_bracket", "facts(1)", "more facts", key_display="]"),
        Binding("left_square_bracket", "facts(-1)", "facts up", key_display="[", show=False),
    ]

    _question: ScalarsQuestion

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._facts: Facts | None = None
        self._curves: Curves = {}
        self._place: QueuePlace | None = None

    def compose(self) -> ComposeResult:
        """Yield both halves."""
        yield Lines(id="facts")
        yield Listing(METRIC_COLUMNS, id="metrics", classes="wide")

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002
    ) -> bool | None:
        """Offer to scroll the facts only where they do not fit."""
        return action != "facts" or self.query_one("#facts", Lines).overflows

    def action_facts(self, rows: int) -> None:
        """Scroll the facts, which stand above or beside the metrics."""
        self.query_one("#facts", Lines).scroll_by(rows)

    def first_focus(self) -> Widget:
        """The metrics have the keyboard."""
        return self.query_one(Listing)

    def open_feeds(self) -> None:
        """Ask for the metrics' small curves and, while the task waits, for its place."""
        self._question = ScalarsQuestion(self.page.task_id, self.reported, lambda: 2 * TREND_WIDTH)
        self.ask("trends", self._ask_curves, TREND_PACE_S, self.show_curves, eager=False)
        place = QueuePlaceQuestion(self._details)
        self.ask("place", place, PLACE_PACE_S, self.show_place)

    async def _ask_curves(self, client: Client) -> Scalars | None:
        # Before the task itself is known nobody could say later whether it reported since.
        return None if self._facts is None else await self._question(client)

    def _details(self) -> TaskDetails | None:
        return self._facts.details if self._facts is not None else None

    def show_facts(self, facts: Facts) -> None:
        """Show a task."""
        first, self._facts = self._facts is None, facts
        if first:
            # The first question, asked before anything was known, may still be under way.
            self.page.feed("trends").ask_next()
        self._draw()

    def show_curves(self, scalars: Scalars | None) -> None:
        """Draw a small curve beside each metric; None: they are as they were."""
        if scalars is not None:
            self._curves = {
                (metric, curve.variant): curve.ys
                for metric, curves in scalars.metrics.items()
                for curve in curves
            }
            self._draw()

    def show_place(self, place: QueuePlace | None) -> None:
        """Say where the task stands in its queue."""
        if place != self._place:
            self._place = place
            self._draw()

    def on_resize(self) -> None:
        """Fold what is long anew."""
        self._draw()

    def _draw(self) -> None:
        facts = self._facts
        if facts is None:
            return
        shown = self.query_one("#facts", Lines)
        lines = replace(facts, place=self._place).lines()
        shown.show(hanging(lines, shown.content_size.width))
        rows = [
            metric_row(last, self._curves.get((last.metric, last.variant), ()))
            for last in facts.details.metrics
        ]
        listing = self.query_one(Listing)
        listing.say_where_empty(NO_METRICS)
        listing.set_rows(rows)
