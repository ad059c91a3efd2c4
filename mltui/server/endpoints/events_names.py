"""events: the names of what tasks report, and events of any kind one after the other."""

from __future__ import annotations

from itertools import islice, takewhile

from mltui.api.types.json import Json, JsonObject
from mltui.server.errors import ServerError, failure
from mltui.server.events import requests
from mltui.server.events.documents import wanted_variants
from mltui.server.events.kinds import KINDS, LOG, SCALAR, VECTOR
from mltui.server.events.scrolls import position_token, read_position
from mltui.server.events.shown import scalar_event
from mltui.server.registry import Call, endpoint


@endpoint("events.get_task_metrics", required=("tasks",), types={"tasks": list})
def get_task_metrics(call: Call) -> JsonObject:
    """The metrics of each task that have something to draw."""
    kind = requests.event_kind(call)
    events = call.store.events
    answer: list[Json] = []
    for task in requests.listed_owners(call):
        names: set[str] = set()
        for each in KINDS if kind is None else (kind,):
            if each == SCALAR:
                names.update(series.metric for series in events.scalars.curves(task))
            else:
                names.update(events.names(task, each))
        answer.append({"task": task, "metrics": [*sorted(names)]})
    return {"metrics": answer}


@endpoint("events.get_multi_task_metrics", required=("tasks",), types={"tasks": list})
def get_multi_task_metrics(call: Call) -> JsonObject:
    """The metrics of several tasks together, each with its variants."""
    kind = requests.event_kind(call)
    names: dict[str, set[str]] = {}
    for task in requests.listed_owners(call):
        for each in KINDS if kind is None else (kind,):
            for metric, variants in call.store.events.names(task, each).items():
                names.setdefault(metric, set()).update(variants)
    return {
        "metrics": [
            {"metric": metric, "variants": [*sorted(names[metric])]} for metric in sorted(names)
        ]
    }


@endpoint("events.get_scalar_metrics_and_variants", required=("task",))
def get_scalar_metrics_and_variants(call: Call) -> JsonObject:
    """The metrics of a task's scalars, each with its variants."""
    return {"metrics": _names(call, SCALAR)}


@endpoint("events.get_vector_metrics_and_variants", required=("task",))
def get_vector_metrics_and_variants(call: Call) -> JsonObject:
    """The metrics of a task's vectors, each with its variants."""
    return {"metrics": _names(call, VECTOR)}


@endpoint("events.vector_metrics_iter_histogram", required=("task", "metric", "variant"))
def vector_metrics_iter_histogram(call: Call) -> JsonObject:
    """The vectors of one variant with their iterations."""
    task = requests.one_owner(call)
    metric, variant = str(call.request["metric"]), str(call.request["variant"])
    table = call.store.events.documents
    wanted = [(metric, [variant])]
    events = table.page(task, VECTOR, table.count(task, VECTOR, wanted), wanted=wanted)
    return {
        "metric": metric,
        "variant": variant,
        "vectors": [event.get("values") for event in events],
        "iterations": [event["iter"] for event in events],
    }


@endpoint("events.get_task_events", required=("task",), types={"batch_size": int})
def get_task_events(call: Call) -> JsonObject:
    """A page of a task's events by iteration; the events of one iteration are never parted."""
    kind = requests.event_kind(call, SCALAR) or SCALAR
    scroll_id = call.request.get("scroll_id")
    position = read_position(str(scroll_id)) if scroll_id else {}
    if position is None:
        raise failure(400, 1104, scroll_id=scroll_id)
    task = requests.one_owner(call)
    if kind == LOG:
        # Console output has no iterations; the ClearML server fails with these words.
        raise ServerError(500, 0, "'iter'")
    size = max(1, requests.whole(call, "batch_size", 500))
    after = position.get("after")
    events, total = _page(call, task, kind, size, after if isinstance(after, int) else None)
    if events:
        after = events[-1]["iter"]
    return {
        "returned": len(events),
        "total": total,
        "scroll_id": position_token({"after": after}),
        "events": list(events),
    }


def _page(
    call: Call, task: str, kind: str, size: int, after: int | None
) -> tuple[list[JsonObject], int]:
    descending = call.request.get("order") == "desc"
    wanted = wanted_variants(call.request.get("metrics"))
    store = call.store.events
    if kind != SCALAR:
        page = store.documents.page(task, kind, size, after, descending, wanted)
        return page, store.documents.count(task, kind, wanted)
    chosen = requests.chosen(store.scalars.series(task), wanted)
    series = {item.number: item for item in chosen}
    points = store.scalars.points(list(series), "iteration", after, descending)
    found = list(islice(points, size))
    if len(found) == size:
        last = found[-1][1].iteration
        found += takewhile(lambda item: item[1].iteration == last, points)
    events = [scalar_event(task, series[number], point) for number, point in found]
    return events, store.scalars.count(series)


def _names(call: Call, kind: str) -> JsonObject:
    task = requests.one_owner(call)
    return {
        metric: list(variants) for metric, variants in call.store.events.names(task, kind).items()
    }
