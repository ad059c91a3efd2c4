from __future__ import annotations

from math import isnan
from typing import Any

import pytest

from mltui.server.statistics.charts import Aggregate, buckets
from mltui.server.statistics.machine import container_values, worker_values
from mltui.server.statistics.samples import SampleStore
from mltui.server.statistics.series import Row
from mltui.server.store import Store

START = 86_400_000 * 20_780
HOUR = 3_600_000


@pytest.fixture
def samples() -> SampleStore:
    return Store().worker_samples


def report(samples: SampleStore, source: str, time_ms: int, values: dict[str, float]) -> None:
    """A sample of a source whose clock is right."""
    samples.append(source, time_ms, values, now_ms=time_ms)


def chart(
    samples: SampleStore, from_ms: int, to_ms: int, step_s: int, how: str = "avg"
) -> dict[int, float]:
    frame = buckets(from_ms / 1000, to_ms / 1000, step_s)
    (source,) = samples.sources(["box"], start=from_ms)
    aggregate = Aggregate(how)  # type: ignore[arg-type]
    for row in samples.rows(source, frame.start, frame.end, frame.step):
        aggregate.add(row.time - row.time % frame.step, row, [source.places["cpu_usage/0"]])
    return {date: aggregate.value(date) for date in frame.dates}


def test_samples_of_a_bucket_are_averaged(samples: SampleStore) -> None:
    for second in range(0, 120, 10):
        report(samples, "box", START + second * 1000, {"cpu_usage/0": float(second)})
    assert list(chart(samples, START, START + 120_000, 60).values()) == [25.0, 85.0]


def test_a_coarse_chart_agrees_with_the_samples(samples: SampleStore) -> None:
    for second in range(0, 7200, 10):
        report(samples, "box", START + second * 1000, {"cpu_usage/0": float(second % 3600)})
    assert chart(samples, START, START + 2 * HOUR, 7200, "min") == {START: 0.0}
    assert chart(samples, START, START + 2 * HOUR, 7200, "max") == {START: 3590.0}
    whole = chart(samples, START, START + 2 * HOUR, 600)
    for date, value in whole.items():
        seconds = [
            second % 3600
            for second in range(0, 7200, 10)
            if date <= START + second * 1000 < date + 600_000
        ]
        assert value == pytest.approx(sum(seconds) / len(seconds), rel=1e-5)


def test_the_newest_samples_show_before_their_span_is_over(samples: SampleStore) -> None:
    for second in range(0, 3700, 10):
        report(samples, "box", START + second * 1000, {"cpu_usage/0": 50.0})
    (source,) = samples.sources()
    rows = list(samples.rows(source, START, START + HOUR + 100_000, 4 * HOUR))
    assert sum(row.count for row in rows) == 370


def test_a_late_sample_corrects_the_coarse_rows(samples: SampleStore) -> None:
    for minute in range(30):
        report(samples, "box", START + minute * 60_000, {"cpu_usage/0": 10.0})
    now = START + 30 * 60_000
    samples.append("box", START + 30_000, {"cpu_usage/0": 90.0}, now_ms=now)
    assert chart(samples, START, START + 600_000, 600)[START] == pytest.approx(
        (9 * 10 + 10 + 90) / 11
    )


def test_history_continues_in_live_samples(samples: SampleStore) -> None:
    day = 24 * HOUR
    samples.append_many(
        "box",
        ((t, {"cpu_usage/0": 20.0}, True) for t in range(START - 30 * day, START, 600_000)),
        span_s=600,
    )
    for second in range(0, 7200, 10):
        report(samples, "box", START + second * 1000, {"cpu_usage/0": 40.0})
    month = chart(samples, START - 30 * day, START + 2 * HOUR, 14400)
    assert not any(isnan(value) for value in month.values())
    assert min(month.values()) == 20.0
    hours = chart(samples, START - HOUR, START + HOUR, 60)
    assert hours[START + 60_000] == 40.0
    assert hours[START - 600_000] == 20.0


def test_history_is_asked_for_once_and_only_as_far_back_as_it_is_read(
    samples: SampleStore,
) -> None:
    asked: list[tuple[str, int]] = []

    def backfill(name: str, start_ms: int) -> None:
        asked.append((name, start_ms))
        samples.append_many(name, [(START, {"cpu_usage/0": 7.0}, False)], span_s=600)

    samples.backfill = backfill
    samples.declare("box")
    assert asked == []
    assert chart(samples, START, START + 600_000, 600) == {START: 7.0}
    assert asked == [("box", START)]
    for start in (START, START + 60_000, START - 60_000, START):
        samples.sources(start=start)
    assert asked == [("box", START), ("box", START - 60_000)]


