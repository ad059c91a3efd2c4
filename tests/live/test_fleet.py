from __future__ import annotations

from mltui.api.types.workers import WorkerStats
from mltui.live.fleet import Readings, read
from mltui.live.idleness import free_gpus, held_gpus, tally
from mltui.live.names import given_gpus
from mltui.live.workers import Worker

NOW = 1_772_445_600.0


def stats(usage: list[list[float]], ages_s: list[float]) -> WorkerStats:
    """What the server says of the GPUs' usage at moments so long ago."""
    dates = [int((NOW - age_s) * 1000) for age_s in ages_s]

    def metric(name: str, series: list[list[float]]) -> dict[str, object]:
        split = [
            {"name": str(gpu), "values": values} for gpu, values in enumerate(series) if values
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


def test_a_machine_that_said_nothing_is_not_read():
    assert read(WorkerStats.read({"worker": "box", "metrics": []}), Readings()) is None


def test_the_gpus_a_worker_was_given_are_in_its_name():
    assert given_gpus("box1:gpu4,5") == (4, 5)
    assert given_gpus("box1:0-3") == (0, 1, 2, 3)
    assert given_gpus("box1:gpuall") == ()
    assert given_gpus("box1:services") == ()
