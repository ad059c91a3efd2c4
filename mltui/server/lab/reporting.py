"""What a running task reports: into the store, at the pace of its training."""

from __future__ import annotations

from math import isfinite

from mltui.api.types.json import Json, JsonObject
from mltui.server.document import Path
from mltui.server.events import last_metrics
from mltui.server.events.scalars import Point
from mltui.server.lab.consoles import Line, progress
from mltui.server.lab.curves import value
from mltui.server.lab.documents import stamp
from mltui.server.lab.memory import entries, evaluate
from mltui.server.lab.metrics import curves_of, reported_at
from mltui.server.lab.runs import Run
from mltui.server.store import Store

_EVALUATIONS = 4
"""Evaluations (plots, images) that a whole run makes."""


def report(store: Store, run: Run, number: int) -> None:
    """Write report `number` of a run: scalars, console, now and then plots and images.

    The lab reports NaN as a training has it. The API refuses it, so this does not go through it;
    in the task's own document NaN is null.
    """
    iteration = number * run.every
    moment = run.moment_of(iteration)
    worker = run.agent.worker if run.agent else ""
    document = store.tasks.get(run.task)
    if document is None:
        return
    known = document.get("last_metrics")
    metrics = known if isinstance(known, dict) else {}
    changes: dict[Path, Json] = {
        "last_iteration": iteration,
        "last_update": stamp(moment),
        "last_change": stamp(moment),
        ("runtime", "progress"): str(int(100 * iteration / run.temper.iterations)),
    }
    if run.started is not None:
        changes["active_duration"] = int(moment - run.started)
    stats: JsonObject = {}
    for curve in curves_of(run):
        if number % curve.every:
            continue
        point = Point(iteration, round(moment * 1000), value(curve, run.temper, iteration))
        store.events.scalars.append(run.task, curve.metric, curve.variant, [point], worker=worker)
        place = (last_metrics.key_of(curve.metric), last_metrics.key_of(curve.variant))
        variants = metrics.get(place[0])
        before = variants.get(place[1]) if isinstance(variants, dict) else None
        changes["last_metrics", *place] = _merged(before, curve.metric, curve.variant, point)
        stats[place[0]] = reported_at(curve.metric, moment)
    changes["metric_stats"] = stats
    say(store, run, progress(run, number))
    store.tasks.update(run.task, changes)
    reports = max(_EVALUATIONS, run.last // run.every)
    if number and number % (reports // _EVALUATIONS) == 0:
        evaluate(store, run, iteration)


def say(store: Store, run: Run, lines: list[Line]) -> None:
    """Write lines into a run's console."""
    store.events.logs.append(run.task, entries(lines, run.agent.worker if run.agent else ""))


def _merged(before: Json, metric: str, variant: str, point: Point) -> JsonObject:
    known = before if isinstance(before, dict) else None
    if isfinite(point.value):
        return last_metrics.merged(known, metric, variant, [point])
    if known is None:
        known = {"metric": metric, "variant": variant, "count": 0}
    count = known.get("count")
    return {**known, "value": None, "count": (count if isinstance(count, int) else 0) + 1}
