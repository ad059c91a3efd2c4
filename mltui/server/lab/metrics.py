"""What a run reports: its own curves, the machine monitors, and single values at the end."""

from __future__ import annotations

import math
from functools import lru_cache

from mltui.api.types.json import Json, JsonObject
from mltui.server.events.kinds import SCALAR, SINGLE_VALUE_ITERATION
from mltui.server.events.last_metrics import key_of
from mltui.server.lab import noise
from mltui.server.lab.curves import Curve, spread, value
from mltui.server.lab.machines import Agent
from mltui.server.lab.runs import Run

GPU_MONITOR = ":monitor:gpu"
MACHINE_MONITOR = ":monitor:machine"
SUMMARY = "Summary"


@lru_cache(maxsize=64)
def monitor_curves(agent: Agent | None, usage: float) -> tuple[Curve, ...]:
    """Return the monitors that the SDK reports for a task on an agent's machine.

    Args:
        agent: Where it runs.
        usage: GPU usage of the task, percent.
    """
    if agent is None:
        return ()
    machine = agent.machine
    curves = []
    gib = machine.gpu_memory_mib / 1024.0
    for place in range(len(agent.gpus)):
        name = f"gpu_{place}"
        curves += [
            Curve(GPU_MONITOR, f"{name}_utilization", "utilisation", usage, usage, 0.01, 4),
            Curve(GPU_MONITOR, f"{name}_temperature", "level", 35 + 0.4 * usage, 0.0, 0.01, 4),
            Curve(GPU_MONITOR, f"{name}_mem_usage", "level", 0.86 * usage, 0.0, 0.002, 4),
            Curve(GPU_MONITOR, f"{name}_mem_used_gb", "level", 0.0086 * usage * gib, 0.0, 0.002, 4),
        ]
    memory = machine.memory_mib / 1024.0
    curves += [
        Curve(MACHINE_MONITOR, "cpu_usage", "level", 31.0, 31.0, 0.12, 4),
        Curve(MACHINE_MONITOR, "memory_used_gb", "level", memory * 0.2, 0.0, 0.004, 4),
        Curve(MACHINE_MONITOR, "disk_free_percent", "ramp", 64.0, 61.0, 0.0, 4),
        Curve(MACHINE_MONITOR, "io_read_mbs", "level", 190.0, 190.0, 0.2, 4),
        Curve(MACHINE_MONITOR, "network_rx_mbs", "level", 74.0, 74.0, 0.2, 4),
        Curve(MACHINE_MONITOR, "network_tx_mbs", "level", 7.0, 7.0, 0.2, 4),
    ]
    return tuple(curves)


def curves_of(run: Run) -> tuple[Curve, ...]:
    """Return everything a run reports over its iterations."""
    return run.recipe.curves + monitor_curves(run.agent, run.recipe.load.gpu)


def points(run: Run, curve: Curve, first: int, until: int) -> list[tuple[int, float]]:
    """Return a curve's (iteration, value) for the run's reports first <= k < until."""
    step = curve.every
    start = -(-first // step) * step
    temper, every = run.temper, run.every
    return [(k * every, value(curve, temper, k * every)) for k in range(start, until, step)]


def single_values(run: Run) -> dict[str, float]:
    """Return what the run reports once at its end: where its curves came to, and its size."""
    final: dict[str, float] = {}
    for curve in run.recipe.curves:
        if curve.shape == "rise" and len(final) < 3:
            name = f"final {curve.variant}" if curve.metric == "accuracy" else curve.metric
            last = _last_iteration(run, curve, run.last // run.every + 1)
            final[name] = round(value(curve, run.temper, last), 4)
    final["parameters, millions"] = round(noise.between(run.temper.key, 70, 5, 350), 1)
    return final


def _last_iteration(run: Run, curve: Curve, reports: int) -> int:
    """Return the iteration of a curve's last point in so many reports of the run."""
    return (reports - 1) // curve.every * curve.every * run.every


def metric_stats(run: Run, reported: float | None) -> JsonObject:
    """Return the `metric_stats` of a run that made its last report at a moment, if any."""
    if reported is None:
        return {}
    stats: JsonObject = {}
    for curve in curves_of(run):
        stats[key_of(curve.metric)] = reported_at(curve.metric, reported)
    return stats


def reported_at(metric: str, moment: float) -> JsonObject:
    """Return what `metric_stats` says of a metric that was reported last at a moment."""
    return {
        "metric": metric,
        "event_stats_by_type": {SCALAR: {"last_update": round(moment * 1000)}},
    }


def last_metrics(run: Run, moment: float) -> JsonObject:
    """Return the `last_metrics` of a run's task at a moment.

    Least, greatest and mean values are near ones until the events themselves are made.
    """
    reports = run.reports_until(moment)
    result: JsonObject = {}
    if not reports:
        return result
    for curve in curves_of(run):
        last = _last_iteration(run, curve, reports)
        first, final = value(curve, run.temper, 0), value(curve, run.temper, last)
        middle = value(curve, run.temper, last // 2)
        low, high = spread(curve, first, middle, final)
        place = _place(result, curve.metric)
        place[key_of(curve.variant)] = {
            "metric": curve.metric,
            "variant": curve.variant,
            "value": final if math.isfinite(final) else None,
            "min_value": low,
            "min_value_iteration": 0 if low == first else last,
            "max_value": high,
            "max_value_iteration": 0 if high == first else last,
            "first_value": first,
            "first_value_iteration": 0,
            "count": (reports - 1) // curve.every + 1,
            "mean_value": middle,
        }
    if run.status in ("completed", "published"):
        place = _place(result, SUMMARY)
        for name, number in single_values(run).items():
            place[key_of(name)] = _single(name, number)
    return result


def _place(result: JsonObject, metric: str) -> dict[str, Json]:
    place = result.setdefault(key_of(metric), {})
    assert isinstance(place, dict)
    return place


def _single(name: str, number: float) -> JsonObject:
    return {
        "metric": SUMMARY,
        "variant": name,
        "value": number,
        "min_value": number,
        "min_value_iteration": SINGLE_VALUE_ITERATION,
        "max_value": number,
        "max_value_iteration": SINGLE_VALUE_ITERATION,
        "first_value": number,
        "first_value_iteration": SINGLE_VALUE_ITERATION,
        "count": 1,
        "mean_value": number,
    }
