"""Moments as people read them, in the local zone, whatever a server says the time is."""

from __future__ import annotations

from datetime import datetime

from mltui.series.numbers import age

UNKNOWN = "?"

#: The time of day, for what has just happened.
CLOCK = "%H:%M:%S"


def local(at_s: float, pattern: str = "%Y-%m-%d %H:%M") -> str:
    """Writes a moment in the local zone; `?` for one that no calendar has.

    Programs may report any number as a time.

    Args:
        at_s: seconds since the epoch.
        pattern: as `strftime` takes it.
    """
    try:
        return datetime.fromtimestamp(at_s).astimezone().strftime(pattern)
    except (OverflowError, OSError, ValueError):
        return UNKNOWN


def local_with_age(at_s: float | None, now_s: float) -> str:
    """Writes a moment with its age, in steps of minutes; empty where there is none.

    Args:
        at_s: seconds since the epoch.
        now_s: the present, likewise.
    """
    if at_s is None:
        return ""
    ago_s = now_s - at_s
    return f"{local(at_s)}  {age(ago_s)} ago" if ago_s >= 60 else f"{local(at_s)}  just now"
