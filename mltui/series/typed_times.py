"""Times as people type them: `14:05`, `24 Nov 14:05`, `2026-11-24 14:05:30`."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

_OF_DAY = ("%H:%M", "%H:%M:%S")
_OF_YEAR = ("%d %b %H:%M", "%d %b %H:%M:%S")
_WHOLE = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d")


def parse_moment(text: str, now: float, zone: tzinfo | None = None) -> float:
    """Reads a time; without a date or a year it is the last such time before now.

    Args:
        text: what was typed.
        now: epoch seconds.
        zone: the zone it is meant in, None for the local one.

    Returns:
        Epoch seconds.

    Raises:
        ValueError: with a sentence that says what would be right.
    """
    text = " ".join(text.split())
    present = datetime.fromtimestamp(now).astimezone(zone)
    for pattern in _WHOLE:
        found = _read(text, pattern)
        if found is not None:
            return found.replace(tzinfo=zone).timestamp()
    for pattern in _OF_DAY:
        found = _read(text, pattern)
        if found is not None:
            moment = present.replace(hour=found.hour, minute=found.minute, second=found.second)
            return (moment if moment <= present else moment - timedelta(days=1)).timestamp()
    for pattern in _OF_YEAR:
        # With a leap year, or 29 February could not be read.
        found = _read(f"2024 {text}", f"%Y {pattern}")
        if found is not None:
            moment = found.replace(year=present.year, tzinfo=present.tzinfo)
            if moment > present:
                moment = moment.replace(year=present.year - 1)
            return moment.timestamp()
    raise ValueError("Write a time such as 14:05, 24 Nov 14:05 or 2026-11-24 14:05:30.")


def _read(text: str, pattern: str) -> datetime | None:
    try:
        return datetime.strptime(text, pattern)
    except ValueError:
        return None
