"""What endpoints did while somebody looked, to see at a glance which leaves its usual band."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mltui.api.errors import ApiError
from mltui.live.feed import PASSING
from mltui.live.serving import Endpoint
from mltui.series.bands import Band, newest_side

if TYPE_CHECKING:
    from mltui.api.client import Client

#: Readings of an endpoint that are remembered: an hour at the list's usual pace.
MOST_READINGS = 720

#: So many of the newest must all have left the band: fifteen seconds at the usual pace.
NEWEST = 3


#: What is usual is asked for of so many endpoints; each takes two requests.
MOST_JUDGED = 12

#: It is judged by the last hours, in steps of minutes, seconds.
USUAL_S = 3 * 3600
USUAL_STEP_S = 180


@dataclass(frozen=True, slots=True)
class Unusual:
    """A newest reading that is not as usual.

    Attributes:
        value: The reading.
        side: 1 above what is usual, -1 below.
        band: What is usual.
    """

    value: float
    side: int
    band: Band


@dataclass(frozen=True, slots=True)
class Past:
    """What an endpoint did in the last hours, oldest first."""

    latency: tuple[float, ...] = ()
    rate: tuple[float, ...] = ()


async def ask_pasts(client: Client, urls: Sequence[str], now: float) -> dict[str, Past]:
    """Ask what endpoints did before, the first `MOST_JUDGED` of them, by URL."""
    found: dict[str, Past] = {}
    for url in urls[:MOST_JUDGED]:
        try:
            latency = await _history(client, url, "latency_ms", now)
            rate = await _history(client, url, "requests_min", now)
        except PASSING:
            raise
        except ApiError:
            # It is gone, or the server tells nothing of it: then nothing is unusual about it.
            latency = rate = {}
        # The server writes 0 where nothing was reported; no answer takes no time at all.
        served = [date for date, value in latency.items() if value]
        found[url] = Past(
            tuple(latency[date] for date in served),
            tuple(rate[date] for date in served if date in rate),
        )
    return found


async def _history(client: Client, url: str, metric: str, now: float) -> dict[float, float]:
    answer = await client.serving.get_endpoint_metrics_history(
        endpoint_url=url,
        from_date=now - USUAL_S,
        to_date=now,
        interval=USUAL_STEP_S,
        metric_type=metric,
    )
    total = answer.total
    pairs = zip(total.dates, total.values, strict=False) if total is not None else ()
    return {date: value for date, value in pairs if value is not None}


class ServingWatch:
    """The readings of latency and rate, by endpoint: those of before, and since it was opened.

    Shared by the list and the pages of its endpoints, so that they say the same of each.
    """

    def __init__(self) -> None:
        self._latency: dict[str, deque[float]] = {}
        self._rate: dict[str, deque[float]] = {}
        self._recalled: set[str] = set()

    def note_all(self, endpoints: Sequence[Endpoint]) -> None:
        """Remember the newest readings of all endpoints; those that are gone are forgotten."""
        urls = {endpoint.url for endpoint in endpoints}
        for kept in (self._latency, self._rate):
            for gone in kept.keys() - urls:
                del kept[gone]
        self._recalled &= urls
        for endpoint in endpoints:
            self.note(endpoint)

    def note(self, endpoint: Endpoint) -> None:
        """Remember the newest readings of one endpoint."""
        for kept, value in (
            (self._latency, endpoint.latency_ms),
            (self._rate, endpoint.per_minute),
        ):
            if value is not None:
                kept.setdefault(endpoint.url, deque(maxlen=MOST_READINGS)).append(value)

    def recalls(self, url: str) -> bool:
        """Return whether what an endpoint did before is among its readings, or was never told."""
        return url in self._recalled

    def recall(self, pasts: Mapping[str, Past]) -> None:
        """Put what was before in front of the readings, once for each endpoint."""
        for url, past in pasts.items():
            if url in self._recalled:
                continue
            self._recalled.add(url)
            for kept, values in ((self._latency, past.latency), (self._rate, past.rate)):
                readings = kept.get(url, ())
                kept[url] = deque((*values, *readings), maxlen=MOST_READINGS)

    def latency(self, url: str) -> Unusual | None:
        """Return the latency if it has left its usual band."""
        return _unusual(self._latency.get(url))

    def rate(self, url: str) -> Unusual | None:
        """Return the rate if it has left its usual band."""
        return _unusual(self._rate.get(url))


def _unusual(values: deque[float] | None) -> Unusual | None:
    found = newest_side(list(values), NEWEST) if values else None
    return Unusual(values[-1], *found) if values and found is not None and found[0] else None
