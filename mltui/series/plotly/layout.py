"""Axes and titles of a figure, from its layout and from the values that lie on them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from mltui.series.plotly import values
from mltui.series.plotly.model import Axis

_REVERSED = ("reversed", "min reversed", "max reversed")

Json = Mapping[str, Any]


def axis_name(trace: Json, letter: str) -> str:
    """Return which axis of the layout a trace lies on: `xaxis`, `xaxis2`..."""
    name = str(trace.get(f"{letter}axis") or letter)
    # The first is called `x` and, by the SDK's matplotlib figures, also `x1`.
    number = name[1:] if name[:1] == letter and name != f"{letter}1" else ""
    return f"{letter}axis{number}"


def subplot(trace: Json) -> str:
    """Return a name for where a trace lies, the same for those that lie together."""
    if "domain" in trace and "x" not in trace:
        return f"domain {trace['domain']}"
    return f"{axis_name(trace, 'x')} {axis_name(trace, 'y')}"


def layout_axis(layout: Json, name: str) -> Json:
    """Return an axis of the layout, empty where there is none of that name."""
    found = layout.get(name)
    return found if isinstance(found, Mapping) else {}


def title_of(described: Json) -> str:
    """Return a title: it may be a text or an object with one."""
    return values.text(described.get("title")) or values.text(described.get("title.text"))


def read_axis(described: Json, found: Sequence[Sequence[object]]) -> Axis:
    """Return an axis and of what kind it is.

    Args:
        described: The axis of the layout.
        found: The values on it, by trace.
    """
    kind = described.get("type")
    every = [value for each in found for value in each]
    date = kind == "date" or (kind in (None, "-") and values.all_dates(every))
    named = kind == "category" or (
        kind in (None, "-", "multicategory") and not date and not values.all_numbers(every)
    )
    categories = _categories(described, found) if named else ()
    limits = described.get("range")
    ends = values.array(limits)
    log = kind == "log"
    return Axis(
        title=title_of(described),
        log=log,
        date=date,
        categories=categories,
        limits=None if categories else _limits(ends, log, date),
        reversed=described.get("autorange") in _REVERSED
        or (len(ends) == 2 and values.number(ends[0]) > values.number(ends[1])),
    )


def _categories(described: Json, found: Sequence[Sequence[object]]) -> tuple[str, ...]:
    """Return the names in their order: as the layout says, then as they come."""
    ordered = [values.text(name) for name in values.array(described.get("categoryarray"))]
    seen = dict.fromkeys(ordered)
    for each in found:
        seen.update(dict.fromkeys(values.text(value) for value in each if value is not None))
    names = tuple(seen)
    if described.get("categoryorder") == "category ascending":
        return tuple(sorted(names))
    if described.get("categoryorder") == "category descending":
        return tuple(sorted(names, reverse=True))
    return names


def _limits(ends: list[Any], log: bool, date: bool) -> tuple[float, float] | None:
    if len(ends) != 2:
        return None
    low, high = (values.moment(end) if date else values.number(end) for end in ends)
    if low > high:
        low, high = high, low
    if log:
        # The layout has the exponents here.
        if not (abs(low) < 300 and abs(high) < 300):
            return None
        low, high = 10.0**low, 10.0**high
    return (low, high) if math.isfinite(low) and math.isfinite(high) and low < high else None


def places(axis: Axis, found: Sequence[object]) -> tuple[float, ...]:
    """Return where values lie on an axis."""
    if axis.categories:
        index = {name: float(place) for place, name in enumerate(axis.categories)}
        return tuple(index.get(values.text(value), math.nan) for value in found)
    if axis.date:
        return tuple(values.moment(value) for value in found)
    return tuple(values.number(value) for value in found)
