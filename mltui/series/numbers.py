"""Numbers as people read them: 41.2k, 0.218, 3h12m, 1.5 GiB, 2m ago."""

from __future__ import annotations

import math

_SI = ((1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
NOTHING = "–"


def si(value: float | None, digits: int = 3) -> str:
    """Shortens a count: 950, 2.1k, 41.2k, 1.3M; at least `digits` significant ones.

    None is a dash, not-a-number `nan`, infinity `inf` or `-inf`.
    """
    if value is None:
        return NOTHING
    if not math.isfinite(value):
        return _unfinite(value)
    size = abs(value)
    if size >= 1e18:
        return metric(value)
    for unit, (scale, letter) in enumerate(_SI):
        # 999 950 would round to 1000.0k: it belongs to the next unit.
        if size >= scale * 0.9999999:
            scaled = value / scale
            places = 0 if abs(scaled) >= 99.95 and digits <= 3 else 1
            text = f"{scaled:.{places}f}"
            if abs(float(text)) >= 1000 and unit:
                bigger, letter = _SI[unit - 1]
                text = f"{value / bigger:.1f}"
            return text.removesuffix(".0") + letter
    if value == int(value):
        return str(int(value))
    return metric(value, digits)


def grouped(number: int) -> str:
    """Writes a whole number in groups of three digits that no line breaks apart: 41 200."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def counted(number: int, word: str) -> str:
    """Say a number of things: "1 task", "3,100 tasks"."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def people(number: int) -> str:
    """Say a number of people: "1 person", "3,100 people"."""
    return f"{number:,} {'person' if number == 1 else 'people'}"


def metric(value: float | None, digits: int = 4) -> str:
    """Writes the value of a metric in few cells: 0.218, 1.902, 12.3, 41.2k, 3.1e-05, nan, inf."""
    if value is None:
        return NOTHING
    if not math.isfinite(value):
        return _unfinite(value)
    size = abs(value)
    if size == 0:
        return "0"
    if size >= 1e6 or size < 1e-3:
        mantissa, _, exponent = f"{value:.1e}".partition("e")
        return f"{mantissa.removesuffix('.0')}e{int(exponent)}"
    if value == int(value) and size < 1e4:
        return str(int(value))
    if size >= 1e4:
        return si(value)
    if size < 0.1:
        # As many significant digits as larger values have decimals, but no zeros after them.
        places = digits if size >= 0.01 else digits + 1
        return f"{value:.{places}f}".rstrip("0")
    whole = 1 if size < 1 else int(math.log10(size)) + 1
    return f"{value:.{max(digits - whole, 0)}f}"


def tick(value: float) -> str:
    """Writes a number of an axis without trailing zeros: 0.5, 20, 10k, 1e-5."""
    text = metric(value)
    if "e" in text or not text[-1].isdigit() or "." not in text:
        return text
    return text.rstrip("0").rstrip(".")


def percent(value: float | None) -> str:
    """Writes a percentage that is given as 0..100: `41%`."""
    if value is None:
        return NOTHING
    return f"{value:.0f}%" if math.isfinite(value) else _unfinite(value)


def size(value: float | None) -> str:
    """Writes a number of bytes in binary units: `0 B`, `1.5 GiB`, `212 GiB`."""
    if value is None:
        return NOTHING
    if not math.isfinite(value):
        return _unfinite(value)
    scaled, unit = value, 0
    while abs(scaled) >= 999.5 and unit < len(_BINARY) - 1:
        scaled /= 1024
        unit += 1
    places = 0 if unit == 0 or abs(scaled) >= 99.95 else 1
    return f"{scaled:.{places}f}".removesuffix(".0") + f" {_BINARY[unit]}"


def duration(seconds: float | None) -> str:
    """Writes a length of time in at most two units: `8s`, `51m`, `3h12m`, `2d4h`."""
    if seconds is None or not math.isfinite(seconds):
        return NOTHING
    sign = "-" if seconds < 0 else ""
    total = int(abs(seconds))
    minutes, second = divmod(total, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    if days >= 100:
        return f"{sign}{days}d"
    if days:
        return f"{sign}{days}d{hour}h" if hour else f"{sign}{days}d"
    if hours:
        return f"{sign}{hours}h{minute:02d}m"
    if minutes >= 10:
        return f"{sign}{minutes}m"
    if minutes:
        return f"{sign}{minutes}m{second:02d}s" if second else f"{sign}{minutes}m"
    return f"{sign}{second}s"


def age(seconds: float | None) -> str:
    """Writes how long ago something was, in one unit: `now`, `40s`, `3m`, `2h`, `5d`, `3w`."""
    if seconds is None or not math.isfinite(seconds):
        return NOTHING
    for unit, letter, limit in (
        (1, "s", 60),
        (60, "m", 3600),
        (3600, "h", 86400 * 2),
        (86400, "d", 86400 * 21),
        (86400 * 7, "w", 86400 * 365),
    ):
        if seconds < limit:
            count = int(max(seconds, 0) // unit)
            return f"{count}{letter}" if count or letter != "s" else "now"
    return f"{seconds / 86400 / 365.25:.0f}y"


def _unfinite(value: float) -> str:
    if math.isnan(value):
        return "nan"
    return "inf" if value > 0 else "-inf"
