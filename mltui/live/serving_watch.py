"""What endpoints did while somebody looked, to see at a glance which leaves its usual band."""

from __future__ import annotations

from collections import deque

from mltui.live.serving import Endpoint
from mltui.series.bands import newest_side

#: Readings of an endpoint that are remembered: an hour at the list's usual pace.
MOST_READINGS = 720

#: So many of the newest must all have left the band: fifteen seconds at the usual pace.
NEWEST = 3


class ServingWatch:
    """The readings of latency and rate since the list was opened, by endpoint."""

    def __init__(self) -> None:
        self._latency: dict[str, deque[float]] = {}
        self._rate: dict[str, deque[float]] = {}

    def note(self, endpoints: tuple[Endpoint, ...]) -> None:
        """Remember the newest readings; endpoints that are gone are forgotten."""
        urls = {endpoint.url for endpoint in endpoints}
        for kept in (self._latency, self._rate):
            for gone in kept.keys() - urls:
                del kept[gone]
        for endpoint in endpoints:
            for kept, value in (
                (self._latency, endpoint.latency_ms),
                (self._rate, endpoint.per_minute),
            ):
                if value is not None:
                    kept.setdefault(endpoint.url, deque(maxlen=MOST_READINGS)).append(value)

    def latency(self, url: str) -> int:
        """Return 1 if the latency is above its usual band, -1 below, else 0."""
        return _side(self._latency.get(url))

    def rate(self, url: str) -> int:
        """Return 1 if the rate is above its usual band, -1 below, else 0."""
        return _side(self._rate.get(url))


def _side(values: deque[float] | None) -> int:
    found = newest_side(list(values), NEWEST) if values else None
    return found[0] if found is not None else 0
