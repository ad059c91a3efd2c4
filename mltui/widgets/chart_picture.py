"""What a chart shows, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mltui.series.axes import AxisKind
from mltui.series.envelope import Envelope


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart.

    Attributes:
        name: shown in the legend; empty where the title says it all.
        xs: positions.
        ys: values; NaN and infinity are gaps.
        style: palette token; empty takes the next of the ten series colours.
        legend: whether the legend names it (the faint original under a smoothed line is not).
        last: value for the legend instead of the last of `ys`.
        envelope: the same points, where they are kept for quick drawing already; `xs` and `ys`
            are not looked at then.
        version: changes when points were added to the envelope.
    """

    name: str
    xs: Sequence[float] = ()
    ys: Sequence[float] = ()
    style: str = ""
    legend: bool = True
    last: float | None = None
    envelope: Envelope | None = field(default=None, repr=False)
    version: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that a chart shows. See `Chart.show` for what each is.

    Attributes:
        marks: at the left of the frame's lower edge, as many as have room there, such as "pinned".
        telling: the parts of the cleaned title that stay where the title is cut: first character
            and one past the last of each.
    """

    series: tuple[Series, ...] = ()
    title: str = ""
    note: str = ""
    x: AxisKind = AxisKind.ITERATION
    y: AxisKind = AxisKind.NUMBER
    x_limits: tuple[float, float] | None = None
    y_limits: tuple[float, float] | None = None
    log_y: bool = False
    empty: str = "no points yet"
    marks: tuple[str, ...] = ()
    telling: tuple[tuple[int, int], ...] | None = None
