"""serving: the containers that answer requests with models, and the endpoints they make up."""

from __future__ import annotations

from collections.abc import Iterable

from mltui.api.types.json import JsonObject
from mltui.server import fleet
from mltui.server.errors import failure, validation_error
from mltui.server.registry import Call, endpoint
from mltui.server.statistics.machine import container_values
from mltui.server.times import iso, milliseconds, parse

_REQUIRED = ("container_id", "endpoint_name", "model_name")
_LARGEST_NUMBER = 1e18
"""Larger ones are no counts, and their sum may be no number at all."""

_DESCRIPTION = (
    "endpoint_name",
    "endpoint_url",
    "model_name",
    "model_source",
    "model_version",
    "preprocess_artifact",
    "input_type",
    "input_size",
    "reference",
)
_COUNTS = ("uptime_sec", "requests_num", "requests_min", "latency_ms")


@endpoint("serving.register_container", required=_REQUIRED, types={"timeout": int})
def register_container(call: Call) -> JsonObject:
    """A container says that it is about to serve a model."""
    timeout = call.request.get("timeout")
    container = _new_container(call)
    container["register_timeout"] = timeout if timeout else fleet.DEFAULT_TIMEOUT_S
    call.store.containers.replace(container)
    return {}


@endpoint("serving.unregister_container", required=("container_id",))
def unregister_container(call: Call) -> JsonObject:
    """A container says that it leaves; one that was never there may, too."""
    call.store.containers.delete(str(call.request["container_id"]))
    return {}


@endpoint("serving.container_status_report", required=_REQUIRED, types={"machine_stats": dict})
def container_status_report(call: Call) -> JsonObject:
    """What a container has served and what its machine measures."""
    request = call.request
    url = request.get("endpoint_url")
    if not url:
        raise validation_error("Missing required field 'endpoint_url'")
    container_id = str(request["container_id"])
    container = call.store.containers.get(container_id)
    if container is None or not _is_alive(container, call):
        container = _new_container(call)
    stats = request.get("machine_stats")
    container |= {name: request[name] for name in _DESCRIPTION if request.get(name) is not None}
    container |= {name: request[name] for name in _COUNTS if request.get(name) is not None}
    container["last_report_time"] = container["last_activity_time"] = iso(call.now)
    for part in ("cpu", "gpu"):
        usage = stats.get(f"{part}_usage") if isinstance(stats, dict) else None
        container[f"{part}_count"] = len(usage) if isinstance(usage, list) else 0
    call.store.containers.replace(container)
    now_ms = milliseconds(call.now)
    call.store.endpoint_samples.append(
        container_id, now_ms, container_values(request), now_ms=now_ms, group=str(url)
    )
    if call.store.endpoint_samples.thin_out(now_ms):
        for other in call.store.containers.find():
            if not _is_alive(other, call):
                call.store.containers.delete(str(other["id"]))
    return {}


@endpoint("serving.get_endpoints")
def get_endpoints(call: Call) -> JsonObject:
    """The endpoints that serve, each as the sum of its containers."""
    by_url: dict[str, list[JsonObject]] = {}
    for container in _alive(call):
        if container.get("endpoint_url") and container.get("last_report_time"):
            by_url.setdefault(str(container["endpoint_url"]), []).append(container)
    return {"endpoints": [_endpoint(url, containers) for url, containers in by_url.items()]}


@endpoint("serving.get_loading_instances")
def get_loading_instances(call: Call) -> JsonObject:
    """The containers that have been registered but do not serve yet."""
    return {
        "instances": [
            {
                "id": container["id"],
                **_model_info(container),
                "uptime_sec": container.get("uptime_sec"),
                "age_sec": int((call.now - parse(str(container["register_time"]))).total_seconds()),
                "last_update": container.get("last_activity_time"),
            }
            for container in _alive(call)
            if not container.get("last_report_time")
        ]
    }


@endpoint("serving.get_endpoint_details", required=("endpoint_url",))
def get_endpoint_details(call: Call) -> JsonObject:
    """One endpoint and its containers."""
    url = str(call.request["endpoint_url"])
    containers = [
        container
        for container in _alive(call)
        if container.get("endpoint_url") == url and container.get("last_report_time")
    ]
    if not containers:
        raise failure(400, 1052, url=url)
    # Containers of one endpoint may differ while a new version is rolled out: the newest counts.
    newest = max(containers, key=lambda container: str(container["register_time"]))
    return {
        **_model_info(newest),
        "uptime_sec": max(_numbers(containers, "uptime_sec"), default=None),
        "last_update": max(str(container["last_report_time"]) for container in containers),
        "instances": [
            {
                "id": container["id"],
                "uptime_sec": container.get("uptime_sec"),
                "requests": container.get("requests_num"),
                "requests_min": container.get("requests_min"),
                "latency_ms": container.get("latency_ms"),
                "last_update": container.get("last_report_time"),
                "reference": container.get("reference") or [],
                "cpu_count": container.get("cpu_count"),
                "gpu_count": container.get("gpu_count"),
            }
            for container in containers
        ],
    }


def _new_container(call: Call) -> JsonObject:
    return {
        "id": str(call.request["container_id"]),
        "user": call.identity.user,
        "company": call.identity.company,
        "ip": call.address,
        "register_time": iso(call.now),
        "register_timeout": fleet.DEFAULT_TIMEOUT_S,
        "last_activity_time": iso(call.now),
        **{name: call.request[name] for name in _DESCRIPTION if name in call.request},
    }


def _alive(call: Call) -> list[JsonObject]:
    return [found for found in call.store.containers.find() if _is_alive(found, call)]


def _is_alive(container: JsonObject, call: Call) -> bool:
    return fleet.is_alive(container, call.now, since="last_activity_time")


def _model_info(container: JsonObject) -> JsonObject:
    return {
        "endpoint": container.get("endpoint_name"),
        "model": container.get("model_name"),
        "url": container.get("endpoint_url"),
        "preprocess_artifact": container.get("preprocess_artifact"),
        "input_type": container.get("input_type"),
        "input_size": container.get("input_size"),
        "model_source": container.get("model_source"),
        "model_version": container.get("model_version"),
    }


def _endpoint(url: str, containers: list[JsonObject]) -> JsonObject:
    rates, latencies = _numbers(containers, "requests_min"), _numbers(containers, "latency_ms")
    return {
        "endpoint": containers[0].get("endpoint_name"),
        "model": containers[0].get("model_name"),
        "url": url,
        "instances": len(containers),
        "uptime_sec": max(_numbers(containers, "uptime_sec"), default=None),
        "requests": int(sum(_numbers(containers, "requests_num"))),
        # The mean over the containers, not their sum: so the ClearML server answers.
        "requests_min": round(sum(rates) / len(rates), 2) if rates else 0,
        "latency_ms": int(sum(latencies) / len(latencies)) if latencies else 0,
        "last_update": max(str(container["last_report_time"]) for container in containers),
    }


def _numbers(containers: Iterable[JsonObject], field: str) -> list[float]:
    found = (container.get(field) for container in containers)
    return [
        value for value in found if isinstance(value, int | float) and abs(value) < _LARGEST_NUMBER
    ]
