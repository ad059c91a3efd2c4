"""The serving endpoints, one of them with its instances, and its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mltui.api.errors import UnknownId
from mltui.live.history import History, Span, Track
from mltui.live.stamps import epoch_s

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import serving as types

Metric = Literal["requests_min", "latency_ms", "cpu_util", "gpu_util"]

#: What is drawn of an endpoint, in this order.
METRICS: tuple[Metric, ...] = ("requests_min", "latency_ms", "gpu_util", "cpu_util")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint. Times are epoch seconds.

    Attributes:
        url: What identifies it.
        per_minute: Requests a minute.
        latency_ms: Average of its instances.
    """

    url: str
    name: str = ""
    model: str = ""
    instances: int = 0
    requests: int = 0
    per_minute: float | None = None
    latency_ms: float | None = None
    uptime_s: float | None = None
    updated: float | None = None


@dataclass(frozen=True, slots=True)
class Loading:
    """An instance that is not serving yet."""

    id: str
    endpoint: str = ""
    model: str = ""
    age_s: float | None = None


@dataclass(frozen=True, slots=True)
class Serving:
    """All endpoints, and the instances that are still loading."""

    endpoints: tuple[Endpoint, ...] = ()
    loading: tuple[Loading, ...] = ()


@dataclass(frozen=True, slots=True)
class Instance:
    """One container that serves an endpoint."""

    id: str
    requests: int = 0
    per_minute: float | None = None
    latency_ms: float | None = None
    uptime_s: float | None = None
    cpus: int | None = None
    gpus: int | None = None
    updated: float | None = None
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EndpointDetails:
    """What an endpoint serves, and who does it."""

    endpoint: str
    model: str = ""
    source: str = ""
    version: str = ""
    preprocess: str = ""
    input: str = ""
    url: str = ""
    uptime_s: float | None = None
    instances: tuple[Instance, ...] = ()


@dataclass(frozen=True, slots=True)
class EndpointHistory:
    """The charts of an endpoint: by metric, a line for the total and one an instance."""

    span: Span
    charts: Mapping[str, tuple[Track, ...]]
    until: float


async def ask_serving(client: Client) -> Serving:
    """Ask for the endpoints and for what is loading; raises NotSupported before API 2.31."""
    answer = await client.serving.get_endpoints()
    loading = await client.serving.get_loading_instances()
    endpoints = [
        Endpoint(
            url=item.url or "",
            name=item.endpoint or "",
            model=item.model or "",
            instances=item.instances or 0,
            requests=item.requests or 0,
            per_minute=item.requests_min,
            latency_ms=item.latency_ms,
            uptime_s=item.uptime_sec,
            updated=epoch_s(item.last_update),
        )
        for item in answer.endpoints or ()
    ]
    return Serving(
        tuple(sorted(endpoints, key=lambda endpoint: (endpoint.name, endpoint.url))),
        tuple(
            Loading(item.id or "", item.endpoint or "", item.model or "", item.age_sec)
            for item in loading.instances or ()
        ),
    )


async def ask_endpoint(client: Client, url: str) -> EndpointDetails:
    """Ask for one endpoint.

    Raises:
        UnknownId: nothing serves it any more.
    """
    found = await client.serving.get_endpoint_details(endpoint_url=url)
    if not found.endpoint:
        raise UnknownId("Nothing serves this endpoint any more.")
    return EndpointDetails(
        endpoint=found.endpoint,
        model=found.model or "",
        source=found.model_source or "",
        version=found.model_version or "",
        preprocess=found.preprocess_artifact or "",
        input=" ".join(filter(None, (found.input_type, found.input_size))),
        url=found.url or url,
        uptime_s=found.uptime_sec,
        instances=tuple(_instance(item) for item in found.instances or ()),
    )


def _instance(item: types.ContainerInstanceStats) -> Instance:
    return Instance(
        id=item.id or "",
        requests=item.requests or 0,
        per_minute=item.requests_min,
        latency_ms=item.latency_ms,
        uptime_s=item.uptime_sec,
        cpus=item.cpu_count,
        gpus=item.gpu_count,
        updated=epoch_s(item.last_update),
        references=tuple(
            f"{reference.type} {reference.value}" for reference in item.reference or ()
        ),
    )


class EndpointHistoryQuestion:
    """A feed's question: at first the whole span of every metric, then what came since."""

    def __init__(self, url: str, span: Span) -> None:
        self._url = url
        self._history = History(span)

    def set_span(self, span: Span) -> None:
        """Go further back, or less far: the next question asks for all of it."""
        self._history = History(span)

    async def __call__(self, client: Client, now: float) -> EndpointHistory:
        """Ask at `now`, epoch seconds."""
        history = self._history
        begin = history.asked_from(now)
        for metric in METRICS:
            answer = await client.serving.get_endpoint_metrics_history(
                endpoint_url=self._url,
                from_date=begin,
                to_date=now,
                interval=history.span.step_s,
                metric_type=metric,
            )
            if answer.total is not None:
                history.merge(metric, "total", answer.total.dates, answer.total.values)
            instances = answer.instances or {}
            if len(instances) > 1:
                for name, found in instances.items():
                    history.merge(metric, name, found.dates, found.values)
        history.forget_before(now - history.span.seconds - history.span.step_s)
        return EndpointHistory(history.span, history.charts(), now)
