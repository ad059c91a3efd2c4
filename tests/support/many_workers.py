"""A fleet of any size, as `workers.get_all` and `workers.get_stats` answer it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

GPUS = 8


def worker_name(number: int) -> str:
    return f"node{number}:gpu{','.join(map(str, range(GPUS)))}"


def workers_answer(count: int, now: str) -> dict[str, Any]:
    """So many workers, each with a task of its own."""
    return {
        "workers": [
            {
                "id": worker_name(number),
                "last_report_time": now,
                "last_activity_time": now,
                "user": {"id": "u", "name": "agents"},
                "queues": [{"id": "q", "name": f"queue{number % 7}", "num_tasks": 0}],
                "task": {
                    "id": f"{number:032x}",
                    "name": f"task {number}",
                    "running_time": 7_200_000,
                    "last_iteration": 100,
                },
            }
            for number in range(count)
        ]
    }


def stats_answer(
    count: int, dates: list[int], seed: int = 1, wanted: Sequence[str] | None = None
) -> dict[str, Any]:
    """What their machines read, or those of them that are wanted.

    The first GPU of every hundredth does nothing.
    """
    some = None if wanted is None else set(wanted)
    chance = random.Random(seed)

    def series(low: float, high: float) -> list[float]:
        return [chance.uniform(low, high) for _ in dates]

    def stats(name: str, low: float, high: float, idle: bool) -> dict[str, Any]:
        found: dict[str, Any] = {
            "aggregation": "avg",
            "dates": dates,
            "values": series(low, high),
            "resource_series": [],
        }
        if name.startswith("gpu"):
            found["resource_series"] = [
                {"name": str(gpu), "values": series(low, high)}
                for gpu in range(GPUS)
                if not (idle and gpu == 0 and name == "gpu_usage")
            ]
        return {"metric": name, "stats": [found]}

    ranges = {
        "cpu_usage": (5.0, 90.0),
        "memory_used": (9e4, 9e5),
        "network_rx": (0.1, 90.0),
        "network_tx": (0.1, 9.0),
        "gpu_usage": (40.0, 99.0),
        "gpu_memory_used": (3e4, 7e4),
        "gpu_memory_free": (1e3, 1e4),
        "gpu_temperature": (50.0, 84.0),
    }
    return {
        "workers": [
            {
                "worker": worker_name(number),
                "metrics": [
                    stats(name, *limits, number % 100 == 0) for name, limits in ranges.items()
                ],
            }
            for number in range(count)
            if some is None or worker_name(number) in some
        ]
    }
