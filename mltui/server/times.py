"""Date-times as the server stores and answers them."""

from __future__ import annotations

from datetime import UTC, datetime

_EARLIEST_MS, _LATEST_MS = -62_135_510_400_000, 253_402_214_400_000
"""A day less at both ends than dates can say, so that they can in any zone."""


def utc_now() -> datetime:
    """The wall clock, aware, in UTC."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """A date-time as text that sorts like the time: UTC, cut to the millisecond, six digits."""
    moment = moment.astimezone(UTC)
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    return moment.isoformat(timespec="microseconds")


def parse(text: str) -> datetime:
    """Reads an ISO date-time; one without a zone is UTC.

    Raises:
        ValueError: it is not an ISO date-time.
    """
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970, the time of events."""
    return round(moment.timestamp() * 1000)


def datable(timestamp: int) -> int:
    """The time in ms since 1970, or the nearest one to it that can be told as a date."""
    return max(_EARLIEST_MS, min(_LATEST_MS, timestamp))
