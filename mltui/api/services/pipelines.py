"""Runs of pipelines."""

from __future__ import annotations

from collections.abc import Sequence

from mltui.api.services.answers import many, pipelines
from mltui.api.services.endpoint import Service, endpoint
from mltui.api.types.json import JsonObject


class PipelinesService(Service):
    """The endpoints of `pipelines`."""

    @endpoint("pipelines.start_pipeline", pipelines.StartedPipeline)
    async def start_pipeline(
        self,
        *,
        task: str,
        queue: str | None = None,
        args: Sequence[JsonObject] | None = None,
        verify_watched_queue: bool | None = None,
    ) -> pipelines.StartedPipeline:
        """Run a pipeline again, with other arguments."""

    @endpoint("pipelines.delete_runs", many.ManyAnswer)
    async def delete_runs(
        self,
        *,
        ids: Sequence[str],
        project: str,
    ) -> many.ManyAnswer:
        """Delete runs of a pipeline; one has to remain."""
