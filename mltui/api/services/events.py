"""What tasks report: plots, images, and changing what was reported."""

from __future__ import annotations

from collections.abc import Sequence

from mltui.api.services.answers import events, many
from mltui.api.services.endpoint import NOT_GIVEN, NotGiven, endpoint, request_body
from mltui.api.services.events_reading import EventReadingEndpoints
from mltui.api.types import events as event_types
from mltui.api.types.json import Json, JsonObject


class EventsService(EventReadingEndpoints):
    """The endpoints of `events`."""

    @endpoint("events.get_task_plots", events.Plots)
    async def get_task_plots(
        self,
        *,
        task: str,
        iters: int | None = None,
        scroll_id: str | NotGiven | None = NOT_GIVEN,
        metrics: Sequence[event_types.MetricVariants | JsonObject] | None = None,
        no_scroll: bool | None = None,
        model_events: bool | None = None,
    ) -> events.Plots:
        """Page through a task's plots; `iters` is how many iterations of each, newest first."""

    @endpoint("events.get_multi_task_plots", events.MultiTaskPlots)
    async def get_multi_task_plots(
        self,
        *,
        tasks: Sequence[str],
        iters: int | None = None,
        scroll_id: str | NotGiven | None = NOT_GIVEN,
        no_scroll: bool | None = None,
        model_events: bool | None = None,
        last_iters_per_task_metric: bool | None = None,
        metrics: Sequence[event_types.MetricVariants | JsonObject] | None = None,
    ) -> events.MultiTaskPlots:
        """Read the plots of several tasks, by metric, variant, task and iteration."""

    @endpoint("events.plots", event_types.PlotsResponse)
    async def plots(
        self,
        *,
        metrics: Sequence[event_types.TaskMetricVariants | JsonObject],
        iters: int | None = None,
        navigate_earlier: bool | None = None,
        refresh: bool | None = None,
        scroll_id: str | NotGiven | None = NOT_GIVEN,
        model_events: bool | None = None,
    ) -> event_types.PlotsResponse:
        """Page through plots by iteration."""

    @endpoint("events.get_plot_sample", event_types.PlotSampleResponse)
    async def get_plot_sample(
        self,
        *,
        task: str,
        metric: str,
        iteration: int | None = None,
        refresh: bool | None = None,
        scroll_id: str | NotGiven | None = NOT_GIVEN,
        navigate_current_metric: bool | None = None,
        model_events: bool | None = None,
    ) -> event_types.PlotSampleResponse:
        """Read a metric's plots of one iteration, the last one by default."""

    @endpoint("events.next_plot_sample", event_types.PlotSampleResponse)
    async def next_plot_sample(
        self,
        *,
        task: str,
        scroll_id: str,
        navigate_earlier: bool | None = None,
        next_iteration: bool | None = None,
        model_events: bool | None = None,
    ) -> event_types.PlotSampleResponse:
        """Go on to the plots before or after."""

    @endpoint("events.debug_images", event_types.DebugImagesResponse)
    async def debug_images(
        self,
        *,
        metrics: Sequence[event_types.TaskMetricVariants | JsonObject],
        iters: int | None = None,
        navigate_earlier: bool | None = None,
        refresh: bool | None = None,
        scroll_id: str | NotGiven | None = NOT_GIVEN,
        model_events: bool | None = None,
    ) -> event_types.DebugImagesResponse:
        """Page through debug images by iteration."""

    @endpoint("events.get_debug_image_sample", event_types.DebugImageSampleResponse)
    async def get_debug_image_sample(
        self,
        *,
        task: str,
        metric: str,
        variant: str,
        iteration: int | None = None,
        refresh: bool | None = None,
        scroll_id: str | NotGiven | None = NOT_GIVEN,
        navigate_current_metric: bool | None = None,
        model_events: bool | None = None,
    ) -> event_types.DebugImageSampleResponse:
        """Read a variant's image of one iteration, the last one by default."""

    @endpoint("events.next_debug_image_sample", event_types.DebugImageSampleResponse)
    async def next_debug_image_sample(
        self,
        *,
        task: str,
        scroll_id: str,
        navigate_earlier: bool | None = None,
        next_iteration: bool | None = None,
        model_events: bool | None = None,
    ) -> event_types.DebugImageSampleResponse:
        """Go on to the image before or after."""

    @endpoint("events.clear_scroll", many.Done)
    async def clear_scroll(
        self,
        *,
        scroll_id: str,
    ) -> many.Done:
        """Forget a scroll."""

    @endpoint("events.add", events.Added)
    async def add(self, **event: Json) -> events.Added:
        """Report one event."""

    @endpoint("events.delete_for_task", many.Deleted)
    async def delete_for_task(
        self,
        *,
        task: str,
        allow_locked: bool | None = None,
    ) -> many.Deleted:
        """Delete everything that a task reported."""

    @endpoint("events.delete_for_model", many.Deleted)
    async def delete_for_model(
        self,
        *,
        model: str,
        allow_locked: bool | None = None,
    ) -> many.Deleted:
        """Delete everything that was reported to a model."""

    @endpoint("events.clear_task_log", many.Deleted)
    async def clear_task_log(
        self,
        *,
        task: str,
        allow_locked: bool | None = None,
        threshold_sec: int | None = None,
        include_metrics: Sequence[str] | None = None,
        exclude_metrics: Sequence[str] | None = None,
    ) -> many.Deleted:
        """Delete console lines older than `threshold_sec` seconds."""

    async def download_task_log(
        self, *, task: str, line_type: str | None = None, line_format: str | None = None
    ) -> str:
        """Return a task's whole console.

        `line_type` is `json` or `text`; the fields in braces of `line_format` make a line of text.
        """
        body = request_body({"task": task, "line_type": line_type, "line_format": line_format}, {})
        return await self._session.call_text("events.download_task_log", body)
