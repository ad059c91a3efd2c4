"""Many points to few, without hiding a spike: the minimum and maximum of every column."""

from __future__ import annotations

import math
from collections.abc import Sequence

Points = tuple[list[float], list[float]]


def decimate(
    xs: Sequence[float], ys: Sequence[float], columns: int, low: float, high: float
) -> Points:
    """Reduces a series to its envelope over the columns of a picture.

    The columns are cut by X and not by index, so that a point more at the end changes the last
    column alone.

    Args:
        xs: positions, usually rising; where they step back (a resumed run) the line does too.
        ys: values; NaN and infinity are gaps.
        columns: how many columns the picture has.
        low: X at the left edge.
        high: X at the right edge.

    Returns:
        Positions and values: per column the points of the least and the greatest value in the
        order in which they came (one point where both are the same), the first and the last
        point of all, and one NaN value for each gap. What lies outside the limits is left out,
        but for the neighbours that lead the line over the edge.
    """
    if columns < 1 or not xs:
        return [], []
    span = high - low
    out_x: list[float] = []
    out_y: list[float] = []
    scale = columns / span if span > 0 else 0.0
    last_column = columns - 1
    current: int | None = None
    least = greatest = -1  # indexes of the extremes of the current column
    gap = False
    last_good = -1
    first = True

    def flush() -> None:
        if current is None:
            return
        for index in (least, greatest) if least <= greatest else (greatest, least):
            if not out_x or index != written[-1]:
                written.append(index)
                out_x.append(xs[index])
                out_y.append(ys[index])

    written: list[int] = []
    isfinite = math.isfinite
    for index, (x, y) in enumerate(zip(xs, ys, strict=False)):
        if not (isfinite(y) and isfinite(x)):
            if not gap and last_good >= 0:
                gap = True
            continue
        column = int((x - low) * scale)
        column = -1 if x < low else columns if x > high else min(column, last_column)
        if gap or column != current:
            flush()
            if gap and out_x:
                out_x.append(x)
                out_y.append(math.nan)
                written.append(-1)
            gap = False
            current, least, greatest = column, index, index
        elif column == -1:
            least = greatest = index  # of what is left of the picture only the last leads in
        elif column < columns:
            if y < ys[least]:
                least = index
            if y > ys[greatest]:
                greatest = index
        if first:
            first = False
            written.append(index)
            out_x.append(x)
            out_y.append(y)
        last_good = index
    flush()
    if last_good >= 0 and written and written[-1] != last_good and xs[last_good] <= high:
        out_x.append(xs[last_good])
        out_y.append(ys[last_good])
    return out_x, out_y


def buckets(values: Sequence[float], count: int) -> list[float]:
    """Averages values into `count` equal parts, NaN where a part has no finite value."""
    if count < 1 or not values:
        return []
    length = len(values)
    if length <= count:
        return [value if math.isfinite(value) else math.nan for value in values]
    result = []
    for part in range(count):
        start, stop = part * length // count, (part + 1) * length // count
        good = [value for value in values[start:stop] if math.isfinite(value)]
        result.append(sum(good) / len(good) if good else math.nan)
    return result
