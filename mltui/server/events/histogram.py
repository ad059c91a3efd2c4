"""How a curve is thinned out to a number of samples, as the ClearML server does it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mltui.server.events.scalars import Axis, Extent, ScalarTable, Series
from mltui.server.events.summaries import LONG, whole_blocks


def histogram(
    scalars: ScalarTable, series: Iterable[Series], axis: Axis, samples: int
) -> list[tuple[Series, list[int], list[float]]]:
    """Averages each series over buckets so that it has about `samples` points at most.

    Series of nearly the same bucket width share one, so that their points lie below each other.

    Returns:
        Each series that has points, the positions of its buckets and their averages.
    """
    chosen = list(series)
    if axis == "iteration":
        for item in chosen:
            scalars.summarise(item.number)
    extents = {item.number: scalars.extent(item.number, axis) for item in chosen}
    intervals = shared_intervals(
        {
            number: own_interval(extent, samples)
            for number, extent in extents.items()
            if extent is not None
        }
    )
    for number, interval in intervals.items():
        extent = extents[number]
        if axis == "iteration" and extent is not None and extent.count > LONG:
            intervals[number] = whole_blocks(interval)
    return [
        (item, *scalars.average(item.number, axis, intervals[item.number]))
        for item in chosen
        if item.number in intervals
    ]


def own_interval(extent: Extent, samples: int) -> int:
    """The width of a bucket that suits one series: 1 if it has fewer points than wanted."""
    if extent.count < samples:
        return 1
    return max(1, -(-(extent.greatest - extent.least + 1) // samples))


def shared_intervals(intervals: Mapping[int, int]) -> dict[int, int]:
    """Gives series whose bucket widths differ by at most 5 % the widest of their widths."""
    shared: dict[int, int] = {}
    group: list[int] = []
    widest = 0
    limit = 0
    for number, interval in sorted(intervals.items(), key=lambda item: item[1]):
        if group and interval > limit:
            shared.update(dict.fromkeys(group, widest))
            group = []
        if not group:
            limit = interval + interval // 20
        group.append(number)
        widest = interval
    shared.update(dict.fromkeys(group, widest))
    return shared
