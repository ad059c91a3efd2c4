"""Times as people type them: `14:05`, `24 Nov 14:05`, `2026-11-24 14:05:30`."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

_OF_DAY = ("%H:%M", "%H:%M:%S")
_OF_YEAR = ("%d %b %H:%M", "%d %b %H:%M:%S")
_WHOLE = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d")
_WRONG = "Write a time such as 14:05, 24 Nov 14:05 or 2026-11-24 14:05:30."


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
    # Without its offset, which is another one at other times of the year.
    present = datetime.fromtimestamp(now, zone).replace(tzinfo=None)
    moment = _before(text, present)
    try:
        return moment.replace(tzinfo=zone).timestamp()
    except (ValueError, OverflowError, OSError):  # beyond what this system's calendar has
        raise ValueError(_WRONG) from None


def _before(text: str, present: datetime) -> datetime:
    """Reads a time as a clock on the wall shows it."""
    for pattern in _WHOLE:
        found = _read(text, pattern)
        if found is not None:
            return found
    for pattern in _OF_DAY:
        found = _read(text, pattern)
        if found is not None:
            moment = present.replace(
                hour=found.hour, minute=found.minute, second=found.second, microsecond=0
            )
            return moment if moment <= present else moment - timedelta(days=1)
    for pattern in _OF_YEAR:
        # With a leap year, or 29 February could not be read.
        found = _read(f"2024 {text}", f"%Y {pattern}")
        if found is not None:
            return _of_year(found, present)
    raise ValueError(_WRONG)


def _of_year(found: datetime, present: datetime) -> datetime:
    """Puts a time without a year into the last year in which it was; 29 February may be old."""
    for year in range(present.year, present.year - 9, -1):
        try:
            moment = found.replace(year=year)
        except ValueError:
            continue
        if moment <= present:
            return moment
    raise ValueError(_WRONG)


def _read(text: str, pattern: str) -> datetime | None:
    try:
        return datetime.strptime(text, pattern)
    except ValueError:
        return None
