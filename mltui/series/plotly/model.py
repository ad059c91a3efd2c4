"""What can be drawn of a figure: titles, axes and panels, each of one kind."""

from __future__ import annotations

from dataclasses import dataclass, field


class UnreadableFigure(Exception):
    """A text that is no figure; `str` of it is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis.

    Attributes:
        title: What it shows.
        log: Whether it is logarithmic; values are never logarithms themselves.
        date: Whether its values are moments, epoch seconds.
        duration: Whether they are seconds since a start.
        categories: The names at 0, 1, 2... where it shows names instead of numbers.
        limits: Fixed ends, None where they follow the data. Not logarithms.
        reversed: Whether it runs from the greatest to the least.
    """

    title: str = ""
    log: bool = False
    date: bool = False
    duration: bool = False
    categories: tuple[str, ...] = ()
    limits: tuple[float, float] | None = None
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """One line or cloud of points.

    Attributes:
        name: For the legend; may be empty.
        xs: Positions; NaN where there is none.
        ys: Values; NaN is a gap.
        line: Whether the points are joined.
        markers: Whether the points themselves are drawn.
    """

    name: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    line: bool = True
    markers: bool = False


@dataclass(frozen=True, slots=True)
class Curves:
    """Lines and points over common axes."""

    traces: tuple[Trace, ...]
    x: Axis = field(default_factory=Axis)
    y: Axis = field(default_factory=Axis)


@dataclass(frozen=True, slots=True)
class BarGroup:
    """One value for each category; NaN where there is none."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars by category, of one or several groups.

    Attributes:
        categories: Their names, or the bins of a histogram.
        groups: What is drawn side by side, or on top of each other.
        stacked: The latter.
        binned: The categories are ranges of numbers next to each other.
        share: The values are parts of a whole, as in a pie.
        category: What the categories are.
        value: What the values are.
    """

    categories: tuple[str, ...]
    groups: tuple[BarGroup, ...]
    stacked: bool = False
    binned: bool = False
    share: bool = False
    category: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """Five numbers of a sample: the ends of the whiskers, the quartiles, the median."""

    name: str
    low: float
    first: float
    median: float
    third: float
    high: float
    outliers: int = 0


@dataclass(frozen=True, slots=True)
class Boxes:
    """Samples side by side over one axis of values."""

    boxes: tuple[Box, ...]
    value: Axis = field(default_factory=Axis)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Values by row and column.

    Attributes:
        rows: From bottom to top as Plotly counts them, or from the top if `from_top`.
        columns: Names of the columns.
        row_names: Names of the rows.
        x: What the columns are.
        y: What the rows are.
        from_top: Whether the first row is the upper one.
        texts: What to write into the cells instead of their values.
        smooth: Whether it is a surface, of which no single value counts.
    """

    rows: tuple[tuple[float, ...], ...]
    columns: tuple[str, ...] = ()
    row_names: tuple[str, ...] = ()
    x: str = ""
    y: str = ""
    from_top: bool = False
    texts: tuple[tuple[str, ...], ...] = ()
    smooth: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of texts."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is kept elsewhere: a figure that could not be sent as numbers."""

    url: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """What can't be drawn here, by the name of its type."""

    kind: str


Panel = Curves | Bars | Boxes | HeatMap | Grid | Picture | Unknown


@dataclass(frozen=True, slots=True)
class Titled:
    """A panel with the title it has among others."""

    panel: Panel
    title: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its title and its panels, in the order of their subplots."""

    title: str = ""
    panels: tuple[Titled, ...] = ()
