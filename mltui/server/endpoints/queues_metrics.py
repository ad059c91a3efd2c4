"""queues: how long queues were, and how long tasks waited."""

from __future__ import annotations

from mltui.api.types.json import JsonObject
from mltui.server.errors import failure
from mltui.server.queue_samples import QueueSample, sampled
from mltui.server.registry import Call, endpoint
from mltui.server.statistics.charts import SHORTEST_STEP_S


@endpoint(
    "queues.get_queue_metrics",
    required=("from_date", "to_date", "interval"),
    types={"from_date": float, "to_date": float, "interval": int, "queue_ids": list},
    min_version="2.4",
)
def get_queue_metrics(call: Call) -> JsonObject:
    """Mean waiting times (s) and lengths over time; `dates` are milliseconds since 1970.

    Without `queue_ids` the queues are summed up as one: lengths added, waits averaged.
    """
    begin, end, interval = (
        float(str(call.request[name])) for name in ("from_date", "to_date", "interval")
    )
    if begin >= end:
        raise failure(400, 16, "from_date must be less than to_date")
    span = int(begin * 1000), int(end * 1000), int(max(interval, SHORTEST_STEP_S) * 1000)
    wanted = call.request.get("queue_ids")
    if isinstance(wanted, list) and wanted:
        series = {
            str(queue): sampled(call.store, str(queue), *span) for queue in sorted(wanted, key=str)
        }
        return {
            "queues": [_described(samples, queue) for queue, samples in series.items() if samples]
        }
    every = [str(row[0]) for row in call.store.queues.rows(["id"])]
    return {"queues": [_described(_summed([sampled(call.store, one, *span) for one in every]))]}


def _described(samples: list[QueueSample], queue: str | None = None) -> JsonObject:
    described: JsonObject = {
        "dates": [sample.time_ms for sample in samples],
        "avg_waiting_times": [sample.waited_s for sample in samples],
        "queue_lengths": [sample.length for sample in samples],
    }
    if queue is not None:
        described["queue"] = queue
    return described


def _summed(series: list[list[QueueSample]]) -> list[QueueSample]:
    by_time: dict[int, list[QueueSample]] = {}
    for samples in series:
        for sample in samples:
            by_time.setdefault(sample.time_ms, []).append(sample)
    return [
        QueueSample(
            time_ms=time,
            length=sum(sample.length for sample in samples),
            waited_s=sum(sample.waited_s for sample in samples) / len(samples),
        )
        for time, samples in sorted(by_time.items())
    ]
