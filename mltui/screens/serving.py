"""The serving endpoints, and what is still loading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from mltui.live.serving import Endpoint, Loading, Serving, ask_serving
from mltui.live.serving_watch import MOST_JUDGED, Past, ServingWatch, Unusual, ask_pasts
from mltui.screens.base import WIDE, MonitorScreen, sheets
from mltui.screens.messages import Answered
from mltui.series import numbers
from mltui.widgets import glyphs
from mltui.widgets.listing import Listing
from mltui.widgets.table import Cell, Column, Row, Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often the endpoints are asked for, seconds.
PACE_S = 5.0

#: How often it is asked what further endpoints did before, seconds.
PASTS_PACE_S = 30.0

COLUMNS = (
    Column("endpoint", "ENDPOINT", priority=9, minimum=24, maximum=32),
    Column("model", "MODEL", flex=2, priority=7, minimum=12),
    Column("instances", "INST", width=4, align="right", priority=6),
    Column("rate", "REQ/MIN", width=9, align="right", priority=8),
    Column("latency", "LATENCY", width=9, align="right", priority=8),
    Column("requests", "REQUESTS", width=8, align="right", priority=5),
    Column("uptime", "UP", width=7, align="right", priority=4),
    Column("url", "URL", flex=1, priority=1, minimum=24, ends=True),
)

#: Rows of instances that are loading can't be opened; their keys begin so.
LOADING = "loading:"


class ServingAnswered(Answered[Serving]):
    """The endpoints came."""


class PastsAnswered(Answered[dict[str, Past]]):
    """It is known what endpoints did before."""


class ServingScreen(MonitorScreen):
    """All endpoints of the serving containers that report."""

    NAME = "Serving"
    FILTERS = "endpoint or model"
    CSS_PATH = sheets("serving")

    def __init__(self) -> None:
        super().__init__()
        self._serving: Serving | None = None

    def compose_body(self) -> ComposeResult:
        """Yield the table."""
        yield Listing(COLUMNS, id="endpoints")

    def open_feeds(self) -> None:
        """Ask for the endpoints."""
        self.add_feed("serving", self._ask_serving, PACE_S, ServingAnswered)
        self.add_feed("pasts", self._ask_pasts, PASTS_PACE_S, PastsAnswered)

    def wants(self, feed: str) -> bool:
        """Ask what endpoints did before once it is known which there are, and not again."""
        return feed != "pasts" or bool(self._unjudged)

    @property
    def _watch(self) -> ServingWatch:
        return self.host.serving_watch

    @property
    def _unjudged(self) -> list[str]:
        known = self._serving.endpoints if self._serving is not None else ()
        return [one.url for one in known if not self._watch.recalls(one.url)][:MOST_JUDGED]

    async def _ask_pasts(self, client: Client) -> dict[str, Past]:
        return await ask_pasts(client, self._unjudged, self.host.timing.now())

    async def _ask_serving(self, client: Client) -> Serving:
        return await ask_serving(client)

    @on(ServingAnswered)
    def _show_serving(self, message: ServingAnswered) -> None:
        self._serving = message.answer
        self._watch.note_all(message.answer.endpoints)
        self._fill()
        self.resume_feeds()

    @on(PastsAnswered)
    def _recall(self, message: PastsAnswered) -> None:
        self._watch.recall(message.answer)
        self._fill()
        self.resume_feeds()

    def filter_changed(self, pattern: str) -> None:  # noqa: ARG002
        """Sift the endpoints at hand."""
        self._fill()

    def _fill(self) -> None:
        if self._serving is None:
            return
        found = [item for item in self._serving.endpoints if self._matches(item)]
        loading = [item for item in self._serving.loading if self._matches(item)]
        watch = self._watch
        rows = [
            endpoint_row(item, _side(watch.rate(item.url)), _side(watch.latency(item.url)))
            for item in found
        ]
        rows += [loading_row(item) for item in loading]
        self.query_one(Table).set_rows(rows)
        if not rows and self.pattern:
            self.show_note(f"No endpoint matches “{self.pattern}”. esc shows all of them.")
        elif not rows:
            self.show_note(
                "Nothing is being served. Containers of clearml-serving appear here once they "
                "report."
            )
        else:
            self.show_note("")

    def _matches(self, item: Endpoint | Loading) -> bool:
        name = item.name if isinstance(item, Endpoint) else item.endpoint
        return self.pattern.casefold() in f"{name} {item.model}".casefold()

    @property
    def has_nothing(self) -> bool:
        """Whether nothing is being served, or this server tells nothing of it."""
        known = self._serving
        if known is None:
            return self.lacks("serving")
        return not (known.endpoints or known.loading)

    def details(self) -> str:
        """Return the filter, and what the marks mean where there are any."""
        unusual = self._serving is not None and any(
            self._watch.rate(one.url) or self._watch.latency(one.url)
            for one in self._serving.endpoints
        )
        up, down = glyphs.sign("↑"), glyphs.sign("↓")
        words = "above or below what is usual" if self.size.width >= WIDE else "unusual"
        meaning = f"{up} {down} {words}" if unusual else ""
        return f"{super().details()}  {meaning}".strip()

    def counts(self) -> str:
        """Return how many there are."""
        if self._serving is None:
            return ""
        count, loading = len(self._serving.endpoints), len(self._serving.loading)
        text = numbers.counted(count, "endpoint")
        return f"{text}  {loading} loading" if loading else text

    @on(Table.Selected)
    def _open_endpoint(self, message: Table.Selected) -> None:
        serving = self._serving
        if serving is None or message.key.startswith(LOADING):
            return
        name = next((item.name for item in serving.endpoints if item.url == message.key), "")
        self.host.open_page("endpoint", message.key, name or message.key)


def endpoint_row(endpoint: Endpoint, rate_side: int = 0, latency_side: int = 0) -> Row:
    """Return the table's row of an endpoint.

    Args:
        endpoint: The endpoint.
        rate_side: 1 or -1 if its rate is above or below what is usual for it.
        latency_side: The same of its latency.
    """
    return Row(
        endpoint.url,
        {
            "endpoint": Cell(endpoint.name),
            "model": Cell(endpoint.model, "muted"),
            "instances": Cell(str(endpoint.instances)),
            "rate": _marked(numbers.si(endpoint.per_minute), rate_side),
            "latency": _marked(latency(endpoint.latency_ms), latency_side),
            "requests": Cell(numbers.si(endpoint.requests), "muted"),
            "uptime": Cell(minutes(endpoint.uptime_s), "muted"),
            "url": Cell(endpoint.url, "faint"),
        },
    )


def _side(unusual: Unusual | None) -> int:
    return unusual.side if unusual is not None else 0


def _marked(text: str, side: int) -> Cell:
    """Return a value with a mark if it is unusual."""
    if not side:
        return Cell(text)
    return Cell(glyphs.sign("↑" if side > 0 else "↓"), "warn strong", ((f" {text}", "warn"),))


def loading_row(item: Loading) -> Row:
    """Return the table's row of an instance that is still loading."""
    age = f"  loading for {minutes(item.age_s)}" if item.age_s is not None else "  loading"
    return Row(
        f"{LOADING}{item.id}",
        {
            "endpoint": Cell(item.endpoint or item.id, "queued", ((age, "queued"),)),
            "model": Cell(item.model, "muted"),
            "instances": Cell(numbers.NOTHING, "faint"),
        },
    )


def latency(value_ms: float | None) -> str:
    """Write a latency that is given in milliseconds."""
    if value_ms is None:
        return numbers.NOTHING
    return f"{value_ms:.0f} ms" if value_ms < 10_000 else f"{value_ms / 1000:.0f} s"


def minutes(value_s: float | None) -> str:
    """Write a duration in steps no finer than minutes, because it is shown all the time."""
    if value_s is None:
        return numbers.NOTHING
    return numbers.duration(value_s - value_s % 60) if value_s >= 60 else "<1m"
