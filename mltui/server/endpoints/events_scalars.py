"""events: scalars, thinned out and raw."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from mltui.api.types.json import Json, JsonObject
from mltui.server.errors import failure
from mltui.server.events import requests
from mltui.server.events.documents import wanted_variants
from mltui.server.events.histogram import histogram
from mltui.server.events.scrolls import position_token, read_position
from mltui.server.events.shown import arrival, scalar_event
from mltui.server.registry import Call, endpoint
from mltui.server.validation import check_length

_MAX_RAW = 200_000
_DEFAULT_RAW = 10_000
_PAGE = 500
_MAX_TASKS = 100


@endpoint("events.scalar_metrics_iter_histogram", required=("task",), types={"samples": int})
def scalar_metrics_iter_histogram(call: Call) -> JsonObject:
    """Every curve of a task, or those of some metrics, averaged to a number of samples."""
    axis, samples = requests.axis(call), requests.samples(call)
    task = requests.one_owner(call)
    scalars = call.store.events.scalars
    wanted = wanted_variants(call.request.get("metrics"))
    answer: JsonObject = {}
    series = requests.chosen(scalars.series(task), wanted)
    for item, positions, values in histogram(scalars, series, axis, samples):
        _put(
            answer,
            (item.metric, item.variant),
            {"name": item.variant, "x": _shown(call, positions), "y": list(values)},
        )
    return answer


@endpoint(
    "events.multi_task_scalar_metrics_iter_histogram",
    required=("tasks",),
    types={"tasks": list, "samples": int},
)
def multi_task_scalar_metrics_iter_histogram(call: Call) -> JsonObject:
    """The curves of several tasks side by side: by metric, variant and task."""
    tasks = requests.texts(call.request["tasks"])
    check_length("tasks", list(tasks), highest=_MAX_TASKS)
    axis, samples = requests.axis(call), requests.samples(call)
    scalars = call.store.events.scalars
    wanted = wanted_variants(call.request.get("metrics"))
    metrics: JsonObject = {}
    for task, document in requests.owners(call, tasks).items():
        series = requests.chosen(scalars.series(task), wanted)
        for item, positions, values in histogram(scalars, series, axis, samples):
            _put(
                metrics,
                (item.metric, item.variant, task),
                {"name": document.get("name"), "x": _shown(call, positions), "y": list(values)},
            )
    return {"metrics": metrics}


@endpoint(
    "events.scalar_metrics_iter_raw",
    required=("task", "metric"),
    types={"metric": dict, "batch_size": int},
    min_version="2.16",
)
def scalar_metrics_iter_raw(call: Call) -> JsonObject:
    """A page of the points of one metric as they were reported, from the beginning.

    The scroll id stands for the last point of the page: used later it answers what came since.
    """
    axis = requests.axis(call)
    task = requests.one_owner(call)
    scalars = call.store.events.scalars
    wanted = wanted_variants([call.request["metric"]])
    series = {item.number: item for item in requests.chosen(scalars.series(task), wanted)}
    size = min(max(1, requests.whole(call, "batch_size", _DEFAULT_RAW)), _MAX_RAW)
    position = _position(call)
    after, total = position.get("after"), position.get("total")
    if total is None and call.request.get("count_total"):
        total = scalars.count(series)
    variants: JsonObject = {}
    last = after if isinstance(after, int) else None
    page = scalars.page(list(series), axis, last, size)
    name = "iter" if axis == "iteration" else str(call.request.get("key"))
    for number, item in series.items():
        own = page if len(series) == 1 else [row for row in page if row[1] == number]
        if own:
            places = [place for place, _, _ in own]
            variants[item.variant] = {
                "y": [value for _, _, value in own],
                name: _shown(call, places) if axis == "timestamp" else list(places),
            }
    if page:
        last = page[-1][0]
    returned = len(page)
    return {
        "returned": returned,
        "total": total,
        "scroll_id": position_token({"after": last, "total": total}),
        "variants": variants,
    }


@endpoint("events.get_scalar_metric_data", required=("task", "metric"))
def get_scalar_metric_data(call: Call) -> JsonObject:
    """The events of one metric, the newest first, 500 at a time."""
    task = requests.one_owner(call)
    events = call.store.events
    scroll_id = call.request.get("scroll_id")
    if scroll_id and events.scrolls.is_closed(str(scroll_id)):
        raise failure(
            500,
            100,
            "NotFoundError(404, 'search_phase_execution_exception',"
            " 'No search context found for this scroll id')",
        )
    skip = _position(call).get("skip")
    begin = skip if isinstance(skip, int) else 0
    metric = str(call.request["metric"])
    series = {i.number: i for i in events.scalars.series(task) if i.metric == metric}
    points = events.scalars.points(list(series), "timestamp", descending=True)
    page = [
        scalar_event(task, series[number], point)
        for number, point in islice(points, begin, begin + _PAGE)
    ]
    return {
        "events": list(page),
        "returned": len(page),
        "total": events.scalars.count(series),
        "scroll_id": events.scrolls.reader_token({"skip": begin + len(page)}),
    }


@endpoint("events.get_task_latest_scalar_values", required=("task",))
def get_task_latest_scalar_values(call: Call) -> JsonObject:
    """The last value of every variant of every metric."""
    task = str(call.request["task"])
    document = requests.owners(call, [task])[task]
    scalars = call.store.events.scalars
    metrics: dict[str, list[Json]] = {}
    newest: float | None = None
    for series in scalars.series(task):
        point = scalars.last(series.number)
        if point is None:
            continue
        # The ClearML server says "last 10" and answers the last one there too.
        metrics.setdefault(series.metric, []).append(
            {"name": series.variant, "last_value": point.value, "last_10_value": point.value}
        )
        newest = max(float(point.timestamp), newest or 0.0)
    return {
        "metrics": [{"name": name, "variants": variants} for name, variants in metrics.items()],
        "last_iter": document.get("last_iteration", 0),
        "name": None,
        "status": document.get("status"),
        "last_timestamp": newest,
    }


@endpoint("events.get_task_single_value_metrics", required=("tasks",), types={"tasks": list})
def get_task_single_value_metrics(call: Call) -> JsonObject:
    """The values of tasks that belong to no iteration."""
    scalars = call.store.events.scalars
    wanted = wanted_variants(call.request.get("metrics"))
    answer: list[Json] = []
    for task, document in sorted(requests.listed_owners(call).items()):
        values: list[Json] = []
        for series in requests.chosen(scalars.series(task), wanted):
            point = scalars.single(series.number)
            if point is not None:
                values.append(
                    {
                        "metric": series.metric,
                        "variant": series.variant,
                        "value": point.value,
                        "timestamp": point.timestamp,
                    }
                )
        if values:
            answer.append({"task": task, "task_name": document.get("name"), "values": values})
    return {"tasks": answer}


def _position(call: Call) -> JsonObject:
    scroll_id = call.request.get("scroll_id")
    if not scroll_id:
        return {}
    position = read_position(str(scroll_id))
    if position is None:
        raise failure(400, 1104, scroll_id=scroll_id)
    return position


def _shown(call: Call, positions: Iterable[int]) -> list[Json]:
    """Positions on the axis of the request; only `iso_time` differs from what is stored."""
    if call.request.get("key") == "iso_time":
        return [arrival(position) for position in positions]
    return list(positions)


def _put(tree: JsonObject, keys: tuple[str, ...], value: Json) -> None:
    *branches, leaf = keys
    for key in branches:
        branch = tree.setdefault(key, {})
        assert isinstance(branch, dict)
        tree = branch
    tree[leaf] = value
