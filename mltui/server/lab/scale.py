"""A large cluster to try the monitor on: `mltui serve --lab scale`.

It stands still but for its agents' and containers' reports. Everything is drawn from the numbers
of things alone, so that two of the same sizes hold the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from mltui.api.types.json import Json, JsonObject
from mltui.server.engine import Engine
from mltui.server.events.last_metrics import key_of, merged
from mltui.server.events.logs import LogEntry
from mltui.server.events.scalars import Point
from mltui.server.identity import COMPANY_ID, Identity
from mltui.server.lab import noise
from mltui.server.lab.scale_fleet import Fleet, worker_name
from mltui.server.lab.scale_models import models, reports, reports_project
from mltui.server.times import iso

STATUSES = (
    *("completed",) * 11,
    *("failed",) * 3,
    *("stopped",) * 2,
    *("created",) * 2,
    "published",
    "in_progress",
    "queued",
)
"""What a task's number picks from: most are done, a few run or wait."""

_BATCH = 5_000
_LINES_PER_MESSAGE = 10


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many there are of each.

    Attributes:
        projects: projects, in a tree of three levels.
        tasks: tasks.
        queues: queues.
        workers: workers of 8 GPUs each.
        endpoints: serving endpoints of two instances each.
        models: models.
        reports: reports.
        log_lines: console lines of the large task.
        points: points in each curve of the large task.
        curves: curves of the large task.
    """

    projects: int = 5_000
    tasks: int = 100_000
    queues: int = 500
    workers: int = 2_000
    endpoints: int = 200
    models: int = 10_000
    reports: int = 200
    log_lines: int = 1_000_000
    points: int = 1_000_000
    curves: int = 50


LARGE_TASK = noise.identifier("scale", "large task")
"""The task with the long curves and the long console."""

_FILLED = "scale lab is filled"


class Scale:
    """A large cluster behind an engine."""

    def __init__(self, engine: Engine, identity: Identity, sizes: Sizes | None = None) -> None:
        """Make it; nothing is written before `furnish`.

        Args:
            engine: The server, with an empty store or one that was furnished before.
            identity: Whose everything is.
            sizes: How much there is.
        """
        self._engine = engine
        self._identity = identity
        self._sizes = sizes or Sizes()
        self._fleet: Fleet | None = None

    def furnish(self, say: Callable[[str], None]) -> None:
        """Fill the store, unless it is filled already; one half filled is filled up.

        Args:
            say: Told what is being made; at full size it takes minutes.
        """
        store, sizes = self._engine.store, self._sizes
        if store.settings.get(_FILLED) is None:
            # In folders of before that was noted, the large task came last.
            if store.tasks.get(LARGE_TASK) is None:
                self._fill(say)
            store.settings.insert({"id": _FILLED})
        say(f"Letting {sizes.workers:,} workers and {sizes.endpoints:,} endpoints report.")
        self._fleet = Fleet(
            self._engine,
            self._identity,
            workers=sizes.workers,
            endpoints=sizes.endpoints,
            queues=[_queue_id(number) for number in range(sizes.queues)],
            tasks=[_task_id(n) for n in range(sizes.tasks - 1) if _status(n) == "in_progress"],
        )
        self._fleet.enter()

    def _fill(self, say: Callable[[str], None]) -> None:
        store, sizes, identity = self._engine.store, self._sizes, self._identity
        now = self._engine.clock()
        say(f"Making {sizes.projects:,} projects and {sizes.tasks:,} tasks.")
        with store.transaction():
            store.projects.insert_missing(_projects(sizes, identity, now))
            queues = (_queue(n, sizes, identity, now) for n in range(sizes.queues))
            store.queues.insert_missing(queues)
        for start in range(0, sizes.tasks - 1, _BATCH):
            numbers = range(start, min(start + _BATCH, sizes.tasks - 1))
            with store.transaction():
                store.tasks.insert_missing(_task(n, sizes, identity, now) for n in numbers)
        ran = [_task_id(n) for n in range(sizes.tasks - 1) if _status(n) == "completed"]
        projects = [_project_id(n) for n in range(sizes.projects)]
        with store.transaction():
            store.models.insert_missing(models(sizes.models, ran, projects, identity, now))
            above = store.projects.get(projects[0])
            assert above is not None
            folder = reports_project(above, now)
            store.projects.insert_missing([folder])
            store.tasks.insert_missing(reports(sizes.reports, str(folder["id"]), identity, now))
        self._write_events(now, say)
        store.tasks.insert(_large_task(sizes, identity, now))

    def step(self, seconds: float) -> None:
        """Let so many seconds pass: those whose turn it is report."""
        if self._fleet is not None:
            self._fleet.step(seconds)

    def _write_events(self, now: datetime, say: Callable[[str], None]) -> None:
        store, sizes = self._engine.store, self._sizes
        say(f"Writing {sizes.log_lines:,} console lines.")
        with store.transaction():
            store.events.delete(LARGE_TASK)
            store.events.logs.append(LARGE_TASK, _log(sizes, now))
        say(f"Writing {sizes.curves} curves of {sizes.points:,} points.")
        for curve in range(sizes.curves):
            metric, variant = _curve_name(curve)
            with store.transaction():
                store.events.scalars.append(LARGE_TASK, metric, variant, _points(curve, sizes, now))
        with store.transaction():
            for series in store.events.scalars.series(LARGE_TASK):
                store.events.scalars.summarise(series.number)


def project_name(number: int) -> str:
    """Return the path of a project: teams of 50, each with a parent of its own."""
    team, place = divmod(number, 50)
    if place == 0:
        return f"Team {team:03d}"
    return f"Team {team:03d}/Study {place % 7}/Part {place:02d}"


def _project_id(number: int) -> str:
    return noise.identifier("scale project", number)


def _projects(sizes: Sizes, identity: Identity, now: datetime) -> Iterator[JsonObject]:
    """Make the projects, and the ones between team and part that their names ask for."""
    made: dict[str, str] = {}
    for number in range(sizes.projects):
        parts = project_name(number).split("/")
        for depth in range(1, len(parts) + 1):
            name = "/".join(parts[:depth])
            if name in made:
                continue
            last = depth == len(parts)
            made[name] = _project_id(number) if last else noise.identifier("scale study", name)
            above = ["/".join(parts[:upper]) for upper in range(1, depth)]
            path: list[Json] = [made[parent] for parent in above]
            document: JsonObject = {
                "id": made[name],
                "name": name,
                "basename": parts[depth - 1],
                "path": path,
                "description": "",
                "company": COMPANY_ID,
                "user": identity.user,
                "created": iso(now - timedelta(days=300)),
                "last_update": iso(now - timedelta(minutes=number)),
                "tags": [],
                "system_tags": [],
            }
            if path:
                document["parent"] = path[-1]
            yield document


def _queue_id(number: int) -> str:
    return noise.identifier("scale queue", number)


def _queue(number: int, sizes: Sizes, identity: Identity, now: datetime) -> JsonObject:
    waiting = [n for n in range(number, sizes.tasks - 1, sizes.queues) if _status(n) == "queued"]
    entries: list[Json] = [
        {"task": _task_id(n), "added": iso(now - timedelta(seconds=30 * n))} for n in waiting
    ]
    return {
        "id": _queue_id(number),
        "name": f"queue-{number:03d}",
        "company": COMPANY_ID,
        "user": identity.user,
        "created": iso(now - timedelta(days=300)),
        "last_update": iso(now),
        "entries": entries,
        "tags": [],
        "system_tags": [],
        "metadata": {},
    }


def _task_id(number: int) -> str:
    return noise.identifier("scale task", number)


def _status(number: int) -> str:
    return noise.pick(noise.key_of("scale task"), number, STATUSES)


def _task(number: int, sizes: Sizes, identity: Identity, now: datetime) -> JsonObject:
    status = _status(number)
    ran = status not in ("created", "queued")
    changed = now - timedelta(seconds=30 * number)
    iteration = 1_000 + 37 * number % 90_000 if ran else 0
    loss = 2.5 * math.exp(-iteration / 30_000) + 0.1 * (number % 17) / 17
    document: JsonObject = {
        "id": _task_id(number),
        "name": f"run {number:06d} lr {(1 + number % 9) / 1000:g}",
        "company": COMPANY_ID,
        "user": identity.user,
        "project": _project_id(number % sizes.projects),
        "type": "training",
        "status": status,
        "status_reason": "",
        "status_message": "",
        "status_changed": iso(changed),
        "created": iso(changed - timedelta(hours=5)),
        "last_update": iso(changed),
        "last_change": iso(changed),
        "last_changed_by": identity.user,
        "last_iteration": iteration,
        "tags": ["even" if number % 2 == 0 else "odd"],
        "system_tags": ["archived"] if number % 50 == 49 else [],
        "hyperparams": {"General": {"lr": _parameter("lr", (1 + number % 9) / 1000)}},
        "execution": {"parameters": {}},
        "metric_stats": {},
        "unique_metrics": [],
    }
    if status == "queued":
        document["execution"] = {"parameters": {}, "queue": _queue_id(number % sizes.queues)}
        document["enqueue_status"] = "created"
    if ran:
        document["started"] = iso(changed - timedelta(hours=4))
        document["active_duration"] = 14_000
        document["last_worker"] = worker_name(number % max(sizes.workers, 1))
        document["last_metrics"] = {
            key_of("loss"): {
                key_of("train"): merged(None, "loss", "train", [Point(iteration, 0, loss)])
            }
        }
        if status != "in_progress":
            document["completed"] = iso(changed)
    return document


def _parameter(name: str, value: float) -> JsonObject:
    return {"section": "General", "name": name, "value": f"{value:g}", "type": "float"}


def _large_task(sizes: Sizes, identity: Identity, now: datetime) -> JsonObject:
    document = _task(0, sizes, identity, now)
    running: JsonObject = {
        "id": LARGE_TASK,
        "name": "the long run",
        "status": "in_progress",
        "last_iteration": max(sizes.points - 1, 0),
        "last_update": iso(now),
        "last_change": iso(now),
        "started": iso(now - timedelta(days=40)),
        "active_duration": 40 * 86_400,
    }
    metrics: dict[str, JsonObject] = {}
    for curve in range(sizes.curves):
        metric, variant = _curve_name(curve)
        last = Point(sizes.points - 1, 0, _value(curve, sizes.points - 1))
        place = metrics.setdefault(key_of(metric), {})
        place[key_of(variant)] = merged(None, metric, variant, [last])
    running["last_metrics"] = {**metrics}
    return document | running


def _curve_name(curve: int) -> tuple[str, str]:
    return f"metric {curve // 5:02d}", f"variant {curve % 5}"


def _value(curve: int, iteration: int) -> float:
    wave = math.sin(iteration / (2_000 + 300 * curve))
    spike = 5.0 if iteration % 250_007 == 125_000 else 0.0
    return (1 + curve % 5) * math.exp(-iteration / 400_000) + 0.05 * wave + spike


def _points(curve: int, sizes: Sizes, now: datetime) -> Iterator[tuple[int, int, float]]:
    begun = int((now - timedelta(days=40)).timestamp() * 1000)
    step = 40 * 86_400_000 // max(sizes.points, 1)
    return ((n, begun + step * n, _value(curve, n)) for n in range(sizes.points))


def _log(sizes: Sizes, now: datetime) -> Iterator[LogEntry]:
    begun = int((now - timedelta(days=40)).timestamp() * 1000)
    messages = max(sizes.log_lines // _LINES_PER_MESSAGE, 1)
    step = 40 * 86_400_000 // messages
    for message in range(messages):
        first = message * _LINES_PER_MESSAGE
        lines = [
            f"step {first + line:>8} loss {_value(0, first + line):.4f} lr 0.001"
            for line in range(_LINES_PER_MESSAGE)
        ]
        moment = begun + step * message
        yield LogEntry(moment, moment, "info", "node0000", "\n".join(lines))
