from __future__ import annotations

import json
import math

import httpx
import pytest

from mltui.api.client import Client
from mltui.api.services.answers.events import Curve as AnsweredCurve
from mltui.api.session import Connection, Session
from mltui.live.scalars import Curve, ScalarsQuestion, averaged, curves_of, points_of


def curve(*xs: float) -> Curve:
    return Curve("train", tuple(xs), tuple(0.0 for _ in xs))


@pytest.mark.parametrize(
    ("xs", "by_time", "expected"),
    [
        (range(0, 400, 10), False, False),  # fewer than half of what was asked for
        (range(0, 1600, 10), False, True),  # each may stand for ten
        (range(160), False, False),  # every iteration has its own
        (range(7, 167), False, False),
        (range(160), True, True),  # several may be reported within a second
    ],
)
def test_a_curve_is_called_averaged_where_points_may_have_been_merged(xs, by_time, expected):
    assert averaged(curve(*map(float, xs)), 160, by_time=by_time) is expected


def test_by_time_points_of_one_millisecond_may_have_been_merged():
    busy = curve(1.7e9, 1.7e9 + 0.5, 1.7e9 + 0.501, 1.7e9 + 3)
    calm = curve(1.7e9, 1.7e9 + 0.5, 1.7e9 + 0.502, 1.7e9 + 3)
    assert averaged(busy, 160, by_time=True)
    assert not averaged(calm, 160, by_time=True)
    assert not averaged(curve(1, 2, 3), 160, by_time=False)


def test_an_empty_curve_is_not_averaged():
    assert not averaged(curve(), 1, by_time=False)


def test_a_number_that_stands_for_nan_or_infinity_is_infinite_in_a_curve_also_in_an_average():
    among_a_million = 3e38 / 1e6
    answer = AnsweredCurve(x=[0, 1, 2, 3, 4], y=[0.3, 3e38, -3e38, among_a_million, None])
    xs, ys = points_of(answer)
    assert xs == (0, 1, 2, 3, 4)
    assert ys[:4] == (0.3, math.inf, -math.inf, math.inf)
    assert math.isnan(ys[4])


def test_curves_are_sorted_by_metric_and_variant_and_lack_points_without_a_position():
    b = AnsweredCurve(x=[1000, None, 3000], y=[1, 2, 3])
    found = curves_of({"loss": {"val": b, "train": b}, "accuracy": {"top1": b}}, scale=0.001)
    assert list(found) == ["accuracy", "loss"]
    assert found["loss"] == (
        Curve("train", (1.0, 3.0), (1.0, 3.0)),
        Curve("val", (1.0, 3.0), (1.0, 3.0)),
    )


async def test_scalars_are_asked_for_again_only_when_the_task_reported_or_the_view_changed():
    asked = []

    def serve(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("iter_histogram"):
            asked.append(json.loads(request.content))
        return httpx.Response(200, json={"meta": {"result_code": 200}, "data": {"token": "t"}})

    client = Client(Session(Connection("http://host", "k", "s"), httpx.MockTransport(serve)))
    moved, samples, by_time = [(10, "noon")], [160], [False]
    question = ScalarsQuestion("id", lambda: moved[0], lambda: samples[0], lambda: by_time[0])
    assert await question(client) is not None
    assert await question(client) is None
    moved[0] = (11, "noon")
    assert await question(client) is not None
    samples[0] = 320
    assert await question(client) is not None
    by_time[0] = True
    assert await question(client) is not None
    assert await question(client) is None
    views = [(one["task"], one["samples"], one["key"]) for one in asked]
    assert views == [
        ("id", 160, "iter"),
        ("id", 160, "iter"),
        ("id", 320, "iter"),
        ("id", 320, "timestamp"),
    ]
    await client.close()
