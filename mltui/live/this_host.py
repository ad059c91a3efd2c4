"""The machine the monitor runs on: its workers at the server, its GPUs, and whose they are."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mltui.live.local_gpus import LocalGpu, LocalGpus, NoLocalGpus
from mltui.live.local_processes import Origin, origin_of
from mltui.live.names import given_gpus
from mltui.live.workers import LAST_SEEN_S, Worker, worker_of

if TYPE_CHECKING:
    from mltui.api.client import Client


@dataclass(frozen=True, slots=True)
class LocalReading:
    """What the machine itself says.

    Attributes:
        gpus: Its GPUs.
        origins: What their processes are, by number.
        trouble: Why there is nothing to read, a sentence; empty if there is.
    """

    gpus: tuple[LocalGpu, ...] = ()
    origins: Mapping[int, Origin] = field(default_factory=dict)
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class HostTasks:
    """What the server says of the machine.

    Attributes:
        workers: Its workers.
        names: Names of tasks by id: of its workers' and of its processes'.
    """

    workers: tuple[Worker, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def local_name() -> str:
    """Return this machine's name, as a worker's begins."""
    return short_host(socket.gethostname())


def short_host(name: str) -> str:
    """Return a host's name without its domain, in lower case."""
    return name.partition(".")[0].casefold()


def workers_here(workers: Iterable[Worker], host: str) -> tuple[Worker, ...]:
    """Return the workers of a host, whether or not they tell its domain."""
    return tuple(worker for worker in workers if short_host(worker.host) == host)


class LocalQuestion:
    """A feed's question that asks no server: the GPUs and what their processes are."""

    def __init__(self) -> None:
        self._gpus = LocalGpus()
        self._origins: dict[int, Origin] = {}

    async def __call__(self) -> LocalReading:
        """Read in a thread, because the driver may take its time."""
        return await asyncio.to_thread(self._read)

    def _read(self) -> LocalReading:
        try:
            gpus = self._gpus.read()
        except NoLocalGpus as trouble:
            return LocalReading(trouble=trouble.sentence)
        pids = {process.pid for gpu in gpus for process in gpu.processes}
        # A process stays what it was; only new ones are looked at.
        self._origins = {pid: self._origins.get(pid) or origin_of(pid) for pid in pids}
        return LocalReading(gpus, self._origins)

    async def close(self) -> None:
        """Let go of the driver."""
        await asyncio.to_thread(self._gpus.close)


async def ask_host(client: Client, host: str, tasks: Iterable[str]) -> HostTasks:
    """Ask for the workers of a host, and for the names of tasks that its processes belong to."""
    answer = await client.workers.get_all(last_seen=LAST_SEEN_S)
    workers = workers_here((worker_of(item) for item in answer.workers or ()), host)
    names = {worker.task: worker.task_name for worker in workers if worker.task}
    missing = sorted(set(tasks) - names.keys())
    if missing:
        found = await client.tasks.get_all_ex(
            id=missing, page=0, page_size=len(missing), only_fields=["name"]
        )
        names |= {task.id or "": task.name or "" for task in found.tasks or ()}
    return HostTasks(workers, names)


def task_on(gpu: int, workers: Iterable[Worker]) -> Worker | None:
    """Return the worker that was given a GPU and runs a task."""
    return next((one for one in workers if one.task and was_given(one, gpu)), None)


def was_given(worker: Worker, gpu: int) -> bool:
    """Return whether a worker's name says that it was given a GPU: `box:gpu0,1`, `box:gpuall`."""
    return worker.id.casefold().endswith(":gpuall") or gpu in given_gpus(worker.id)
