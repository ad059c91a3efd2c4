"""The page of one serving endpoint: its instances and its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mltui.live.history import SPANS
from mltui.live.serving import (
    EndpointDetails,
    EndpointHistory,
    EndpointHistoryQuestion,
    Instance,
    ask_endpoint,
)
from mltui.screens.base import MonitorScreen, sheets
from mltui.screens.messages import Answered
from mltui.screens.serving import latency, minutes
from mltui.screens.time_charts import ChartPlan, TimeCharts
from mltui.series import numbers
from mltui.widgets.chart import AxisKind
from mltui.widgets.lines import Line, Lines
from mltui.widgets.table import Cell, Column, Row, Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often the endpoint is asked for, seconds.
PACE_S = 5.0

PERCENT = (0.0, 100.0)

PLANS = (
    ChartPlan("Requests / min", (("requests_min", "total"),)),
    ChartPlan("Latency ms", (("latency_ms", "average"),)),
    ChartPlan("GPU %", (("gpu_util", "average"),), AxisKind.PERCENT, 1.0, PERCENT),
    ChartPlan("CPU %", (("cpu_util", "average"),), AxisKind.PERCENT, 1.0, PERCENT),
)

COLUMNS = (
    Column("instance", "INSTANCE", flex=1, priority=9, minimum=16),
    Column("rate", "REQ/MIN", width=8, align="right", priority=8),
    Column("latency", "LATENCY", width=8, align="right", priority=8),
    Column("requests", "REQUESTS", width=8, align="right", priority=6),
    Column("uptime", "UP", width=7, align="right", priority=5),
    Column("gpus", "GPUS", width=4, align="right", priority=4),
    Column("cpus", "CPUS", width=4, align="right", priority=3),
    Column("references", "REFERS TO", flex=1, priority=1, minimum=20),
)


class EndpointAnswered(Answered[EndpointDetails]):
    """The endpoint was described."""


class HistoryAnswered(Answered[EndpointHistory]):
    """The charts came."""


class EndpointScreen(MonitorScreen):
    """One endpoint, opened from the list."""

    NAME = "Endpoint"
    CSS_PATH = sheets("worker", "endpoint")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus,equals_sign", "span(1)", "longer", key_display="+"),
        Binding("minus", "span(-1)", "shorter", key_display="-"),
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
        self._span = 1
        self._question = EndpointHistoryQuestion(identity, SPANS[self._span])

    def compose_body(self) -> ComposeResult:
        """Yield facts, instances and charts."""
        yield Lines(id="facts")
        yield Table(COLUMNS, id="instances")
        yield TimeCharts(PLANS, id="charts")

    def open_feeds(self) -> None:
        """Ask for the endpoint, and for its history once a bucket."""
        self.add_feed("endpoint", self._ask_endpoint, PACE_S, EndpointAnswered)
        self._add_history()

    def _add_history(self) -> None:
        pace_s = SPANS[self._span].pace_s
        self.add_feed("history", self._ask_history, pace_s, HistoryAnswered)

    async def _ask_endpoint(self, client: Client) -> EndpointDetails:
        return await ask_endpoint(client, self._url)

    async def _ask_history(self, client: Client) -> EndpointHistory:
        return await self._question(client, self.host.timing.now())

    @on(EndpointAnswered)
    def _show_endpoint(self, message: EndpointAnswered) -> None:
        details = message.answer
        self._known_name = details.endpoint
        self.query_one("#facts", Lines).show(facts(details))
        self.query_one(Table).set_rows(instance_row(item) for item in details.instances)
        self.show_frame()

    @on(HistoryAnswered)
    def _show_history(self, message: HistoryAnswered) -> None:
        history = message.answer
        if history.span is SPANS[self._span]:
            self.query_one(TimeCharts).show(history.charts, history.span, history.until)

    def subject(self) -> str:
        """Return the endpoint's name."""
        return self._known_name

    def details(self) -> str:
        """Return how far back the charts go."""
        return f"last {SPANS[self._span].word}"

    async def action_span(self, by: int) -> None:
        """Go further back, or less far."""
        wanted = min(max(self._span + by, 0), len(SPANS) - 1)
        if wanted != self._span:
            self._span = wanted
            self._question.set_span(SPANS[wanted])
            await self.feeds.remove("history")
            self._add_history()
            self.show_frame()


def facts(details: EndpointDetails) -> list[Line]:
    """Say in two lines what an endpoint serves."""
    version = f" version {details.version}" if details.version else ""
    more = [
        ("from", details.source),
        ("preprocessing", details.preprocess),
        ("input", details.input),
        ("up", minutes(details.uptime_s) if details.uptime_s is not None else ""),
    ]
    pieces = [
        piece for word, text in more if text for piece in ((f"   {word} ", "muted"), (text, ""))
    ]
    return [
        (("serves ", "muted"), (details.model or "?", "strong"), (version, ""), *pieces),
        ((details.url, "faint"),),
    ]


def instance_row(instance: Instance) -> Row:
    """Return the table's row of an instance."""
    return Row(
        instance.id,
        {
            "instance": Cell(instance.id),
            "rate": Cell(numbers.si(instance.per_minute)),
            "latency": Cell(latency(instance.latency_ms)),
            "requests": Cell(numbers.si(instance.requests), "muted"),
            "uptime": Cell(minutes(instance.uptime_s), "muted"),
            "gpus": Cell(numbers.si(instance.gpus)),
            "cpus": Cell(numbers.si(instance.cpus)),
            "references": Cell(", ".join(instance.references), "faint"),
        },
    )
