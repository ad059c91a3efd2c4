from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import httpx
import pytest

from mltui.server.demo import Demo


@pytest.fixture
def demo():
    demo = Demo(seed=3, speed=200.0, now=datetime(2026, 11, 24, 14, 30, tzinfo=UTC))
    yield demo
    demo.close()


@pytest.fixture
async def client(demo):
    transport = httpx.ASGITransport(demo.app)
    async with httpx.AsyncClient(transport=transport, base_url=demo.address) as client:
        yield client


async def test_the_demos_keys_open_it(demo, client):
    answer = await client.post("/auth.login", auth=(demo.access_key, demo.secret_key))
    token = answer.json()["data"]["token"]
    user = await client.post(
        "/users.get_current_user", headers={"Authorization": f"Bearer {token}"}
    )
    assert user.json()["data"]["user"]["name"] == "Ada Okafor"
    wrong = await client.post("/auth.login", auth=(demo.access_key, "wrong"))
    assert wrong.status_code == 401


async def test_its_time_passes_while_it_runs_and_stops_when_cancelled(demo, monkeypatch):
    stepped = asyncio.Event()
    loop = asyncio.get_running_loop()
    step = demo.lab.step

    def noticed(to: datetime) -> None:
        step(to)
        loop.call_soon_threadsafe(stepped.set)

    monkeypatch.setattr(demo.lab, "step", noticed)
    before = demo.lab.clock()
    running = asyncio.create_task(demo.run())
    async with asyncio.timeout(10):
        await stepped.wait()
    assert demo.lab.clock() > before
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_its_answers_carry_the_time_of_the_lab_however_fast_that_runs(demo, client):
    for moment in ("Tue, 24 Nov 2026 14:30:00 GMT", "Tue, 24 Nov 2026 16:30:00 GMT"):
        answer = await client.post("/debug.ping")
        assert answer.headers["date"] == moment
        demo.lab.clock.now += 7200


async def test_it_serves_the_pictures_that_its_events_name(demo, client):
    store = demo.lab.engine.store
    task = store.tasks.find({"name": "yolo-l aug v3"})[0]["id"]
    body = {"metrics": [{"task": task}], "iters": 1}
    answer = await client.post(
        "/events.debug_images", json=body, auth=(demo.access_key, demo.secret_key)
    )
    url = answer.json()["data"]["metrics"][0]["iterations"][0]["events"][0]["url"]
    assert url.startswith(demo.files_address)
    picture = await client.get(url)
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert (await client.get(f"{demo.files_address}/none.bin")).status_code == 404
