"""workers: what their machines measured over time, and how many of them worked."""

from __future__ import annotations

from math import isnan
from typing import cast

from mltui.api.types.json import Json, JsonObject
from mltui.server.errors import failure, validation_error
from mltui.server.registry import Call, endpoint
from mltui.server.statistics.charts import Aggregate, Aggregation, Buckets, buckets
from mltui.server.statistics.machine import MACHINE_METRICS
from mltui.server.statistics.samples import Source

_AGGREGATIONS = ("avg", "min", "max")
_PERIOD = ("from_date", "to_date", "interval")
_PERIOD_TYPES: dict[str, type] = {"from_date": float, "to_date": float, "interval": int}


@endpoint("workers.get_metric_keys", min_version="2.4", types={"worker_ids": list})
def get_metric_keys(call: Call) -> JsonObject:
    """The metrics that workers have reported, by category."""
    known = {
        name.split("/")[0]
        for source in call.store.worker_samples.sources(_worker_ids(call))
        for name in source.places
    }
    categories: list[Json] = []
    for category, metrics in MACHINE_METRICS.items():
        keys: list[Json] = [metric for metric in metrics if metric in known]
        if keys:
            categories.append({"name": category, "metric_keys": keys})
    return {"categories": categories}


@endpoint("workers.get_stats", min_version="2.4", types={**_PERIOD_TYPES, "items": list})
def get_stats(call: Call) -> JsonObject:
    """Measurements over time, a series per worker, metric and, if asked for, GPU."""
    _check_required(call, (*_PERIOD, "items"))
    frame, from_ms, to_ms = _period(call)
    items = _items(call)
    split = bool(call.request.get("split_by_resource"))
    workers: list[Json] = []
    for source in call.store.worker_samples.sources(_worker_ids(call), start=from_ms):
        charts = [_Chart(source, metric, how, split) for metric, how in items]
        for row in call.store.worker_samples.rows(source, from_ms, to_ms, frame.step):
            for chart in charts:
                chart.total.add(row.time // frame.step, row, chart.places)
                for place, resource in chart.resources.items():
                    resource.add(row.time // frame.step, row, (place,))
        metrics: dict[str, list[Json]] = {}
        for chart in charts:
            if not chart.total.empty:
                metrics.setdefault(chart.metric, []).append(chart.answer(frame))
        if metrics:
            answers: list[Json] = [
                {"metric": metric, "stats": stats} for metric, stats in metrics.items()
            ]
            workers.append({"worker": source.name, "metrics": answers})
    return {"workers": workers}


@endpoint("workers.get_activity_report", min_version="2.4", types=_PERIOD_TYPES)
def get_activity_report(call: Call) -> JsonObject:
    """How many workers there were over time, and how many of them ran a task."""
    _check_required(call, _PERIOD)
    frame, from_ms, to_ms = _period(call)
    total = dict.fromkeys(frame.dates, 0)
    active = dict.fromkeys(frame.dates, 0)
    samples = call.store.worker_samples
    for source in samples.sources(start=from_ms):
        seen: dict[int, bool] = {}
        for row in samples.rows(source, from_ms, to_ms, frame.step):
            date = row.time - row.time % frame.step
            seen[date] = seen.get(date, False) or row.busy
        for date, busy in seen.items():
            if date in total:
                total[date] += 1
                active[date] += busy
    return {"total": _counts(total), "active": _counts(active)}


class _Chart:
    """One metric of one worker while its samples are gone through."""

    def __init__(self, source: Source, metric: str, how: Aggregation, split: bool) -> None:
        self.metric = metric
        self.how = how
        names = {
            place: name.partition("/")[2]
            for name, place in source.places.items()
            if name.partition("/")[0] == metric
        }
        self.places = tuple(names)
        self.total = Aggregate(how)
        # Only GPUs have series of their own; a processor's cores never do.
        parts = names if split and metric.startswith("gpu_") else {}
        self.resources = {place: Aggregate(how) for place in parts}
        self._names = names

    def answer(self, frame: Buckets) -> JsonObject:
        series: list[Json] = [
            {"name": self._names[place], "values": _values(resource, frame)}
            for place, resource in sorted(
                self.resources.items(), key=lambda item: int(self._names[item[0]] or 0)
            )
            if not resource.empty
        ]
        return {
            "aggregation": self.how,
            "dates": [*frame.dates],
            "values": _values(self.total, frame),
            "resource_series": series,
        }


def _values(aggregate: Aggregate, frame: Buckets) -> list[Json]:
    found = (aggregate.value(date // frame.step) for date in frame.dates)
    return [0.0 if isnan(value) else value for value in found]


def _counts(counts: dict[int, int]) -> JsonObject:
    return {"dates": [*counts], "counts": [*counts.values()]}


def _items(call: Call) -> list[tuple[str, Aggregation]]:
    asked = call.request["items"]
    items: list[tuple[str, Aggregation]] = []
    for item in asked if isinstance(asked, list) else []:
        if not isinstance(item, dict):
            continue
        how = item.get("aggregation") or "avg"
        if how not in _AGGREGATIONS:
            raise validation_error(
                "error for field 'items': error for field 'aggregation': "
                f"('value is wrong, expected type \"aggregationtype\"', {how!r}).."
            )
        items.append((str(item.get("key")), cast(Aggregation, how)))
    return items


def _period(call: Call) -> tuple[Buckets, int, int]:
    """The buckets of the chart asked for, and its ends in milliseconds."""
    start, end, interval = (
        value if isinstance(value, int | float) else 0.0
        for value in (call.request[name] for name in _PERIOD)
    )
    if start >= end:
        raise failure(400, 16, "from_date must be less than to_date")
    frame = buckets(start, end, interval)
    return frame, int(start * 1000), min(int(end * 1000), frame.end)


def _check_required(call: Call, names: tuple[str, ...]) -> None:
    """Refuses a request without one of these, in the words of a JSON schema's validator."""
    for name in names:
        if name not in call.request:
            raise failure(
                400,
                12,
                message=f"'{name}' is a required property",
                path="()",
                context="()",
                cause=None,
                validator="required",
                validator_value=[*names],
                instance=[*call.request],
                parent=None,
            )


def _worker_ids(call: Call) -> list[str] | None:
    ids = call.request.get("worker_ids")
    return [str(one) for one in ids] if isinstance(ids, list) and ids else None
