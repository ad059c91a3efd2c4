"""What a task's document remembers of its scalars: the last, least, greatest, first, mean value."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from hashlib import md5

from mltui.api.types.json import Json, JsonObject
from mltui.server.events.scalars import Point


@lru_cache(maxsize=512)
def key_of(name: str) -> str:
    """The key under which a metric or variant is filed: the MD5 digest of its name."""
    return md5(name.encode(), usedforsecurity=False).hexdigest()


def merged(
    before: JsonObject | None,
    metric: str,
    variant: str,
    points: Sequence[Point],
    x_axis_label: str | None = None,
    *,
    new: int | None = None,
) -> JsonObject:
    """The entry of `last_metrics` for a series after more points were reported.

    Args:
        before: the entry so far, None if these are the first points.
        metric: the metric's name.
        variant: the variant's name.
        points: what was reported, at least one point.
        x_axis_label: what the user calls the x-axis of this series.
        new: how many of the points had not been reported before; all if it is not said.
    """
    newest = max(enumerate(points), key=lambda item: (item[1].iteration, item[0]))[1]
    # NaN compares with nothing: it may be the last value, never the least or greatest.
    ordered = [point for point in points if not math.isnan(point.value)] or [newest]
    least = min(ordered, key=lambda point: point.value)
    greatest = max(ordered, key=lambda point: point.value)
    first = min(points, key=lambda point: point.iteration)
    entry: JsonObject = {
        "metric": metric,
        "variant": variant,
        "value": newest.value,
        "min_value": least.value,
        "min_value_iteration": least.iteration,
        "max_value": greatest.value,
        "max_value_iteration": greatest.iteration,
        "first_value": first.value,
        "first_value_iteration": first.iteration,
        "count": len(points) if new is None else new,
        "mean_value": round(sum(point.value for point in ordered) / len(ordered), 2),
    }
    if x_axis_label is not None:
        entry["x_axis_label"] = x_axis_label
    if before is None or not before.get("count"):
        return entry
    return {**before, **_joined(before, entry)}


def _joined(before: JsonObject, entry: JsonObject) -> JsonObject:
    joined = {**entry, "first_value": before.get("first_value")}
    joined["first_value_iteration"] = before.get("first_value_iteration")
    if _number(before.get("min_value")) <= _number(entry["min_value"]):
        joined["min_value"] = before["min_value"]
        joined["min_value_iteration"] = before["min_value_iteration"]
    if _number(before.get("max_value")) >= _number(entry["max_value"]):
        joined["max_value"] = before["max_value"]
        joined["max_value_iteration"] = before["max_value_iteration"]
    earlier, added = _number(before.get("count")), _number(entry["count"])
    total = earlier + added
    joined["count"] = int(total)
    # The ClearML server keeps the mean to two digits, and so goes on from the rounded one.
    mean = _number(before.get("mean_value")) * earlier + _number(entry["mean_value"]) * added
    joined["mean_value"] = round(mean / total, 2) if total else before.get("mean_value")
    return joined


def _number(value: Json) -> float:
    return float(value) if isinstance(value, int | float) else math.nan
