from __future__ import annotations

import math

from mltui.live.last_points import LastPoint, ask_last_points
from tests.live.watching import Place, report

ASKED = "events.get_task_events"

TRAIN, VALIDATION = ("loss", "train"), ("loss", "validation")


async def test_the_last_points_of_curves_are_asked_for_at_once(place: Place):
    task = await place.task()
    for step in range(50):
        await report(place, task, 1.0 / (1 + step), step, TRAIN)
        await report(place, task, 0.5, step, VALIDATION)
    found = await ask_last_points(place.client, task, [TRAIN, VALIDATION])
    assert found == {
        TRAIN: LastPoint(49, place.now, 0.02),
        VALIDATION: LastPoint(49, place.now, 0.5),
    }
    assert place.endpoints[ASKED] == 1


async def test_a_curve_that_is_reported_less_often_is_asked_for_once_more(place: Place):
    task = await place.task()
    for step in range(50):
        await report(place, task, 1.0, step, TRAIN)
        if step % 20 == 0:
            await report(place, task, 0.5, step, VALIDATION)
    found = await ask_last_points(place.client, task, [TRAIN, VALIDATION])
    assert {name: point.iteration for name, point in found.items()} == {TRAIN: 49, VALIDATION: 40}
    assert place.endpoints[ASKED] == 2


async def test_what_nobody_reported_is_left_out(place: Place):
    task = await place.task()
    await report(place, task, 1.0, 3, TRAIN)
    assert list(await ask_last_points(place.client, task, [TRAIN, ("no", "such")])) == [TRAIN]
    assert await ask_last_points(place.client, task, []) == {}


async def test_a_number_that_stands_for_infinity_is_infinite(place: Place):
    task = await place.task()
    await report(place, task, 3e38, 3, TRAIN)
    found = await ask_last_points(place.client, task, [TRAIN])
    assert found[TRAIN].value == math.inf
