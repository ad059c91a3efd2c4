"""The charts of a queue."""

from __future__ import annotations

from mltui.live.queue_outlook import LENGTH, WAIT
from mltui.screens.time_charts import ChartPlan
from mltui.series.axes import AxisKind

PLANS = (
    # There are no parts of tasks, and nobody asks for parts of a minute.
    ChartPlan("Tasks waiting", ((LENGTH, ""),), AxisKind.ITERATION, rounded=True, least=4),
    ChartPlan("Mean wait, minutes", ((WAIT, ""),), scale=1 / 60, rounded=True, least=5),
)
