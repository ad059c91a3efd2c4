"""events: plots and debug images."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.events import browsing, requests
from mltui.server.events.documents import wanted_variants
from mltui.server.events.kinds import IMAGE, PLOT
from mltui.server.events.scrolls import position_token
from mltui.server.registry import Call, endpoint
from mltui.server.validation import check_length


@endpoint("events.get_task_plots", required=("task",), types={"iters": int}, min_version="1.8")
def get_task_plots(call: Call) -> JsonObject:
    """The plots of a task: of each variant the last iterations."""
    task = requests.one_owner(call)
    plots = call.store.events.documents.newest(
        task, PLOT, _iterations(call), wanted_variants(call.request.get("metrics"))
    )
    return {"plots": list(plots), "returned": len(plots), "total": len(plots), "scroll_id": None}


@endpoint(
    "events.get_multi_task_plots",
    required=("tasks",),
    types={"tasks": list, "iters": int},
    min_version="1.8",
)
def get_multi_task_plots(call: Call) -> JsonObject:
    """The plots of several tasks: by metric, variant, task and iteration."""
    wanted = wanted_variants(call.request.get("metrics"))
    tree: dict[str, dict[str, dict[str, dict[str, list[Json]]]]] = {}
    names: dict[str, Json] = {}
    total = 0
    # Everything is in the first page, so a scroll id has nothing left to answer.
    for task, document in requests.listed_owners(call).items() if not _scrolled(call) else ():
        names[task] = document.get("name")
        for plot in call.store.events.documents.newest(task, PLOT, _iterations(call), wanted):
            by_variant = tree.setdefault(str(plot["metric"]), {})
            by_task = by_variant.setdefault(str(plot["variant"]), {})
            by_task.setdefault(task, {}).setdefault(str(plot["iter"]), []).append(plot)
            total += 1
    plots: JsonObject = {
        metric: {
            variant: {
                task: {
                    iteration: {"name": names[task], "plots": list(events)}
                    for iteration, events in iterations.items()
                }
                for task, iterations in tasks.items()
            }
            for variant, tasks in variants.items()
        }
        for metric, variants in tree.items()
    }
    return {
        "plots": plots,
        "returned": len(plots),
        "total": total,
        "scroll_id": position_token({"end": True}),
    }


@endpoint("events.plots", types={"metrics": list, "iters": int})
def plots(call: Call) -> JsonObject:
    """The plots of some iterations of tasks, further back or forth with the scroll id."""
    return _browsed(call, PLOT)


@endpoint("events.debug_images", types={"metrics": list, "iters": int}, min_version="2.7")
def debug_images(call: Call) -> JsonObject:
    """The debug images of some iterations of tasks, further back or forth with the scroll id."""
    return _browsed(call, IMAGE)


@endpoint("events.get_debug_image_sample", required=("task", "metric", "variant"))
@endpoint("events.get_debug_image_sample", required=("task", "metric"), min_version="2.12")
def get_debug_image_sample(call: Call) -> JsonObject:
    """One debug image of a variant: of an iteration, or the last."""
    variant = call.request.get("variant")
    return _sample(call, IMAGE, [] if variant is None else [str(variant)])


@endpoint("events.get_plot_sample", required=("task", "metric"))
def get_plot_sample(call: Call) -> JsonObject:
    """The plots of a metric at one iteration, or the last."""
    return _sample(call, PLOT, [])


@endpoint("events.next_debug_image_sample", required=("task", "scroll_id"), min_version="2.12")
def next_debug_image_sample(call: Call) -> JsonObject:
    """The debug image before or after the one shown last."""
    return _next(call, IMAGE)


@endpoint("events.next_plot_sample", required=("task", "scroll_id"))
def next_plot_sample(call: Call) -> JsonObject:
    """The plots before or after those shown last."""
    return _next(call, PLOT)


def _browsed(call: Call, kind: str) -> JsonObject:
    metrics = call.request.get("metrics")
    listed = metrics if isinstance(metrics, list) else []
    check_length("metrics", listed, 1)
    by_task: dict[str, list[Json]] = {}
    for item in listed:
        if isinstance(item, dict):
            by_task.setdefault(str(item.get("task")), []).append(item)
    requests.owners(call, list(by_task))
    scroll_id, windows = call.store.events.scrolls.open(_scroll_id(call))
    answer: list[Json] = []
    for task, items in by_task.items():
        iterations = browsing.browse(
            call.store.events.documents,
            task,
            kind,
            wanted_variants(items),
            windows,
            _iterations(call),
            earlier=call.request.get("navigate_earlier", True) is not False,
            refresh=bool(call.request.get("refresh")),
        )
        answer.append({"iterations": list(iterations), "task": task})
    return {"metrics": answer, "scroll_id": scroll_id}


def _sample(call: Call, kind: str, variants: list[str]) -> JsonObject:
    task = requests.one_owner(call)
    scroll_id, windows = call.store.events.scrolls.open(_scroll_id(call))
    sample = browsing.sample(
        call.store.events.documents,
        task,
        kind,
        str(call.request["metric"]),
        variants,
        windows,
        requests.whole_or_none(call, "iteration"),
        one_metric=call.request.get("navigate_current_metric", True) is not False,
    )
    return {"scroll_id": scroll_id, **sample}


def _next(call: Call, kind: str) -> JsonObject:
    task = requests.one_owner(call)
    scroll_id, windows = call.store.events.scrolls.open(_scroll_id(call))
    sample = browsing.next_sample(
        call.store.events.documents,
        task,
        kind,
        windows,
        earlier=bool(call.request.get("navigate_earlier")),
        next_iteration=bool(call.request.get("next_iteration")),
    )
    return {"scroll_id": scroll_id, **sample}


def _iterations(call: Call) -> int:
    return max(1, requests.whole(call, "iters", 1))


def _scroll_id(call: Call) -> str | None:
    value = call.request.get("scroll_id")
    return str(value) if value else None


def _scrolled(call: Call) -> bool:
    return bool(call.request.get("scroll_id"))
