"""The curves of scalars in a report: by iteration, since a start, or by the clock."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from mltui.live.names import by_name
from mltui.live.report_queries import nothing_of
from mltui.live.scalars import points_of
from mltui.series.plotly.model import Axis, Curves, Figure, Titled, Trace

if TYPE_CHECKING:
    from mltui.api.services.answers.reports import TaskData
    from mltui.series.embeds import Embed

#: What the web pages call time since the start, and the time of the clock.
SINCE_START, CLOCK = "timestamp", "iso_time"


def curve_key(embed: Embed) -> str:
    """Return along what the server is asked for scalars: moments come as epoch ms."""
    return "timestamp" if embed.x in (SINCE_START, CLOCK) else "iter"


def curves_figure(data: TaskData, embed: Embed, names: Mapping[str, str]) -> Figure | str:
    """Return the curves that an embed shows, or a sentence why there are none.

    Args:
        data: What the server told of the tasks.
        embed: What the report wants of it.
        names: What the tasks are called, by id.
    """
    scale = 1.0 if curve_key(embed) == "iter" else 0.001
    curves = [
        (metric, variant, task, points_of(curve, scale))
        for metric, variants in by_name(data.scalar_metrics_iter_histogram)
        for variant, tasks in by_name(variants)
        for task, curve in tasks.items()
    ]
    if not curves:
        return nothing_of(embed, "scalars")
    starts: dict[str, float] = {}
    if embed.x == SINCE_START:
        for _, _, task, (xs, _) in curves:
            starts[task] = min([starts.get(task, math.inf), *xs])
    traces = [
        Trace(
            _label(embed, metric, variant, names.get(task, "")),
            tuple(x - starts.get(task, 0.0) for x in xs),
            ys,
        )
        for metric, variant, task, (xs, ys) in curves
    ]
    x = Axis(date=embed.x == CLOCK, duration=embed.x == SINCE_START)
    return Figure(panels=(Titled(Curves(tuple(traces), x, Axis())),))


def _label(embed: Embed, metric: str, variant: str, task: str) -> str:
    """Name a curve by what tells it from the others."""
    parts = [
        metric if len(embed.metrics) != 1 else "",
        variant,
        task if len(embed.tasks) > 1 else "",
    ]
    return " ".join(part for part in parts if part)
