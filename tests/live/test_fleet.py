from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mltui.api.errors import InvalidRequest
from mltui.api.types.workers import WorkerStats
from mltui.live.fleet import READINGS_PACE_S, FleetQuestion, Readings, read
from mltui.live.idleness import free_gpus, held_gpus, tally
from mltui.live.names import given_gpus
from mltui.live.workers import Worker
from tests.support.lab import Wire, client_of, open_demo
from tests.support.many_workers import stats_answer, workers_answer

NOW = 1_772_445_600.0


def stats(
    usage: list[list[float]], ages_s: list[float], names: Sequence[str] = "01234567"
) -> WorkerStats:
    """What the server says of the usage of GPUs of these names at moments so long ago."""
    dates = [int((NOW - age_s) * 1000) for age_s in ages_s]

    def metric(name: str, series: list[list[float]]) -> dict[str, object]:
        split = [
            {"name": name, "values": values}
            for name, values in zip(names, series, strict=False)
            if values
        ]
        one = {"dates": dates, "values": [1.0] * len(dates), "resource_series": split}
        return {"metric": name, "stats": [one]}

    free = [[8000.0] * len(dates) for _ in usage]
    return WorkerStats.read(
        {
            "worker": "box:gpu0,1",
            "metrics": [
                {
                    "metric": "memory_used",
                    "stats": [{"dates": dates, "values": [5.0] * len(dates)}],
                },
                metric("gpu_usage", usage),
                metric("gpu_memory_free", free),
            ],
        }
    )


def busy(running_s: float = 7200.0) -> Worker:
    return Worker("box:gpu0,1", task="t", running_s=running_s, reported=NOW)


def after(*answers: WorkerStats) -> Readings:
    readings = Readings()
    for answer in answers:
        found = read(answer, readings)
        assert found is not None
        readings = found[0]
    return readings


def test_a_gpu_near_zero_for_ten_minutes_is_held_idle():
    readings = after(stats([[2.0, 1.0, 0.0], [90.0, 2.0, 95.0]], [660, 300, 40]))
    assert held_gpus(busy(), readings, NOW) == {0: 660.0}


def test_one_that_worked_within_ten_minutes_is_not():
    readings = after(stats([[2.0, 50.0, 0.0]], [660, 300, 40]))
    assert held_gpus(busy(), readings, NOW) == {}


def test_idleness_goes_on_over_later_answers():
    first = stats([[1.0, 1.0]], [560, 440])
    readings = after(first, stats([[0.0]], [40]))
    assert held_gpus(busy(), readings, NOW) == {}
    assert held_gpus(busy(), readings, NOW + 60) == {0: 620.0}


def test_a_gpu_of_which_the_server_drops_the_zeros_does_nothing():
    readings = after(stats([[], [80.0, 80.0]], [660, 40]))
    assert readings.gpus["gpu_usage"] == (0.0, 80.0)
    assert held_gpus(busy(), readings, NOW) == {0: 660.0}


def test_a_task_that_has_just_begun_is_given_time():
    readings = after(stats([[0.0, 0.0]], [660, 40]))
    assert held_gpus(busy(running_s=120.0), readings, NOW) == {}


def test_gpus_without_a_task_are_free_and_those_of_lost_workers_are_neither():
    readings = after(stats([[0.0, 0.0], [3.0, 3.0]], [660, 40]))
    idle = Worker("box:gpu0,1", reported=NOW)
    lost = Worker("gone:gpu0", task="t", reported=NOW - 500)
    assert free_gpus(idle, readings, NOW) == 2
    counted = tally([(idle, readings), (lost, readings)], NOW)
    assert (counted.hosts, counted.gpus, counted.busy, counted.idle) == (2, 2, 0, 2)
    assert (counted.held, counted.lost) == (0, 1)


def test_the_average_of_an_older_server_counts_for_all_gpus_in_the_workers_name():
    average = Readings(gpus={"gpu_usage": (64.0,)}, idle_since=(None,))
    nothing = Readings(gpus={"gpu_usage": (0.0,)}, idle_since=(NOW - 900.0,))
    free = Worker("box:gpu4,5,6", reported=NOW)
    unnamed = Worker("box:gpuall", task="t", reported=NOW)
    held = replace(busy(), id="box:gpu2,3")
    fleet = [(busy(), average), (held, nothing), (free, nothing), (unnamed, average)]
    found = tally(fleet, NOW)
    assert (found.gpus, found.busy, found.held, found.idle) == (8, 3, 2, 3)
    assert free_gpus(free, nothing, NOW) == 3


def test_a_machine_that_said_nothing_is_not_read():
    assert read(WorkerStats.read({"worker": "box", "metrics": []}), Readings()) is None


def test_what_is_no_number_of_a_gpu_is_none():
    assert after(stats([[50.0], [60.0], [70.0]], [40], ("4000000000", "²", "0"))).gpu_count == 1


def test_the_gpus_a_worker_was_given_are_in_its_name():
    assert given_gpus("box1:gpu4,5") == (4, 5)
    assert given_gpus("box1:0-3") == (0, 1, 2, 3)
    assert given_gpus("box1:gpuall") == ()
    assert given_gpus("box1:services") == ()


async def test_whoever_comes_back_to_thousands_of_workers_after_a_while_sees_them_as_they_are_now():
    demo = open_demo()
    wire = Wire(demo)
    wire.empty["workers.get_all"] = workers_answer(1000, "2026-03-02T10:00:00+00:00")
    wire.empty["workers.get_stats"] = lambda body: stats_answer(
        1000, [int(NOW * 1000)], wanted=body["worker_ids"]
    )
    wire.empty["tasks.get_all_ex"] = {"tasks": []}
    client, question = client_of(demo, wire), FleetQuestion()
    await question(client, NOW)
    await question(client, NOW + 1)
    assert question.more
    assert wire.asked["workers.get_all"] == 1
    wire.empty["workers.get_all"] = workers_answer(300, "2026-03-02T11:00:00+00:00")
    fleet = await question(client, NOW + 3 * READINGS_PACE_S)
    assert len(fleet.workers) == 300
    question.forget([fleet.workers[0].id])
    while question.more:
        fleet = await question(client, NOW + 3 * READINGS_PACE_S)
    assert len(fleet.workers) == 299
    await client.close()
    demo.close()


async def test_readings_that_cannot_be_had_leave_the_workers_and_the_readings_before():
    demo = open_demo()
    wire = Wire(demo)
    client, question = client_of(demo, wire), FleetQuestion()
    first = await question(client, NOW)
    assert first.readings
    assert not first.unread
    wire.refuse("workers.get_stats", lambda _: True)
    later = await question(client, NOW + READINGS_PACE_S)
    assert later.unread.endswith("Refused here.")
    assert isinstance(later.fault, InvalidRequest)
    assert (later.workers, later.readings) == (first.workers, first.readings)
    assert not question.more
    wire.refuse("workers.get_stats", lambda _: False)
    assert not (await question(client, NOW + 2 * READINGS_PACE_S)).unread
    await client.close()
    demo.close()
