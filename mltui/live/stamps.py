"""Times of the server as seconds since the epoch."""

from __future__ import annotations

from datetime import UTC, datetime


def epoch_s(value: datetime | str | None) -> float | None:
    """Return a server's date-time as seconds since the epoch, or None if there is none.

    Servers send ISO date-times, sometimes without a zone: those are UTC.
    """
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return value.timestamp()


def iso(at_s: float) -> str:
    """Return seconds since the epoch as the server writes a date-time."""
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="milliseconds")
