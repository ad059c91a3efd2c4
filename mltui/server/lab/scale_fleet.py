"""The agents and serving containers of a large cluster, which report in turn.

What they say is what real ones say, but they are thousands on one machine: each of them does so
every two minutes, and inside the server's process.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from mltui.api.types.json import Json, JsonObject
from mltui.server.engine import Engine
from mltui.server.errors import ServerError
from mltui.server.identity import Identity
from mltui.server.lab import noise

GPUS = 8
"""GPUs of every worker."""

INSTANCES = 2
"""Containers of every endpoint."""

ROUND_S = 120.0
"""How long it takes until everybody has reported once."""

_MEMORY_MIB = 81_920.0
_TIMEOUT_S = 3_600


class Fleet:
    """Workers and containers by the number; they report in turn."""

    def __init__(
        self,
        engine: Engine,
        identity: Identity,
        *,
        workers: int,
        endpoints: int,
        queues: Sequence[str],
        tasks: Sequence[str],
    ) -> None:
        """Make a fleet that has not reported yet.

        Args:
            engine: Who they report to.
            identity: Whose keys they use.
            workers: How many.
            endpoints: How many.
            queues: Ids of the queues they serve, each one.
            tasks: Ids of the running tasks; each busy worker has one.
        """
        self._engine = engine
        self._identity = identity
        self._queues = queues
        self._tasks = tasks
        self._members = [*range(workers), *(-1 - n for n in range(endpoints * INSTANCES))]
        self._reported = 0

    def enter(self) -> None:
        """Let everybody register and report once."""
        for member in self._members:
            if member >= 0:
                self._call("workers.register", self._registration(member))
            self._report(member)

    def step(self, seconds: float) -> None:
        """Let those report whose turn it is within so many seconds."""
        due = min(int(len(self._members) * seconds / ROUND_S) + 1, len(self._members))
        for _ in range(due):
            self._report(self._members[self._reported % len(self._members)])
            self._reported += 1

    def _report(self, member: int) -> None:
        if member >= 0:
            self._call("workers.status_report", self._worker_report(member))
        else:
            self._call("serving.container_status_report", self._container_report(-1 - member))

    def _call(self, endpoint: str, body: JsonObject) -> None:
        # What a person at the monitor deleted does not end the reports of the others.
        with suppress(ServerError):
            self._engine.call(endpoint, body, self._identity)

    def _registration(self, number: int) -> JsonObject:
        served = self._queues[number % len(self._queues)] if self._queues else ""
        queues: list[Json] = [served] if self._engine.store.queues.get(served) is not None else []
        return {"worker": worker_name(number), "timeout": _TIMEOUT_S, "queues": queues}

    def _worker_report(self, number: int) -> JsonObject:
        now = self._engine.clock()
        key = noise.key_of("scale worker", number)
        moment = int(now.timestamp() // 10)
        busy = noise.unit(key) < 0.8
        usage: list[Json] = [
            round((70.0 if busy else 0.0) + 25.0 * noise.unit(key + gpu, moment) * busy, 1)
            for gpu in range(GPUS)
        ]
        used = _MEMORY_MIB * (0.4 + 0.4 * noise.unit(key, 1)) if busy else 450.0
        stats: JsonObject = {
            "cpu_usage": [round(5.0 + 60.0 * noise.unit(key, moment), 1)],
            "memory_used": round(60_000.0 + 200_000.0 * noise.unit(key, 2), 1),
            "memory_free": 250_000.0,
            "network_rx": round(100.0 * noise.unit(key + 9, moment), 2),
            "network_tx": round(20.0 * noise.unit(key + 10, moment), 2),
            "gpu_usage": usage,
            "gpu_memory_used": [round(used, 1)] * GPUS,
            "gpu_memory_free": [round(_MEMORY_MIB - used, 1)] * GPUS,
            "gpu_temperature": [round(35.0 + 45.0 * busy, 1)] * GPUS,
        }
        body: JsonObject = {
            "worker": worker_name(number),
            "timestamp": int(now.timestamp() * 1000),
            "machine_stats": stats,
        }
        task = self._tasks[number] if busy and number < len(self._tasks) else ""
        if self._engine.store.tasks.get(task) is not None:
            body["task"] = task
        return body

    def _container_report(self, number: int) -> JsonObject:
        endpoint, place = divmod(number, INSTANCES)
        now = int(self._engine.clock().timestamp())
        key = noise.key_of("scale container", number)
        rate = 20.0 + 200.0 * noise.unit(key) * noise.wander(key, now / 600.0)
        return {
            "container_id": f"endpoint-{endpoint:03d}-{place:02d}",
            "endpoint_name": f"endpoint-{endpoint:03d}",
            "endpoint_url": f"https://serve.scale.example/endpoint-{endpoint:03d}",
            "model_name": f"model {endpoint % 40:02d}",
            "model_version": "1",
            "uptime_sec": now % 1_000_000,
            "requests_num": now % 1_000_000,
            "requests_min": round(rate, 2),
            "latency_ms": round(10.0 + 40.0 * noise.unit(key, 3)),
            "machine_stats": {
                "cpu_usage": [round(rate / 4, 1)],
                "gpu_usage": [round(min(rate / 3, 99.0), 1)],
                "memory_used": 6_000.0,
                "memory_free": 26_000.0,
            },
        }


def worker_name(number: int) -> str:
    """Return a worker's id."""
    return f"node{number:04d}:gpu{','.join(str(gpu) for gpu in range(GPUS))}"
