"""serving: what an endpoint did over time."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Literal

from mltui.api.types.json import Json, JsonObject
from mltui.server.errors import failure
from mltui.server.registry import Call, endpoint
from mltui.server.statistics.charts import Aggregate, Aggregation, Buckets, buckets
from mltui.server.statistics.samples import Source
from mltui.server.validation import check_choice


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one metric of an endpoint is drawn.

    Attributes:
        title: the title of the chart of the whole endpoint.
        together: how the containers' values make up the endpoint's.
        aggregation: how a container's samples make up a bucket.
        gaps: whether empty buckets are left out; otherwise they are 0.
    """

    title: str
    together: Literal["sum", "mean"] = "sum"
    aggregation: Aggregation = "avg"
    gaps: bool = False


_KINDS = {
    "requests": _Kind("Number of Requests", aggregation="max", gaps=True),
    "requests_min": _Kind("Requests per Minute"),
    "latency_ms": _Kind("Average Latency (ms)", together="mean"),
    "cpu_count": _Kind("CPU Count"),
    "gpu_count": _Kind("GPU Count"),
    "cpu_util": _Kind("Average CPU Load (%)", together="mean"),
    "gpu_util": _Kind("Average GPU Utilization (%)", together="mean"),
    "ram_total": _Kind("RAM Total (GB)"),
    "ram_used": _Kind("RAM Used (GB)"),
    "ram_free": _Kind("RAM Free (GB)"),
    "gpu_ram_total": _Kind("GPU RAM Total (GB)"),
    "gpu_ram_used": _Kind("GPU RAM Used (GB)"),
    "gpu_ram_free": _Kind("GPU RAM Free (GB)"),
    "network_rx": _Kind("Network Throughput RX (MBps)"),
    "network_tx": _Kind("Network Throughput TX (MBps)"),
}


@endpoint(
    "serving.get_endpoint_metrics_history",
    required=("endpoint_url", "from_date", "to_date", "interval"),
    types={"from_date": float, "to_date": float, "interval": int},
)
def get_endpoint_metrics_history(call: Call) -> JsonObject:
    """One metric of an endpoint over time, and of each of its containers if wanted."""
    request = call.request
    metric = str(request.get("metric_type") or "requests")
    check_choice("metric_type", metric, tuple(_KINDS))
    kind = _KINDS[metric]
    start, end, interval = (
        value if isinstance(value, int | float) else 0.0
        for value in (request["from_date"], request["to_date"], request["interval"])
    )
    if start >= end:
        raise failure(400, 16, "from_date must be less than to_date")
    frame = buckets(start, end, interval)
    series: dict[str, dict[int, float]] = {}
    group, start_ms = str(request["endpoint_url"]), int(start * 1000)
    for source in call.store.endpoint_samples.sources(group=group, start=start_ms):
        values = _values(call, source, metric, kind, frame, start_ms)
        if values:
            series[source.name] = values
    answer: JsonObject = {
        "computed_interval": frame.step // 1000,
        "total": _drawn(kind.title, _together(series, kind), kind, frame),
    }
    if request.get("instance_charts", True):
        answer["instances"] = {
            name: _drawn(name, values, kind, frame) for name, values in series.items()
        }
    return answer


def _values(
    call: Call, source: Source, metric: str, kind: _Kind, frame: Buckets, from_ms: int
) -> dict[int, float]:
    """A container's value in each bucket that has one."""
    place = source.places.get(metric)
    if place is None:
        return {}
    aggregate = Aggregate(kind.aggregation)
    for row in call.store.endpoint_samples.rows(source, from_ms, frame.end, frame.step):
        aggregate.add(row.time - row.time % frame.step, row, (place,))
    found = {date: aggregate.value(date) for date in frame.dates}
    return {date: value for date, value in found.items() if not isnan(value)}


def _together(series: dict[str, dict[int, float]], kind: _Kind) -> dict[int, float]:
    result: dict[int, float] = {}
    for date in {date for values in series.values() for date in values}:
        found = [values[date] for values in series.values() if date in values]
        result[date] = sum(found) if kind.together == "sum" else sum(found) / len(found)
    return result


def _drawn(title: str, values: dict[int, float], kind: _Kind, frame: Buckets) -> JsonObject:
    if not values:
        return {"title": title, "dates": [], "values": []}
    dates = [date for date in frame.dates if date in values or not kind.gaps]
    shown: list[Json] = [round(values[date], 2) if date in values else 0 for date in dates]
    return {"title": title, "dates": [*dates], "values": shown}
