"""What the ticks of an axis say: short, and different where they lie close together."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime, tzinfo

from mltui.series import numbers
from mltui.series.axes import AxisKind, exact_time

#: Counts are shortened to at most so many characters; `1.00002M` tells less than `1000020`.
_SHORT = 6
_UNITS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))

#: Significant digits of numbers that would look alike.
_FEWEST_DIGITS, _MOST_DIGITS = 2, 17

#: Decimals, at most; those of a clock end at microseconds.
_MOST_PLACES = 6

_SIZES = ((1.0, "B"), (2.0**10, "KiB"), (2.0**20, "MiB"), (2.0**30, "GiB"), (2.0**40, "TiB"))


def labels(
    values: Sequence[float], kind: AxisKind = AxisKind.NUMBER, zone: tzinfo | None = None
) -> list[str]:
    """Writes ticks, all with the same number of decimals; wall times in `zone` (None: local).

    Numbers that lie so close together that they would look alike have as many digits as it takes,
    times their seconds and parts of them, and sizes a smaller unit.
    """
    if kind is AxisKind.ITERATION:
        return _counts(values)
    if kind is AxisKind.DURATION:
        return _durations(values)
    if kind is AxisKind.WALL_TIME:
        return _wall_times(values, zone)
    if kind is AxisKind.PERCENT:
        return [f"{text}%" for text in _told_apart([f"{value:g}" for value in values], values)]
    if kind is AxisKind.BYTES:
        return _sizes(values)
    return _told_apart(_plain(values), values)


def log_labels(values: Sequence[float]) -> list[str]:
    """Writes the ticks of a logarithmic axis: 1e-5, 0.5, 20, 10k; with more digits if need be."""
    return _told_apart([numbers.tick(value) for value in values], values)


def _plain(values: Sequence[float]) -> list[str]:
    largest = max((abs(value) for value in values), default=0.0)
    if 1e4 <= largest < 1e15 and all(value == int(value) for value in values):
        return _counts(values)
    if largest >= 1e6 or (largest and largest < 1e-3):
        return [numbers.metric(value) for value in values]
    step = _step(values) or largest
    places = _places(step)
    return [f"{value:.{places}f}" if abs(value) > step * 1e-6 else "0" for value in values]


def _places(step: float) -> int:
    """Returns how many decimals a step needs."""
    places = 0
    while places < _MOST_PLACES and abs(round(step, places) - step) > abs(step) * 1e-3:
        places += 1
    return places


def _counts(values: Sequence[float]) -> list[str]:
    """Writes whole numbers in thousands, where none is rounded by that."""
    if not all(value == int(value) and abs(value) < 1e12 for value in values):
        return _told_apart([numbers.si(value, 4) for value in values], values)
    texts = [_count(value) for value in values]
    if _alike(texts, values) or any(len(text) > _SHORT for text in texts):
        return [f"{value:.0f}" for value in values]
    return texts


def _count(value: float) -> str:
    for scale, letter in _UNITS:
        if abs(value) >= scale:
            return f"{value / scale:.9g}{letter}"
    return f"{value:.0f}"


def _told_apart(texts: list[str], values: Sequence[float]) -> list[str]:
    """Writes different numbers with more digits where they look alike."""
    digits = _FEWEST_DIGITS
    while _alike(texts, values) and digits <= _MOST_DIGITS:
        texts = [f"{value:.{digits}g}".replace("e+", "e") for value in values]
        digits += 1
    return texts


def _alike(texts: Sequence[str], values: Sequence[float]) -> bool:
    return len(set(texts)) < len(set(values))


def _step(values: Sequence[float]) -> float:
    """Returns the least distance of two values; 0 if there are no two."""
    return min((abs(b - a) for a, b in itertools.pairwise(values) if b != a), default=0.0)


def _sizes(values: Sequence[float]) -> list[str]:
    """Writes sizes; where they look alike, all in the unit in which they are shortest."""
    texts = [numbers.size(value) for value in values]
    if not _alike(texts, values):
        return texts
    finer = [_sizes_in(values, scale, unit) for scale, unit in _SIZES]
    return min(finer, key=lambda found: (_alike(found, values), max(map(len, found))))


def _sizes_in(values: Sequence[float], scale: float, unit: str) -> list[str]:
    places = _places(_step(values) / scale)
    return [f"{value / scale:.{places if value else 0}f} {unit}" for value in values]


def _durations(values: Sequence[float]) -> list[str]:
    """Writes lengths of time; where that leaves something out, to the second or to parts of it."""
    places = _places(_step(values))
    if places or any(_incomplete(value) for value in values):
        return [_long_duration(value, places) for value in values]
    return [_short_duration(value) for value in values]


def _incomplete(seconds: float) -> bool:
    """Whether the short form leaves something out: then a second less reads the same."""
    return numbers.duration(abs(seconds)) == numbers.duration(abs(seconds) - 1)


def _short_duration(seconds: float) -> str:
    text = numbers.duration(seconds)
    return "0" if text == "0s" else text.removesuffix("00m") if text.endswith("h00m") else text


def _long_duration(seconds: float, places: int) -> str:
    rounded = round(seconds, places)
    if abs(rounded) < 60:
        return f"{rounded:.{places}f}s" if rounded else "0"
    fraction = f"{abs(rounded) % 1:.{places}f}"[1:]
    return exact_time(rounded, AxisKind.DURATION) + fraction


def _wall_times(values: Sequence[float], zone: tzinfo | None) -> list[str]:
    """Writes times of day; dates where the ticks are days apart or at a midnight."""
    if not values:
        return []
    step = values[1] - values[0] if len(values) > 1 else 3600.0
    places = _places(step) if step < 60 else 0
    written = []
    for value in values:
        try:
            moment = datetime.fromtimestamp(value, zone)
        except (OverflowError, OSError, ValueError):
            written.append("?")
            continue
        midnight = not (moment.hour or moment.minute or moment.second or moment.microsecond)
        if step >= 86400 or (midnight and len(values) > 1):
            written.append(f"{moment.day} {moment:%b}")
        elif step < 60:
            # What is left of the microseconds is a dot and so many digits.
            written.append(f"{moment:%H:%M:%S.%f}"[: 9 + places if places else 8])
        else:
            written.append(f"{moment:%H:%M}")
    return written
