from __future__ import annotations

import pytest

from mltui.live.history import SPANS, Charts, Frame, Track
from mltui.screens import activity, queue_charts
from mltui.screens.time_charts import ChartPlan, _limits, _nothing
from mltui.series import axes
from mltui.widgets.chart import Series

NOTHING = Charts(Frame(SPANS[0], 60), {}, 0.0)


@pytest.mark.parametrize("plan", [activity.PLANS[0], queue_charts.PLANS[0]])
def test_however_tall_a_chart_is_half_a_worker_or_task_is_no_mark_of_its_axis(plan: ChartPlan):
    low, high = _limits(plan, NOTHING, [])
    assert axes.ticks(low, high, 40, plan.kind) == [0.0, 1.0, 2.0, 3.0, 4.0]


@pytest.mark.parametrize(("values", "end"), [([], 4), ([0, 0], 4), ([1, 0], 4), ([9, 2], 10)])
def test_an_axis_of_whole_things_has_no_parts_of_them_however_few_there_are(
    values: list[float], end: float
):
    drawn = [Series("waiting", range(len(values)), values)]
    plan = ChartPlan("Tasks waiting", (("length", ""),), least=4)
    assert _limits(plan, NOTHING, drawn) == (0.0, end)


def test_an_empty_chart_is_too_early_or_where_others_have_points_nobody_reports_it():
    assert _nothing(NOTHING) == "nothing to draw: a point takes 1m"
    others = Charts(NOTHING.frame, {"usage": (Track("GPU 0", (1.0,), (90.0,)),)}, 0.0)
    assert _nothing(others) == "nothing of this was reported"
