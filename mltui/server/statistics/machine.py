"""What agents and serving containers report, as values to keep."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject

MACHINE_METRICS: dict[str, tuple[str, ...]] = {
    "gpu": ("gpu_fraction", "gpu_memory_free", "gpu_memory_used", "gpu_temperature", "gpu_usage"),
    "disk": ("disk_free_home", "disk_free_temp", "disk_read", "disk_write"),
    "cpu": ("cpu_temperature", "cpu_usage"),
    "memory": ("memory_free", "memory_used"),
    "network": ("network_rx", "network_tx"),
}
"""The metrics of a machine by category, both in the order the ClearML server lists them."""

_CATEGORY = {metric: name for name, metrics in MACHINE_METRICS.items() for metric in metrics}
_MIB_PER_GIB = 1024


def worker_values(machine_stats: JsonObject) -> dict[str, float]:
    """The values of an agent's `machine_stats`: `cpu_usage/0`, `gpu_usage/7`, `memory_used`.

    A reading of zero is left out, as the ClearML server does: its averages are over the others.
    """
    values: dict[str, float] = {}
    for metric, reading in machine_stats.items():
        if metric not in _CATEGORY:
            continue
        if isinstance(reading, list):
            for number, one in enumerate(reading):
                if value := _number(one):
                    values[f"{metric}/{number}"] = value
        elif value := _number(reading):
            values[metric] = value
    return values


def container_values(report: JsonObject) -> dict[str, float]:
    """The values of a `serving.container_status_report`, by the metric types of its charts.

    Memory is in GiB (reported in MiB), CPU and GPU load the mean over the container's own.
    """
    stats = report.get("machine_stats")
    stats = stats if isinstance(stats, dict) else {}
    cpu, gpu = _numbers(stats.get("cpu_usage")), _numbers(stats.get("gpu_usage"))
    values: dict[str, float | None] = {
        "requests": _number(report.get("requests_num")),
        "requests_min": _number(report.get("requests_min")),
        "latency_ms": _number(report.get("latency_ms")),
        "cpu_count": len(cpu),
        "gpu_count": len(gpu),
        "cpu_util": sum(cpu) / len(cpu) if cpu else None,
        "gpu_util": sum(gpu) / len(gpu) if gpu else None,
        **_memory("ram", stats.get("memory_used"), stats.get("memory_free")),
        **_memory("gpu_ram", stats.get("gpu_memory_used"), stats.get("gpu_memory_free")),
        "network_rx": _number(stats.get("network_rx")),
        "network_tx": _number(stats.get("network_tx")),
    }
    return {name: value for name, value in values.items() if value is not None}


def _memory(name: str, used: Json, free: Json) -> dict[str, float | None]:
    if used is None and free is None:
        return {}
    used_gib, free_gib = (sum(_numbers(part)) / _MIB_PER_GIB for part in (used, free))
    return {
        f"{name}_total": used_gib + free_gib,
        f"{name}_used": used_gib,
        f"{name}_free": free_gib,
    }


def _numbers(value: Json) -> list[float]:
    found = value if isinstance(value, list) else [value]
    return [number for number in map(_number, found) if number is not None]


def _number(value: Json) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)
