"""The charts of a queue."""

from __future__ import annotations

from mltui.live.queue_outlook import LENGTH, WAIT
from mltui.screens.time_charts import ChartPlan

PLANS = (
    ChartPlan("Tasks waiting", ((LENGTH, ""),), rounded=True),
    ChartPlan("Mean wait, minutes", ((WAIT, ""),), scale=1 / 60, rounded=True),
)
