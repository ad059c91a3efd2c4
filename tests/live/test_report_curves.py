from __future__ import annotations

import pytest

from mltui.api.services.answers.reports import TaskData
from mltui.live.report_curves import curve_key, curves_figure
from mltui.series.embeds import Embed
from mltui.series.plotly.model import Curves, Figure

ANSWER = {
    "scalar_metrics_iter_histogram": {
        "loss": {
            "train": {
                "a": {"name": "train", "x": [2_000_000, 2_060_000], "y": [3.0, 2.0]},
                "b": {"name": "train", "x": [9_000_000], "y": [1.0]},
            },
            "val": {"a": {"name": "val", "x": [2_030_000], "y": [2.5]}},
        }
    }
}


def curves(x: str) -> Curves:
    embed = Embed("scalar", ("a", "b"), ("loss",), x=x)
    figure = curves_figure(TaskData.model_validate(ANSWER), embed, {"a": "one", "b": "two"})
    assert isinstance(figure, Figure)
    found = figure.panels[0].panel
    assert isinstance(found, Curves)
    return found


def test_by_the_clock_curves_lie_where_they_were_reported():
    drawn = curves("iso_time")
    assert drawn.x.date
    assert {trace.name: trace.xs for trace in drawn.traces} == {
        "train one": (2000.0, 2060.0),
        "train two": (9000.0,),
        "val one": (2030.0,),
    }


def test_since_the_start_each_task_begins_at_its_first_point():
    drawn = curves("timestamp")
    assert drawn.x.duration
    assert {trace.name: trace.xs for trace in drawn.traces} == {
        "train one": (0.0, 60.0),
        "train two": (0.0,),
        "val one": (30.0,),
    }


@pytest.mark.parametrize(
    ("x", "key"), [("iter", "iter"), ("timestamp", "timestamp"), ("iso_time", "timestamp")]
)
def test_moments_are_asked_for_where_the_axis_is_of_time(x: str, key: str):
    assert curve_key(Embed("scalar", ("a",), x=x)) == key


def test_without_curves_a_sentence_says_so():
    embed = Embed("scalar", ("a",), ("loss",))
    assert "scalars" in str(curves_figure(TaskData(), embed, {}))
