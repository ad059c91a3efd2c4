from __future__ import annotations

import pytest

from mltui.live.history import SPANS, Charts, Frame
from mltui.screens.time_charts import ChartPlan, _limits
from mltui.widgets.chart import Series

NOTHING = Charts(Frame(SPANS[0], 60), {}, 0.0)


@pytest.mark.parametrize(("values", "end"), [([], 4), ([0, 0], 4), ([1, 0], 4), ([9, 2], 10)])
def test_an_axis_of_whole_things_has_no_parts_of_them_however_few_there_are(
    values: list[float], end: float
):
    drawn = [Series("waiting", range(len(values)), values)]
    plan = ChartPlan("Tasks waiting", (("length", ""),), least=4)
    assert _limits(plan, NOTHING, drawn) == (0.0, end)
