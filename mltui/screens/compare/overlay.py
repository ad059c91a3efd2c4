"""The curves of compared tasks, to be drawn over each other."""

from __future__ import annotations

from mltui.live.compare import Comparison
from mltui.live.scalars import averaged
from mltui.screens.compare.legend import token_of
from mltui.screens.curves.plots import Line


def overlaid(comparison: Comparison) -> list[Line]:
    """Return all curves by name; each task has its colour in every plot."""
    return [
        Line(
            metric,
            curve.variant,
            curve.xs,
            curve.ys,
            owner=str(number + 1),
            token=token_of(number),
            last=found.last if (found := task.values.get((metric, curve.variant))) else None,
            averaged=averaged(curve, comparison.samples, by_time=comparison.by_time),
            started=task.started,
        )
        for number, task in enumerate(comparison.tasks)
        for metric, curves in comparison.curves.get(task.id, {}).items()
        for curve in curves
    ]
