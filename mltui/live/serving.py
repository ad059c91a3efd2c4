"""The serving endpoints, one of them with its instances, and its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mltui.api.errors import UnknownId
from mltui.live.history import Charts, Frame, History
from mltui.live.stamps import epoch_s

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.services.answers.serving import MetricsSeries
    from mltui.api.types import serving as types

#: Every metric that `serving.get_endpoint_metrics_history` knows: what the endpoint does...
TRAFFIC = ("requests", "requests_min", "latency_ms")

#: ... how much the machines of its instances have to do (network in MB/s)...
LOAD = ("cpu_count", "gpu_count", "gpu_util", "cpu_util", "network_rx", "network_tx")

#: ... and their memory (GB).
MEMORY = (
    "cpu_count",
    "ram_used",
    "ram_free",
    "ram_total",
    "gpu_ram_used",
    "gpu_ram_free",
    "gpu_ram_total",
)

#: The name of the line of all instances together.
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Reference:
    """What an instance refers to: its kind (task, model, url...) and its id or address."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint. Times are epoch seconds.

    Attributes:
        url: What identifies it.
        per_minute: Requests a minute of all its instances together.
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
    references: tuple[Reference, ...] = ()


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

    @property
    def reading(self) -> Endpoint:
        """The whole of it as the list of endpoints tells it."""
        rates = [one.per_minute for one in self.instances if one.per_minute is not None]
        latencies = [one.latency_ms for one in self.instances if one.latency_ms is not None]
        return Endpoint(
            self.url,
            per_minute=sum(rates) if rates else None,
            latency_ms=sum(latencies) / len(latencies) if latencies else None,
        )


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
            per_minute=_together(item),
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


def _together(item: types.EndpointStats) -> float | None:
    # The server gives the mean of the instances here, but their sum in the history.
    return None if item.requests_min is None else item.requests_min * (item.instances or 1)


async def ask_endpoint(client: Client, url: str) -> EndpointDetails:
    """Ask for one endpoint.

    Raises:
        UnknownId: nothing serves it any more.
    """
    gone = "Nothing serves this endpoint any more."
    try:
        found = await client.serving.get_endpoint_details(endpoint_url=url)
    except UnknownId as error:
        raise UnknownId(gone) from error
    if not found.endpoint:
        raise UnknownId(gone)
    return EndpointDetails(
        endpoint=found.endpoint,
        model=found.model or "",
        source=found.model_source or "",
        version=found.model_version or "",
        preprocess=found.preprocess_artifact or "",
        input=" ".join(filter(None, (found.input_type, found.input_size))),
        url=found.url or url,
        uptime_s=found.uptime_sec,
        # A server gives them in any order, another one each time.
        instances=tuple(sorted(map(_instance, found.instances or ()), key=lambda one: one.id)),
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
            Reference(str(reference.type or ""), reference.value)
            for reference in item.reference or ()
            if reference.value
        ),
    )


class EndpointHistoryQuestion:
    """A feed's question: at first the whole span of some metrics, then what came since."""

    def __init__(self, url: str, frame: Frame, metrics: Sequence[str]) -> None:
        """Make the question.

        The server writes 0 where nothing was reported. The first metric tells where something
        was: a container always has CPUs, and the number of requests is left out instead.

        Args:
            url: The endpoint's.
            frame: How far back, and how fine.
            metrics: `TRAFFIC`, `LOAD` or `MEMORY`.
        """
        self._url = url
        self._metrics = tuple(metrics)
        self._history = History(frame)

    async def __call__(self, client: Client, now: float) -> Charts:
        """Ask at `now`, epoch seconds: a line for the total and one for each instance."""
        history = self._history
        begin = history.asked_from(now)
        reported: dict[str, set[float]] = {}
        answers: list[tuple[str, dict[str, MetricsSeries]]] = []
        for metric in self._metrics:
            answer = await client.serving.get_endpoint_metrics_history(
                endpoint_url=self._url,
                from_date=begin,
                to_date=now,
                interval=history.frame.step_s,
                metric_type=metric,
                instance_charts=True,
            )
            found = dict(answer.instances or {})
            if answer.total is not None:
                found[TOTAL] = answer.total
            answers.append((metric, found))
        # Not before all are there: what is known of one says from when the next are asked for.
        for metric, found in answers:
            if not reported:
                reported = {name: _reported(metric, series) for name, series in found.items()}
            for name, series in found.items():
                known = [
                    (date, value)
                    for date, value in zip(series.dates, series.values, strict=False)
                    if date in reported.get(name, ())
                ]
                history.merge(metric, name, (d for d, _ in known), (v for _, v in known))
        return history.charts(now)


def _reported(metric: str, series: MetricsSeries) -> set[float]:
    """Return the dates at which there was a report, by the first metric."""
    pairs = list(zip(series.dates, series.values, strict=False))
    known = {date for date, value in pairs if value or metric == TRAFFIC[0]}
    # A container that reports no CPU at all: its zeros can't be told from silence.
    return known or {date for date, _ in pairs}
