"""The questions about scalars and consoles."""

from __future__ import annotations

from collections.abc import Sequence

from mltui.api.services.answers import events
from mltui.api.services.endpoint import NOT_GIVEN, NotGiven, Service, endpoint
from mltui.api.types import events as event_types
from mltui.api.types.json import JsonObject


class EventReadingEndpoints(Service):
    """The questions about scalars and consoles."""

    @endpoint("events.get_task_log", events.TaskLog)
    async def get_task_log(
        self,
        *,
        task: str,
        batch_size: int | None = None,
        navigate_earlier: bool | None = None,
        from_timestamp: float | None = None,
        order: str | None = None,
    ) -> events.TaskLog:
        """Read the console by time stamp.

        `from_timestamp` is exclusive, milliseconds. The newest come first unless `navigate_earlier`
        is false. A batch never splits equal time stamps, so it may be longer than `batch_size`.
        """

    @endpoint("events.scalar_metrics_iter_histogram", events.ScalarCurves)
    async def scalar_metrics_iter_histogram(
        self,
        *,
        task: str,
        samples: int | None = None,
        key: str | None = None,
        metrics: Sequence[event_types.MetricVariants | JsonObject] | None = None,
        model_events: bool | None = None,
    ) -> events.ScalarCurves:
        """Read all scalars of a task.

        They are averaged into at most `samples` points a variant (1 to 6000, 2000 by default).
        """

    @endpoint("events.multi_task_scalar_metrics_iter_histogram", events.MultiTaskCurves)
    async def multi_task_scalar_metrics_iter_histogram(
        self,
        *,
        tasks: Sequence[str],
        samples: int | None = None,
        key: str | None = None,
        model_events: bool | None = None,
        metrics: Sequence[event_types.MetricVariants | JsonObject] | None = None,
    ) -> events.MultiTaskCurves:
        """Read the scalars of several tasks, averaged as those of one."""

    @endpoint("events.scalar_metrics_iter_raw", events.RawScalars)
    async def scalar_metrics_iter_raw(
        self,
        *,
        task: str,
        metric: event_types.MetricVariants | JsonObject,
        key: str | None = None,
        batch_size: int | None = None,
        count_total: bool | None = None,
        scroll_id: str | NotGiven | None = NOT_GIVEN,
        model_events: bool | None = None,
    ) -> events.RawScalars:
        """Page through the raw points of one metric, at most 200,000 a page.

        The last `scroll_id` that gave points gives just the newer ones later.
        """

    @endpoint("events.get_scalar_metric_data", events.TaskEvents)
    async def get_scalar_metric_data(
        self,
        *,
        task: str | None = None,
        metric: str | None = None,
        scroll_id: str | NotGiven | None = NOT_GIVEN,
        no_scroll: bool | None = None,
        model_events: bool | None = None,
    ) -> events.TaskEvents:
        """Page through the reported scalars of one metric."""

    @endpoint("events.get_scalar_metrics_and_variants", events.VariantNames)
    async def get_scalar_metrics_and_variants(
        self,
        *,
        task: str,
        model_events: bool | None = None,
    ) -> events.VariantNames:
        """List the metrics and variants that have scalars."""

    @endpoint("events.get_task_latest_scalar_values", events.LatestScalars)
    async def get_task_latest_scalar_values(
        self,
        *,
        task: str,
    ) -> events.LatestScalars:
        """Read the last values of all scalars."""

    @endpoint("events.get_task_single_value_metrics", event_types.SingleValueMetricsResponse)
    async def get_task_single_value_metrics(
        self,
        *,
        tasks: Sequence[str],
        model_events: bool | None = None,
        metrics: Sequence[event_types.MetricVariants | JsonObject] | None = None,
    ) -> event_types.SingleValueMetricsResponse:
        """Read the values that tasks reported without an iteration."""

    @endpoint("events.get_vector_metrics_and_variants", events.VariantNames)
    async def get_vector_metrics_and_variants(
        self,
        *,
        task: str,
        model_events: bool | None = None,
    ) -> events.VariantNames:
        """List the metrics and variants that have vectors."""

    @endpoint("events.vector_metrics_iter_histogram", events.Vectors)
    async def vector_metrics_iter_histogram(
        self,
        *,
        task: str,
        metric: str,
        variant: str,
        model_events: bool | None = None,
    ) -> events.Vectors:
        """Read the vectors of one variant."""

    @endpoint("events.get_task_events", events.TaskEvents)
    async def get_task_events(
        self,
        *,
        task: str,
        order: str | None = None,
        scroll_id: str | NotGiven | None = NOT_GIVEN,
        batch_size: int | None = None,
        event_type: str | None = None,
        model_events: bool | None = None,
        metrics: Sequence[event_types.MetricVariants | JsonObject] | None = None,
    ) -> events.TaskEvents:
        """Page through everything that a task reported."""

    @endpoint("events.get_task_metrics", events.TasksMetrics)
    async def get_task_metrics(
        self,
        *,
        tasks: Sequence[str],
        event_type: str | None = None,
        model_events: bool | None = None,
    ) -> events.TasksMetrics:
        """List the metrics of tasks that have events of a kind."""

    @endpoint("events.get_multi_task_metrics", events.MetricsOfTasks)
    async def get_multi_task_metrics(
        self,
        *,
        tasks: Sequence[str],
        model_events: bool | None = None,
        event_type: str | None = None,
    ) -> events.MetricsOfTasks:
        """List the metrics and variants that several tasks have together."""
