"""Axes: limits that move in steps, and ticks at round numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from enum import Enum


class AxisKind(Enum):
    """What the numbers of an axis are."""

    NUMBER = "number"
    ITERATION = "iteration"
    """Whole numbers, such as iterations and counts."""
    DURATION = "duration"
    """Seconds since a start."""
    WALL_TIME = "wall time"
    """Seconds since 1970-01-01 UTC."""
    PERCENT = "percent"
    BYTES = "bytes"


_DECIMAL = (1.0, 2.0, 2.5, 5.0)
_SECONDS = (
    *(1.0, 2.0, 5.0, 10.0, 15.0, 30.0),
    *(60.0, 120.0, 300.0, 600.0, 900.0, 1800.0),
    *(3600.0, 7200.0, 10800.0, 21600.0, 43200.0),
    *(86400.0, 172800.0, 604800.0, 1209600.0, 2592000.0),
)


#: A single number tells nothing of a scale: so many finer steps are tried for a second one.
_FINER = 4


def finite(values: Iterable[float]) -> list[float]:
    """Keeps the values that are neither NaN nor infinite."""
    return [value for value in values if math.isfinite(value)]


def step_for(span: float, count: int, kind: AxisKind = AxisKind.NUMBER) -> float:
    """Finds the smallest round step with which `count` steps cover a span.

    Round is 1, 2, 2.5 or 5 times a power of ten; seconds, minutes, hours and days for times;
    powers of two for bytes; whole numbers for iterations.
    """
    rough = span / max(count, 1)
    if not math.isfinite(rough) or rough <= 0:
        return 1.0
    if kind in (AxisKind.DURATION, AxisKind.WALL_TIME) and rough >= 0.75:
        for step in _SECONDS:
            if step >= rough * 0.999:
                return step
        return math.ceil(rough / _SECONDS[-1]) * _SECONDS[-1]
    if kind is AxisKind.BYTES:
        return 2.0 ** math.ceil(math.log2(rough) - 1e-9)
    power = 10.0 ** math.floor(math.log10(rough))
    if power == 0.0:
        return rough
    for factor in _DECIMAL:
        step = factor * power
        if step >= rough * 0.999 and not (kind is AxisKind.ITERATION and factor == 2.5):
            break
    else:
        step = 10.0 * power
    return max(step, 1.0) if kind is AxisKind.ITERATION else step


def limits(
    low: float,
    high: float,
    kind: AxisKind = AxisKind.NUMBER,
    parts: int = 10,
    *,
    hold_low: bool = False,
) -> tuple[float, float]:
    """Widens a range to round numbers, so that growing data moves the axis only now and then.

    Args:
        low: least value, finite.
        high: greatest value, finite.
        kind: what the numbers are.
        parts: into how many steps the range is cut at least; the limits are multiples of one.
        hold_low: leave the lower limit where it is (time and iteration axes start at their data).

    Returns:
        The limits; they always differ, also for a single value.
    """
    if low > high:
        low, high = high, low
    if high - low <= max(abs(low), abs(high)) * 1e-12:
        middle = (low + high) / 2
        if kind is AxisKind.ITERATION:
            return middle, middle + max(1, abs(middle) * 1e-9)
        if kind in (AxisKind.DURATION, AxisKind.WALL_TIME):
            return middle, middle + max(60, abs(middle) * 1e-9)
        half = abs(middle) / 2 or 1.0
        return middle - half, middle + half
    step = step_for(high - low, parts, kind)
    bottom = low if hold_low else math.floor(low / step + 1e-9) * step
    top = math.ceil(high / step - 1e-9) * step
    if not math.isfinite(bottom) or not math.isfinite(top) or bottom >= top:
        return low, high
    return bottom, top


def ticks(
    low: float, high: float, count: int, kind: AxisKind = AxisKind.NUMBER, offset: float = 0.0
) -> list[float]:
    """Gives round numbers within limits, at most about `count` of them, but two if there are any.

    Args:
        low: lower limit.
        high: upper limit.
        count: how many there is room for.
        kind: what the numbers are.
        offset: added before rounding; the zone's seconds for wall times, so that a tick of a day
            is at the local midnight.
    """
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low or count < 1:
        return []
    found: list[float] = []
    for finer in range(_FINER):
        step = step_for(high - low, count + finer, kind)
        first = math.ceil((low + offset) / step - 1e-9)
        last = math.floor((high + offset) / step + 1e-9)
        found = [number * step - offset for number in range(first, min(last, first + 200) + 1)]
        if len(found) >= 2:
            break
    return found


def power_of_ten(exponent: float) -> float:
    """Gives the value at a place of a logarithmic axis, which may reach beyond all numbers."""
    return float(10.0 ** min(max(exponent, -307.0), 308.0))


def log_ticks(low: float, high: float, count: int) -> list[float]:
    """Gives powers of ten within positive limits, every n-th where there is little room.

    With less than a decade to show, 2 and 5 times a power of ten join in.
    """
    if low <= 0 or high <= low or count < 1:
        return []
    first, last = math.floor(math.log10(low)), min(math.ceil(math.log10(high)), 308)
    every = max(1, math.ceil((last - first + 1) / count))
    found = [10.0**power for power in range(first, last + 1, every) if low <= 10.0**power <= high]
    if len(found) >= 2:
        return found
    fine = [f * 10.0**power for power in range(first, last + 1) for f in (1, 2, 5)]
    found = [value for value in fine if low <= value <= high]
    return found if len(found) >= 2 else ticks(low, high, count)


def exact_time(value: float, kind: AxisKind, zone: tzinfo | None = None) -> str:
    """Writes one time to the second: `3:12:05` since a start, `24 Nov 14:05:12` of the clock."""
    if kind is AxisKind.DURATION:
        whole = int(abs(value))
        sign = "-" if value < 0 else ""
        return f"{sign}{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    try:
        moment = datetime.fromtimestamp(value, UTC).astimezone(zone)
    except (OverflowError, OSError, ValueError):
        return "?"
    return f"{moment.day} {moment:%b %H:%M:%S}"


def zone_offset(moment: float, zone: tzinfo | None = None) -> float:
    """Gives the seconds that a zone (None: local) is ahead of UTC at a time."""
    try:
        shift = datetime.fromtimestamp(moment, UTC).astimezone(zone).utcoffset()
    except (OverflowError, OSError, ValueError):
        return 0.0
    return shift.total_seconds() if shift else 0.0
