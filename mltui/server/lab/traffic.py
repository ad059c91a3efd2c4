"""The lab's serving endpoints: instances under daily traffic, and one that is still loading."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from mltui.api.types.json import Json, JsonObject
from mltui.server.lab import noise

_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Instance:
    """One container that serves a model.

    Attributes:
        container: Its id.
        endpoint: Name of the endpoint.
        url: Address of the endpoint, "" while it loads.
        model: Name of the model.
        version: Version of the model.
        input_size: Shape of an input.
        rate: Mean requests a minute.
        latency_ms: Mean latency without a queue.
        gpus: GPUs it has.
        gpu_memory_mib: Memory it takes of each.
        age_s: How long it has been up when the lab opens.
        model_id: Id of the model, "" if the lab has no such.
        task: Id of the task that made the model.
    """

    container: str
    endpoint: str
    url: str
    model: str
    version: str
    input_size: str
    rate: float
    latency_ms: float
    gpus: int
    gpu_memory_mib: float
    age_s: float
    model_id: str = ""
    task: str = ""

    @property
    def loading(self) -> bool:
        """Whether it does not serve yet."""
        return not self.url


def _instances(
    endpoint: str, model: str, version: str, shape: str, count: int, rate: float, latency: float
) -> tuple[Instance, ...]:
    return tuple(
        Instance(
            container=f"{endpoint}-{place + 1:02d}-{noise.identifier(endpoint, place)[:6]}",
            endpoint=endpoint,
            url=f"https://serve.lab.example/{endpoint}",
            model=model,
            version=version,
            input_size=shape,
            rate=rate * (1.0 - 0.07 * place),
            latency_ms=latency * (1.0 + 0.09 * place),
            gpus=0 if endpoint == "intent" else 1,
            gpu_memory_mib=6_800.0,
            age_s=(9.3 + 2.1 * place) * _DAY_S,
        )
        for place in range(count)
    )


INSTANCES = (
    *_instances("detector", "yolo-l aug v2 final", "2", "[1, 3, 640, 640]", 3, 310.0, 24.0),
    *_instances("sentiment", "sst2 deberta-v3 final", "5", "[1, 256]", 2, 145.0, 38.0),
    *_instances("transcribe", "conformer streaming v1", "1", "[1, 80, 3000]", 2, 22.0, 310.0),
    *_instances("intent", "intent roberta sweep 4", "3", "[1, 64]", 1, 64.0, 11.0),
)
LOADING = Instance(
    container=f"chat-01-{noise.identifier('chat')[:6]}",
    endpoint="chat",
    url="",
    model="llama-350m 4k ctx final",
    version="1",
    input_size="[1, 4096]",
    rate=9.0,
    latency_ms=1_900.0,
    gpus=1,
    gpu_memory_mib=14_200.0,
    age_s=140.0,
)
LOADED_AFTER_S = 240.0
"""How long after the lab's opening the loading instance begins to serve."""

SLOW, SLOW_FROM_S, SLOW_UNTIL_S = "transcribe", -26 * 60.0, 45 * 60.0
"""An endpoint that answers more slowly than is usual, from when until when of the lab's opening."""

_SLOWED = 2.4


def served(instance: Instance) -> Instance:
    """Return a loading instance as it is once it serves."""
    return replace(instance, url=f"https://serve.lab.example/{instance.endpoint}")


def _angle(seconds: float) -> float:
    # Least at four in the morning, most at four in the afternoon, UTC.
    return 2.0 * math.pi * (seconds / _DAY_S - 4.0 / 24.0)


def rate_at(instance: Instance, seconds: float) -> float:
    """Return the requests a minute at a moment, seconds since the epoch."""
    key = noise.key_of("traffic", instance.container)
    burst = 1.9 if noise.unit(key, int(seconds // 300)) > 0.985 else 1.0
    jitter = 0.85 + 0.3 * noise.wander(key + 1, seconds / 180.0)
    return instance.rate * (1.0 - 0.72 * math.cos(_angle(seconds))) * jitter * burst


def requests_between(instance: Instance, start: float, end: float) -> int:
    """Return the requests served in a time: the integral of the daily wave, without bursts."""
    wave = 0.72 * _DAY_S / (2.0 * math.pi) * (math.sin(_angle(end)) - math.sin(_angle(start)))
    return max(0, int(instance.rate / 60.0 * (end - start - wave)))


def registration(instance: Instance) -> JsonObject:
    """Return the request of `serving.register_container`."""
    references: list[Json] = [
        {"type": kind, "value": value}
        for kind, value in (("model", instance.model_id), ("task", instance.task))
        if value
    ]
    request: JsonObject = {
        "container_id": instance.container,
        "endpoint_name": instance.endpoint,
        "model_name": instance.model,
        "model_source": "ClearML model registry",
        "model_version": instance.version,
        "preprocess_artifact": "preprocess.py",
        "input_type": "float32",
        "input_size": instance.input_size,
        "reference": [*references, {"type": "url", "value": "https://serve.lab.example/docs"}],
    }
    if instance.url:
        request["endpoint_url"] = instance.url
    return request


def status_report(instance: Instance, opened: float, seconds: float) -> JsonObject:
    """Return the request of `serving.container_status_report`.

    Args:
        instance: Who reports.
        opened: When the lab opened, seconds since the epoch.
        seconds: The moment of the report.
    """
    key = noise.key_of("sensors", instance.container)
    born = opened - instance.age_s
    rate = rate_at(instance, seconds)
    strain = rate / (instance.rate * 1.72)
    latency = instance.latency_ms * (0.9 + 0.5 * strain**3 + 0.06 * noise.normal(key, int(seconds)))
    if instance.endpoint == SLOW and SLOW_FROM_S <= seconds - opened < SLOW_UNTIL_S:
        latency *= _SLOWED
    usage = min(99.0, 8.0 + 70.0 * strain)
    stats: JsonObject = {
        "cpu_usage": [round(min(99.0, 6.0 + 42.0 * strain), 2)],
        "memory_used": round(5_200.0 + 900.0 * strain, 1),
        "memory_free": round(26_800.0 - 900.0 * strain, 1),
        "network_rx": round(0.004 * rate, 4),
        "network_tx": round(0.001 * rate, 4),
        "disk_free_home": 62.0,
    }
    if instance.gpus:
        memory = instance.gpu_memory_mib * (0.97 + 0.03 * strain)
        stats["gpu_usage"] = [round(usage, 1)]
        stats["gpu_memory_used"] = [round(memory, 1)]
        stats["gpu_memory_free"] = [round(24_564.0 - memory, 1)]
        stats["gpu_temperature"] = [round(36.0 + 0.4 * usage, 1)]
    return {
        **registration(instance),
        "uptime_sec": int(seconds - born),
        "requests_num": requests_between(instance, born, seconds),
        "requests_min": round(rate, 2),
        "latency_ms": max(1, int(latency)),
        "machine_stats": stats,
    }
