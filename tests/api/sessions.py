"""Sessions with a server on the loopback interface that answers as a test says."""

import time
from contextlib import asynccontextmanager

import pytest

from mltui.api import errors
from mltui.api.session import Connection, Session
from tests.api.loopback import logging_in, loopback

READ, WRITE = "tasks.get_all", "tasks.enqueue"

HTML = "<!doctype html><html><body>It works!</body></html>"


async def no_pause(_):
    """Waits no time at all between attempts."""


@asynccontextmanager
async def session_with(respond, clock=time.monotonic, **settings):
    async with loopback(respond) as server:
        connection = Connection(
            **{"api_server": server.address, "access_key": "KEY", "secret_key": "hunter2"}
            | settings
        )
        session = Session(connection, pause=no_pause, clock=clock)
        try:
            yield session, server
        finally:
            await session.close()


async def failure(respond, endpoint=WRITE, **settings):
    """Return the error of one call."""
    async with session_with(logging_in(respond), **settings) as (session, _):
        with pytest.raises(errors.ApiError) as caught:
            await session.call(endpoint)
        return caught.value
