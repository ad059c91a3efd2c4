from __future__ import annotations

import asyncio

import httpx
import pytest

from mltui.server.connections import Message, Receive, Send
from mltui.server.direct import DirectTransport, direct_client
from mltui.server.engine import Engine
from mltui.server.store import Store


def test_an_engine_is_asked_over_http_without_a_network():
    with direct_client(Engine(Store())) as client:
        answer = client.post("/v2.34/debug.ping")
        assert (answer.status_code, answer.json()["meta"]["result_code"]) == (200, 200)
        assert client.get("/v2.34/tasks.get_all").status_code == 401


def test_an_application_that_waits_is_refused_instead_of_waited_for():
    async def waits(scope: Message, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0)

    client = httpx.Client(transport=DirectTransport(waits))
    with client, pytest.raises(RuntimeError, match="cannot be answered at once"):
        client.get("http://api.demo/debug.ping")