def test_a_month_is_written_once_and_drawn_from_few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store()
    readings = 30 * 144
    stats = worker_values({"cpu_usage": [10.0] * 4, "gpu_usage": [50.0] * 8, "memory_used": 1.0})
    before = store.connection.total_changes
    with store.transaction():
        store.worker_samples.append_many(
            "box", ((START + n * 600_000, stats, True) for n in range(readings)), span_s=600
        )
    # Each reading once, and a coarser copy of each six of them.
    assert store.connection.total_changes - before < 1.2 * readings
    fetched = 0
    read = SampleStore._read

    def counted(*arguments: Any) -> list[Row]:
        nonlocal fetched
        rows = read(*arguments)
        fetched += len(rows)
        return rows

    monkeypatch.setattr(SampleStore, "_read", counted)
    (source,) = store.worker_samples.sources()
    rows = list(store.worker_samples.rows(source, START, START + 30 * 24 * HOUR, 14_400_000))
    assert len(rows) <= fetched <= 30 * 24 + 1


def test_old_fine_rows_are_forgotten_and_coarse_ones_stay(samples: SampleStore) -> None:
    for minute in range(180):
        report(samples, "box", START + minute * 60_000, {"cpu_usage/0": 30.0})
    report(samples, "box", START + 30 * 24 * HOUR, {"cpu_usage/0": 30.0})
    (source,) = samples.sources()
    assert [row.count for row in samples.rows(source, START, START + HOUR, 600_000)] == [10] * 6
    # In finer buckets each row of ten minutes comes fifteen times.
    assert [row.count for row in samples.rows(source, START, START + HOUR, 40_000)] == [10] * 90
    assert chart(samples, START, START + 2 * HOUR, 7200) == {START: 30.0}


def test_one_sample_from_a_far_future_costs_no_other_sample(samples: SampleStore) -> None:
    ahead = START + 3_000 * 24 * HOUR
    for second in range(0, 10_800, 10):
        now = START + second * 1000
        report(samples, "box", now, {"cpu_usage/0": 30.0})
        if second == 5_400:
            samples.append("box", ahead, {"cpu_usage/0": 90.0}, now_ms=now)
    for step_s in (60, 600, 3_600):
        values = chart(samples, START, START + 3 * HOUR, step_s).values()
        assert list(values) == [30.0] * (10_800 // step_s)
    (source,) = samples.sources()
    assert sum(row.count for row in samples.rows(source, START, START + 3 * HOUR, 1)) == 1080


def held(samples: SampleStore) -> dict[str, int]:
    """How many rows there are of each source."""
    return dict(
        samples._connection.execute(
            "SELECT sample_sources.source, count(samples.time) FROM sample_sources"
            " LEFT JOIN samples ON samples.source = number GROUP BY number"
        )
    )


def test_a_source_that_reports_no_more_is_thinned_out_and_forgotten_after_two_months(
    samples: SampleStore,
) -> None:
    day = 24 * HOUR
    samples.declare("to come")
    for second in range(0, 5000, 10):
        report(samples, "box", START + second * 1000, {"cpu_usage/0": 30.0})
    report(samples, "once", START, {"cpu_usage/0": 30.0})
    report(samples, "other", START, {"cpu_usage/0": 50.0})
    assert samples.thin_out(START + 20 * day)
    assert not samples.thin_out(START + 20 * day + HOUR)
    # Two hours, nine times ten minutes; nothing finer, and all that was reported is in them.
    assert held(samples) == {"to come": 0, "box": 2 + 9, "once": 2, "other": 2}
    assert chart(samples, START, START + 2 * HOUR, 7200) == {START: 30.0}
    report(samples, "other", START + 20 * day, {"cpu_usage/0": 50.0})
    samples.thin_out(START + 63 * day)
    assert set(held(samples)) == {"to come", "other"}
    report(samples, "box", START + 64 * day, {"gpu_usage/0": 1.0})
    (box,) = samples.sources(["box"])
    assert box.places == {"gpu_usage/0": 0}


def test_readings_of_zero_are_left_out() -> None:
    assert worker_values({"gpu_usage": [0, 5.5], "memory_used": 0, "x": 3}) == {"gpu_usage/1": 5.5}


def test_a_containers_memory_is_in_gib() -> None:
    values = container_values(
        {
            "requests_num": 3,
            "machine_stats": {
                "cpu_usage": [1, 2],
                "memory_free": 330_000,
                "gpu_memory_used": [1024, 1024],
                "gpu_memory_free": [1024, 1024],
            },
        }
    )
    assert values["requests"] == 3
    assert values["cpu_util"] == 1.5
    assert round(values["ram_free"], 2) == 322.27
    assert values["gpu_ram_total"] == 4.0


def test_a_chart_starts_at_a_whole_step_and_leaves_out_the_incomplete_one() -> None:
    # As recorded: 600 s up to now, a step of 30 s asked for.
    dates = buckets(1795470499.1429112, 1795471099.1429112, 30).dates
    assert dates[0] == 1795470480000
    assert dates[-1] == 1795471040000
    assert len(dates) == 15


@pytest.mark.parametrize("step_s", [40, 45, 50])
def test_history_coarser_than_the_buckets_leaves_none_of_them_empty(
    samples: SampleStore, step_s: int
) -> None:
    history = ((START + minute * 60_000, {"cpu_usage/0": 30.0}, True) for minute in range(60))
    samples.append_many("box", history, span_s=60)
    found = chart(samples, START, START + HOUR, step_s)
    assert set(found.values()) == {30.0}
