"""The answers of `pipelines`."""

from __future__ import annotations

from mltui.api.types.base import ApiObject


class StartedPipeline(ApiObject):
    """A pipeline that was started."""

    pipeline: str | None = None
    """The id of its new task."""
    enqueued: bool | None = None
    """Whether it is in a queue."""
    queue_watched: bool | None = None
    """Whether a worker serves the queue, asked for with `verify_watched_queue`."""
