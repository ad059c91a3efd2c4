"""The lab: an engine whose store is full of work, and a clock of its own that drives it on."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from heapq import heappop, heappush

from mltui.server.auth import Keys, add_keys
from mltui.server.engine import Engine
from mltui.server.identity import COMPANY_ID, COMPANY_NAME
from mltui.server.lab import noise, reporter
from mltui.server.lab.agents import AgentLoop, register, silent_s
from mltui.server.lab.backlog import Recorder
from mltui.server.lab.completion import Completion
from mltui.server.lab.containers import open_endpoints
from mltui.server.lab.documents import (
    FILES,
    outline,
    project_documents,
    queue_documents,
    stamp,
    task_document,
)
from mltui.server.lab.history import LOST_FOR_S, LOST_WORKER, History, make_history
from mltui.server.lab.machines import AGENTS
from mltui.server.lab.memory import remember
from mltui.server.lab.model_events import remember_model
from mltui.server.lab.models import give_models
from mltui.server.lab.people import AGENT_USER, ME, user_documents
from mltui.server.lab.reports import report_documents, report_projects
from mltui.server.lab.sensors import Sensors
from mltui.server.lab.storage import preferences, storage_document
from mltui.server.lab.visitors import Visitors
from mltui.server.lab.world import Inhabitant, LabClock, World
from mltui.server.store import Store

KEYS = Keys(access_key="DEMOACCESSKEY", secret_key="demo-secret-key")
"""The keys of the demo's user; they open nothing but the demo in this process."""


_COMPLETE = 66
"""So many tasks are whole when the lab opens, the newest; the others get their details after."""


class Lab:
    """A simulated cluster behind an engine.

    Two labs of the same seed and opening that are stepped to the same moments hold the same.

    Attributes:
        engine: Answers calls; its time is the lab's.
        clock: The lab's time; call it for a date-time.
        world: What its inhabitants see.
    """

    def __init__(self, seed: int, now: datetime) -> None:
        opened = now.timestamp()
        self._build(Store(":memory:"), make_history(seed, opened), seed, opened)
        with self.world.store.transaction():
            self._furnish()
            self._populate()
        self._connect_past()

    def copy(self) -> Lab:
        """Another lab that stands where this one does; what happens in one is not in the other."""
        world = self.world
        history, made, due, known = pickle.loads(
            pickle.dumps((world.history, world.made, self._due, self._sensors.known))
        )
        other = Lab.__new__(Lab)
        other._build(world.store.copy(), history, world.seed, world.opened)
        other.clock.now = self.clock.now
        other.world.made, other._due, other._inhabitants = made, due, self._inhabitants
        other._sensors.known = known
        other._connect_past()
        return other

    def _build(self, store: Store, history: History, seed: int, opened: float) -> None:
        self.clock = LabClock(opened)
        self.engine = Engine(store, clock=self.clock, files_server=FILES)
        self.world = World(self.engine, history, seed, opened, self.clock)
        self._due: list[tuple[float, int, Inhabitant]] = []
        self._inhabitants = 0
        self._sensors = Sensors(store, history, opened)

    def _connect_past(self) -> None:
        store = self.world.store
        store.events.backfill = self._recall_task
        store.worker_samples.backfill = self._sensors.recall_worker
        store.endpoint_samples.backfill = self._sensors.recall_container

    def step(self, to: datetime) -> None:
        """Let the lab live on until `to`; does nothing if that is past."""
        world, end = self.world, to.timestamp()
        while self._due and self._due[0][0] <= end:
            moment, number, inhabitant = heappop(self._due)
            world.now = max(world.now, moment)
            pause = inhabitant.act(world)
            heappush(self._due, (world.now + pause, number, inhabitant))
        world.now = max(world.now, end)

    def _furnish(self) -> None:
        """Write what is there when the lab opens."""
        world = self.world
        store, history, now = world.store, world.history, world.now
        store.companies.insert({"id": COMPANY_ID, "name": COMPANY_NAME})
        store.users.insert_many(user_documents(stamp(now - 300 * 86_400.0)))
        add_keys(store, ME.user, KEYS, label="demo")
        add_keys(
            store, ME.user, Keys(access_key="NOTEBOOKOFADA2024", secret_key="demo-lost"), "notebook"
        )
        add_keys(store, AGENT_USER.user, reporter.KEYS, label="agents")
        # What tokens are signed with: two labs of the same seed hold the same.
        store.settings.insert(
            {"id": "token_secret", "value": noise.identifier(world.seed, "token secret")}
        )
        store.users.update(ME.user, {"preferences": preferences()})
        store.settings.insert(storage_document(now))
        store.projects.insert_many(project_documents(history, now))
        store.projects.insert_many(report_projects(now))
        store.queues.insert_many(queue_documents(history, now))
        store.models.insert_many(give_models(history))
        runs = sorted(history.runs.values(), key=lambda run: -(run.ended or now))
        store.tasks.insert_many(task_document(run, now) for run in runs[:_COMPLETE])
        store.tasks.insert_many(outline(run, now) for run in runs[_COMPLETE:])
        self._enter(Completion(runs[_COMPLETE:]), 0.0)
        store.tasks.insert_many(report_documents(history, now))

    def _populate(self) -> None:
        """Let in those who act: agents, containers, people."""
        world = self.world
        for agent in AGENTS:
            run = world.history.run_on(agent.worker, world.now)
            if run is not None:
                run.reported = run.unsaid = run.reports_until(world.now)
            absent = agent.worker == LOST_WORKER
            register(world, agent, run, LOST_FOR_S if absent else silent_s(agent))
            loop = AgentLoop(agent, run, world.now, absent=absent)
            self._enter(loop, 1.0 + 0.1 * self._inhabitants)
        for container in open_endpoints(world):
            self._enter(container, container.first_after_s)
        self._enter(Recorder(), 0.4)
        self._enter(Visitors(), 18.0)

    def _enter(self, inhabitant: Inhabitant, after_s: float) -> None:
        heappush(self._due, (self.world.now + after_s, self._inhabitants, inhabitant))
        self._inhabitants += 1

    def _recall_task(self, task: str) -> None:
        run = self.world.history.runs.get(task)
        if run is None:
            self._recall_model(task)
            return
        if run.remembered or run.started is None:
            return
        (started,) = self.world.store.tasks.rows(("started",), {"id": task})[0:1] or ((None,),)
        if started[0] == stamp(run.started):
            remember(self.world.store, run, self.world.now)

    def _recall_model(self, model: str) -> None:
        world = self.world
        for run in world.history.runs.values():
            if model in run.models:
                remember_model(world.store, run, model, world.opened)


def create_lab(seed: int = 1, now: datetime | None = None) -> Lab:
    """Open a lab.

    Args:
        seed: What its past and its chances are drawn from.
        now: When it opens, aware; the present if None.
    """
    return Lab(seed, now or datetime.now(UTC))
