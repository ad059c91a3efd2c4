"""Servers of any content behind the monitor: an empty one, one with one of each, a large one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, cast

from mltui.app import MltuiApp
from mltui.server.app import create_app
from mltui.server.auth import create_keys, create_user, identity_of
from mltui.server.demo import Demo
from mltui.server.engine import Engine
from mltui.server.identity import Identity
from mltui.server.lab.scale import Scale, Sizes
from tests.support.lab import LabMonitor, Wire, client_of
from tests.support.stores import empty_store

#: Somebody's call, `call("tasks.create", name="x")`.
Call = Callable[..., dict[str, Any]]

#: As large as a cluster is, but for the number of tasks, which takes longest to make.
LARGE = Sizes(tasks=10_000, log_lines=10_000, points=1_000, curves=10)


class Served:
    """A server inside the test's process, with keys to it; it looks like a `Demo` to a `Wire`."""

    def __init__(self) -> None:
        self.ago = timedelta()
        self.engine = Engine(empty_store(), clock=lambda: datetime.now(UTC) - self.ago)
        user = create_user(self.engine.store, "Ada Okafor", datetime.now(UTC), role="admin")
        document = self.engine.store.users.get(user)
        assert document is not None
        self.identity: Identity = identity_of(document)
        keys = create_keys(self.engine.store, user)
        self.access_key, self.secret_key = keys.access_key, keys.secret_key
        self.address, self.files_address = "http://api.small", "http://files.small"
        self.app = create_app(self.engine)

    def call(self, endpoint: str, **body: Any) -> dict[str, Any]:
        return cast("dict[str, Any]", self.engine.call(endpoint, body, self.identity))


def one_of_each(call: Call, *, now_ms: int) -> None:
    """Make one project, task, queue, worker, endpoint, model and report."""
    project = call("projects.create", name="The project", description="")["id"]
    queue = call("queues.create", name="the queue")["id"]
    task = call("tasks.create", name="the task", type="training", project=project)["id"]
    call("tasks.started", task=task)
    call("events.add", type="training_stats_scalar", task=task, metric="loss", variant="train",
         iter=1, value=0.5, timestamp=now_ms)  # fmt: skip
    call("models.create", name="the model", uri="http://files.small/m.pt", framework="PyTorch",
         project=project, task=task, ready=False)  # fmt: skip
    call("reports.create", name="the report", project=project, report="# It works")
    machine = {"cpu_usage": [1.0], "gpu_usage": [90.0], "memory_used": 1000, "memory_free": 2000}
    call("workers.register", worker="box:gpu0", queues=[queue])
    call("workers.status_report", worker="box:gpu0", task=task, queue=queue, queues=[queue],
         timestamp=now_ms, machine_stats=machine)  # fmt: skip
    call("serving.register_container", container_id="c1", endpoint_name="the endpoint",
         model_name="the model", model_source="s3")  # fmt: skip
    call("serving.container_status_report", container_id="c1", endpoint_name="the endpoint",
         endpoint_url="http://host/x", model_name="the model", model_source="s3",
         requests_num=5, requests_min=1.0, latency_ms=12, machine_stats=machine)  # fmt: skip


def large_server() -> Served:
    """A server with thousands of everything, whose agents have reported for some minutes.

    Charts leave out the bucket that is not over yet, which may be two minutes long.
    """
    served = Served()
    served.ago = timedelta(seconds=300)
    scale = Scale(served.engine, served.identity, LARGE)
    scale.furnish(lambda _: None)
    for seconds in (180, 0):
        served.ago = timedelta(seconds=seconds)
        scale.step(3600.0)
    return served


@asynccontextmanager
async def small_monitor(
    served: Served, first: str = "tasks", size: tuple[int, int] = (120, 40)
) -> AsyncIterator[LabMonitor]:
    """Run the monitor on a server, with this screen open."""
    as_demo = cast("Demo", served)
    wire = Wire(as_demo)
    connect = partial(client_of, as_demo, wire)
    app = MltuiApp(connect, server_name="small", first=first)
    async with app.run_test(size=size) as pilot:
        yield LabMonitor(app, pilot, wire, as_demo)
