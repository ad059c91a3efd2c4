"""The page of one serving endpoint: its instances and its history."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mltui.live.history import Charts, Frame
from mltui.live.serving import (
    LOAD,
    MEMORY,
    TRAFFIC,
    EndpointDetails,
    EndpointHistoryQuestion,
    Instance,
    Reference,
    ask_endpoint,
)
from mltui.live.serving_watch import Past, ServingWatch, ask_pasts
from mltui.screens.base import sheets
from mltui.screens.endpoint_cells import (
    INSTANCE_COLUMNS,
    facts,
    instance_row,
    reference_text,
)
from mltui.screens.endpoint_charts import LOAD_PLANS, MEMORY_PLANS, TRAFFIC_PLANS, narrowed, unusual
from mltui.screens.history import HistoryScreen
from mltui.screens.messages import Answered
from mltui.screens.registry import has_page
from mltui.screens.time_charts import TimeCharts
from mltui.widgets.choose import Choice, Choose
from mltui.widgets.lines import Lines
from mltui.widgets.listing import Listing
from mltui.widgets.tab_bar import Tab
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often the endpoint is asked for, seconds.
PACE_S = 5.0

#: How soon it is asked again what the endpoint did before, if that was not told, seconds.
PAST_PACE_S = 30.0

#: Instances in sight without scrolling.
MOST_INSTANCES = 6


class EndpointAnswered(Answered[EndpointDetails]):
    """The endpoint was described."""


class PastAnswered(Answered[dict[str, Past]]):
    """It is known what the endpoint did before."""


class EndpointScreen(HistoryScreen):
    """One endpoint, opened from the list."""

    NAME = "Endpoint"
    CSS_PATH = sheets("time_charts", "endpoint")
    TABS = (Tab("traffic", "Traffic"), Tab("load", "Load"), Tab("memory", "Memory"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "instances", "by instance"),
        Binding("o", "open_reference", "what it refers to"),
    ]

    def __init__(self, identity: str, title: str) -> None:
        """Make the page of an endpoint.

        Args:
            identity: Its URL.
            title: Its name, shown until its details are there.
        """
        super().__init__()
        self._url = identity
        self._known_name = title
        self._details: EndpointDetails | None = None
        self._by_instance = True
        self._only = ""
        self._charts: Charts | None = None

    def compose_body(self) -> ComposeResult:
        """Yield facts, instances and tabs of charts."""
        yield Lines(id="facts")
        yield Listing(INSTANCE_COLUMNS, id="instances")
        yield from self.compose_tabs(
            TimeCharts(TRAFFIC_PLANS, id="traffic"),
            TimeCharts(LOAD_PLANS, id="load"),
            TimeCharts(MEMORY_PLANS, id="memory"),
        )

    def open_feeds(self) -> None:
        """Ask for the endpoint, and for its history once a bucket."""
        self.add_feed("endpoint", self._ask_endpoint, PACE_S, EndpointAnswered)
        self.add_feed("past", self._ask_past, PAST_PACE_S, PastAnswered)
        self.add_history()

    def wants(self, feed: str) -> bool:
        """Ask once what the endpoint did before."""
        return feed != "past" or not self._watch.recalls(self._url)

    @property
    def _watch(self) -> ServingWatch:
        return self.host.serving_watch

    async def _ask_past(self, client: Client) -> dict[str, Past]:
        return await ask_pasts(client, [self._url], self.host.timing.now())

    async def _ask_endpoint(self, client: Client) -> EndpointDetails:
        return await ask_endpoint(client, self._url)

    def history_question(self, frame: Frame) -> Callable[[Client, float], Awaitable[Charts]]:
        """Ask for the metrics of the open tab: each is a request of its own."""
        metrics = {"load": LOAD, "memory": MEMORY}.get(self.open_tab, TRAFFIC)
        return EndpointHistoryQuestion(self._url, frame, metrics)

    @on(EndpointAnswered)
    def _show_endpoint(self, message: EndpointAnswered) -> None:
        self._details = message.answer
        self._known_name = message.answer.endpoint
        self._watch.note(replace(message.answer.reading, url=self._url))
        self._show_facts()
        table = self.query_one(Table)
        table.set_rows(instance_row(item) for item in message.answer.instances)
        table.styles.height = min(len(message.answer.instances), MOST_INSTANCES) + 1
        self.refresh_bindings()
        self.show_frame()

    def _show_facts(self) -> None:
        if self._details is not None:
            odd = unusual(self._watch, self._url)
            self.query_one("#facts", Lines).show(facts(self._details, odd))

    @on(PastAnswered)
    def _recall(self, message: PastAnswered) -> None:
        self._watch.recall(message.answer)
        self._show_facts()
        self.resume_feeds()

    def draw_history(self, charts: Charts) -> None:
        """Draw the instances that are wanted."""
        self._charts = charts
        super().draw_history(narrowed(charts, self._only, self._by_instance))

    def _draw_again(self) -> None:
        if self._charts is not None:
            self.draw_history(self._charts)
        self.show_frame()

    async def tab_opened(self) -> None:
        """Ask for what the tab shows."""
        await self.ask_history_anew()

    def subject(self) -> str:
        """Return the endpoint's name."""
        return self._known_name

    def details(self) -> str:
        """Return how far back the charts go, and of what."""
        what = self._only or ("total and instances" if self._by_instance else "total")
        return f"{self.span_word}  {what}"

    # Keys

    def action_instances(self) -> None:
        """Draw the instances beside the total, or not."""
        self._by_instance = bool(self._only) or not self._by_instance
        self._only = ""
        self._draw_again()

    def action_back(self) -> None:
        """From one instance back to all, else to the list."""
        if self._only:
            self._only = ""
            self._draw_again()
        else:
            super().action_back()

    @on(Table.Selected)
    def _choose_instance(self, message: Table.Selected) -> None:
        """Draw this instance alone; again draws all of them."""
        self._only = "" if self._only == message.key else message.key
        self._draw_again()

    def _instance(self) -> Instance | None:
        key = self.query_one(Table).cursor_key
        instances = self._details.instances if self._details is not None else ()
        return next((item for item in instances if item.id == key), None)

    def _references(self) -> list[Reference]:
        """Return what the instance at the cursor refers to, as far as it has a page here."""
        instance = self._instance()
        references = instance.references if instance is not None else ()
        return [each for each in references if has_page(each.kind)]

    def action_open_reference(self) -> None:
        """Open the task or the model, whichever of several is chosen."""
        references = self._references()
        if len(references) == 1:
            self._open_reference(references[0])
        elif references:
            choices = [
                Choice(str(place), reference_text(each)) for place, each in enumerate(references)
            ]
            self.app.push_screen(
                Choose("Open", choices),
                lambda place: self._open_reference(references[int(place)]) if place else None,
            )

    def _open_reference(self, reference: Reference) -> None:
        self.host.open_page(reference.kind, reference.value, "")

    @on(Table.Highlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the reference only where there is one to be opened."""
        if action == "open_reference":
            return bool(self._references())
        return super().check_action(action, parameters)
