"""The server itself."""

from __future__ import annotations

from mltui.api.services.answers import server
from mltui.api.services.endpoint import Service, endpoint


class ServerService(Service):
    """The endpoints of `server`."""

    @endpoint("server.info", server.Info)
    async def info(self) -> server.Info:
        """Say which version the server is."""

    @endpoint("server.endpoints", server.Endpoints)
    async def endpoints(self) -> server.Endpoints:
        """List the server's endpoints with the fields of their requests; some 240 KB."""

    @endpoint("server.config", server.Settings)
    async def config(
        self,
        *,
        path: str | None = None,
    ) -> server.Settings:
        """Read the server's settings; for administrators."""

    @endpoint("server.get_stats", server.Settings)
    async def get_stats(
        self,
        *,
        interval: int | None = None,
    ) -> server.Settings:
        """Read the server's load; for administrators."""

    @endpoint("server.report_stats_option", server.StatsOption)
    async def report_stats_option(
        self,
        *,
        enabled: bool | None = None,
    ) -> server.StatsOption:
        """Say whether the server reports its use, or switch that."""

    @endpoint("debug.ping", server.Pong)
    async def ping(self) -> server.Pong:
        """Say that the server is there; needs no login."""
