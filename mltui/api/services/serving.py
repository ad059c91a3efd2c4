"""Model serving."""

from __future__ import annotations

from mltui.api.services.answers import serving
from mltui.api.services.endpoint import Service, endpoint


class ServingService(Service):
    """The endpoints of `serving`."""

    @endpoint("serving.get_endpoints", serving.EndpointList)
    async def get_endpoints(self) -> serving.EndpointList:
        """List what is served."""

    @endpoint("serving.get_loading_instances", serving.LoadingInstances)
    async def get_loading_instances(self) -> serving.LoadingInstances:
        """List the containers that do not serve yet."""

    @endpoint("serving.get_endpoint_details", serving.EndpointDetails)
    async def get_endpoint_details(
        self,
        *,
        endpoint_url: str,
    ) -> serving.EndpointDetails:
        """Read an endpoint and its containers."""

    @endpoint("serving.get_endpoint_metrics_history", serving.MetricsHistory)
    async def get_endpoint_metrics_history(
        self,
        *,
        endpoint_url: str,
        from_date: float,
        to_date: float,
        interval: int,
        metric_type: str | None = None,
        instance_charts: bool | None = None,
    ) -> serving.MetricsHistory:
        """Read one measure of an endpoint over time.

        `from_date` and `to_date` are seconds since the epoch, `interval` is seconds (at least 40;
        the answer says what it became). The answer's dates are milliseconds.
        """
