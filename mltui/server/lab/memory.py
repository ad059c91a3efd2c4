"""The events of the past, made when they are first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf, isfinite

from mltui.api.types.json import Json, JsonObject
from mltui.server.events.kinds import IMAGE, PLOT, SINGLE_VALUE_ITERATION, VECTOR
from mltui.server.events.last_metrics import key_of
from mltui.server.events.logs import LogEntry
from mltui.server.lab import noise
from mltui.server.lab.consoles import Line, epilogue, progress, prologue
from mltui.server.lab.curves import Curve
from mltui.server.lab.documents import FILES, stamp
from mltui.server.lab.metrics import (
    SUMMARY,
    curves_of,
    points,
    reported_at,
    single_values,
)
from mltui.server.lab.plots import plots_of
from mltui.server.lab.runs import Run
from mltui.server.store import Store

_VARIANTS = ("input", "prediction", "attention")


def remember(store: Store, run: Run, now: float) -> None:
    """Write all that a run has reported so far into the store.

    What a running one has reported since the lab opened is there already, and is overwritten with
    the same values, but for the console.

    Args:
        store: Where to.
        run: A run that has started.
        now: The present, seconds since the epoch.
    """
    if run.remembered or run.started is None:
        return
    reports = run.reported or run.reports_until(now)
    run.remembered = True
    worker = run.agent.worker if run.agent else ""
    metrics: JsonObject = {}
    for curve in curves_of(run):
        found = points(run, curve, 0, reports)
        if not found:
            continue
        store.events.scalars.append(
            run.task,
            curve.metric,
            curve.variant,
            [(iteration, _ms(run, iteration), value) for iteration, value in found],
            worker=worker,
        )
        _tell(metrics, curve, found)
    lines = list(prologue(run))
    for report in range(run.unsaid or reports):
        lines += progress(run, report)
    if run.ended is not None and not run.unsaid:
        lines += epilogue(run)
    store.events.logs.append(run.task, entries(lines, worker))
    for part in (1, 2, 3, 4):
        evaluate(store, run, (reports - 1) * part // 4 * run.every)
    single: JsonObject = {}
    if run.status in ("completed", "published"):
        single = conclude(store, run)
    if metrics:
        last = run.ended or run.moment_of((reports - 1) * run.every)
        _correct(store, run, metrics | single, last)


def entries(lines: Iterable[Line], worker: str) -> list[LogEntry]:
    """Return console lines as the store keeps them."""
    return [
        LogEntry(
            timestamp=round(line.moment * 1000),
            received=round(line.moment * 1000) + 400,
            level=line.level,
            worker=worker,
            message=line.text,
        )
        for line in lines
    ]


def evaluate(store: Store, run: Run, iteration: int) -> None:
    """Write the plots, debug images and vectors of an evaluation at an iteration."""
    if iteration <= 0:
        return
    events: list[JsonObject] = [
        _event(run, PLOT, plot.metric, plot.variant, iteration)
        | {"plot_str": plot.figure, "plot_len": len(plot.figure)}
        for plot in plots_of(run, iteration)
    ]
    if run.recipe.labels:
        for variant in _VARIANTS:
            place = f"{run.recipe.project}/{run.name}.{run.task}/metrics/samples/{variant}"
            key = f"{place}/samples_{variant}_{iteration:08d}.png"
            events.append(
                _event(run, IMAGE, "samples", variant, iteration)
                | {"key": key, "url": f"{FILES}/{key}".replace(" ", "%20")}
            )
    seed = noise.key_of(run.task, "vector")
    width = 0.4 + 0.5 * iteration / run.temper.iterations
    bins: list[Json] = [
        int(900 * 2.0 ** -(((at - 16) / 9 / width) ** 2) + 12 * noise.unit(seed + iteration, at))
        for at in range(32)
    ]
    events.append(_event(run, VECTOR, "gradients", "head", iteration) | {"values": bins})
    store.events.documents.append(run.task, events)


def conclude(store: Store, run: Run) -> JsonObject:
    """Write the single values of a completed run; answer their part of `last_metrics`."""
    moment = round((run.ended or run.ends_at()) * 1000)
    place: JsonObject = {}
    for name, number in single_values(run).items():
        store.events.scalars.append(
            run.task, SUMMARY, name, [(SINGLE_VALUE_ITERATION, moment, number)]
        )
        place[key_of(name)] = _summary(SUMMARY, name, [(SINGLE_VALUE_ITERATION, number)])
    return {key_of(SUMMARY): place}


def _ms(run: Run, iteration: int) -> int:
    return round(run.moment_of(iteration) * 1000)


def _event(run: Run, kind: str, metric: str, variant: str, iteration: int) -> JsonObject:
    moment = run.moment_of(iteration)
    return {
        "timestamp": round(moment * 1000),
        "type": kind,
        "task": run.task,
        "iter": iteration,
        "metric": metric,
        "variant": variant,
        "model_event": False,
        "worker": run.agent.worker if run.agent else "",
        "@timestamp": stamp(moment)[:23] + "Z",
    }


def _tell(metrics: JsonObject, curve: Curve, found: Sequence[tuple[int, float]]) -> None:
    place = metrics.setdefault(key_of(curve.metric), {})
    assert isinstance(place, dict)
    place[key_of(curve.variant)] = _summary(curve.metric, curve.variant, found)


def _summary(metric: str, variant: str, found: Sequence[tuple[int, float]]) -> JsonObject:
    """Return what `last_metrics` says of a series; a value that is not finite is null there."""
    low, high = (inf, 0), (-inf, 0)
    total = count = 0.0
    for iteration, value in found:
        if isfinite(value):
            low, high = min(low, (value, iteration)), max(high, (value, -iteration))
            total += value
            count += 1
    last = found[-1][1]
    return {
        "metric": metric,
        "variant": variant,
        "value": last if isfinite(last) else None,
        "min_value": low[0] if count else None,
        "min_value_iteration": low[1],
        "max_value": high[0] if count else None,
        "max_value_iteration": -high[1],
        "first_value": found[0][1],
        "first_value_iteration": found[0][0],
        "count": len(found),
        "mean_value": total / count if count else None,
    }


def _correct(store: Store, run: Run, metrics: JsonObject, last: float) -> None:
    """Put the exact summaries of the curves, the last of them at `last`, in place of the near."""
    stats: JsonObject = {}
    for hashed, variants in metrics.items():
        if isinstance(variants, dict) and variants:
            first = next(iter(variants.values()))
            assert isinstance(first, dict)
            stats[hashed] = reported_at(str(first["metric"]), last)
    store.tasks.update(run.task, {"last_metrics": metrics, "metric_stats": stats})
