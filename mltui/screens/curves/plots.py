"""Curves to plots: which belong together, in which order, and what each is called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mltui.live.metric_names import is_in_name, machine_last, spoken
from mltui.screens.curves.view import CurveView
from mltui.terminal.sanitise import clean
from mltui.widgets.palette import SERIES
from mltui.widgets.telling import Telling, telling_parts

#: Cells that a title has at least where several plots stand beside each other.
LEAST_TITLE = 24


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One curve as it was asked for.

    Attributes:
        metric: Its metric.
        variant: Its variant.
        xs: Iterations, or epoch seconds.
        ys: Values; NaN or infinite where such were reported.
        owner: Whose it is, where several tasks are shown.
        token: Its colour; empty takes one by its place in the plot.
        last: The last value as reported; None where only the curve's end is known.
        averaged: Whether points may stand for several reported ones.
        started: When its task was started, epoch seconds.
    """

    metric: str
    variant: str
    xs: Sequence[float]
    ys: Sequence[float]
    owner: str = ""
    token: str = ""
    last: float | None = None
    averaged: bool = False
    started: float | None = None


@dataclass(frozen=True, slots=True)
class Plot:
    """What is drawn in one frame.

    Attributes:
        title: Its name, unique and always the same.
        metric: The metric it shows.
        lines: Its curves with name and colour, the first on top.
        telling: The parts of its title by which it differs from others that begin and end alike.
        name: What it is called on the screen, unique as well.
    """

    title: str
    metric: str
    lines: tuple[tuple[str, str, Line], ...]
    telling: Telling | None = None
    name: str = ""


def plots_of(lines: Iterable[Line], view: CurveView, pattern: str = "") -> list[Plot]:
    """Arrange curves: pinned ones first, then by name, machine readings last.

    Args:
        lines: The curves, in the order of their names.
        view: What is grouped, hidden and pinned.
        pattern: Only metrics with this text in their name (or their variant's, where each has a
            plot), in lower case.
    """
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        if line.metric in view.hidden:
            continue
        key = (line.metric, line.variant if view.by_variant else "")
        if is_in_name(pattern, *key):
            groups.setdefault(key, []).append(line)
    rank = {metric: number for number, metric in enumerate(view.pinned)}
    ordered = sorted(
        groups,
        key=lambda key: (rank.get(key[0], len(rank)), machine_last(*key)),
    )
    plots = [_plot(key, groups[key]) for key in ordered]
    names = spoken(plot.title for plot in plots)
    telling = telling_parts(map(clean, names.values()), LEAST_TITLE)
    return [
        replace(plot, name=names[plot.title], telling=telling.get(clean(names[plot.title])))
        for plot in plots
    ]


def _plot(key: tuple[str, str], lines: Sequence[Line]) -> Plot:
    metric, variant = key
    several = len({line.variant for line in lines}) > 1
    named = []
    for number, line in enumerate(lines):
        if not line.owner:
            name = "" if variant else line.variant
        else:
            name = f"{line.owner} {line.variant}" if several else line.owner
        named.append((name, line.token or SERIES[number % len(SERIES)], line))
    title = f"{metric} / {variant}" if variant else metric
    return Plot(title, metric, tuple(named))
