"""The agents: each takes a task from its queues, trains it to its end, and reports its machine."""

from __future__ import annotations

from datetime import timedelta

from mltui.api.types.json import JsonObject
from mltui.server.fleet import register as register_worker
from mltui.server.identity import Identity
from mltui.server.lab import noise
from mltui.server.lab.consoles import Line, epilogue, prologue
from mltui.server.lab.documents import queue_id
from mltui.server.lab.endings import finish
from mltui.server.lab.machines import IDLE, Agent, machine_stats
from mltui.server.lab.people import AGENT_USER
from mltui.server.lab.pickup import plan_run
from mltui.server.lab.reporter import Reporter
from mltui.server.lab.reporting import report, say
from mltui.server.lab.runs import Run
from mltui.server.lab.world import World
from mltui.server.times import iso

_WORKING_S = 2.0
_LOOKING_S = 5.0
_STATUS_S = 10.0
_CLIENT = "clearml-agent-2.0.1"
_ABSENT_FOR_S = 1_500.0
"""How long the agent that has fallen silent stays away after the lab's opening."""


class AgentLoop:
    """One agent at work.

    Attributes:
        agent: Which one.
        run: What it runs, None when it is free.
    """

    def __init__(self, agent: Agent, run: Run | None, opened: float, *, absent: bool) -> None:
        """Put an agent to work.

        Args:
            agent: Which one.
            run: What it runs when the lab opens.
            opened: When that is, seconds since the epoch.
            absent: Whether it has fallen silent.
        """
        self.agent = agent
        self.run = run
        self._back_at = opened + _ABSENT_FOR_S if absent else opened
        self._status_at = opened + _STATUS_S - silent_s(agent)
        self._reporter = Reporter(agent.worker, _CLIENT)
        self._lines: list[Line] = []
        self._queue = run.queue if run else ""

    def act(self, world: World) -> float:
        """Do what is due; see `Inhabitant`."""
        if world.now < self._back_at:
            return self._back_at - world.now
        if self.run is None:
            self._look(world)
        else:
            self._work(world, self.run)
        if world.now >= self._status_at:
            self._status_at = world.now + _STATUS_S
            self._report_machine(world)
        return _LOOKING_S if self.run is None else _WORKING_S

    def _look(self, world: World) -> None:
        """Take the next task of the first queue that has one."""
        for name in self.agent.queues:
            answer = world.call("queues.get_next_task", {"queue": queue_id(name)}, AGENT_USER)
            entry = (answer or {}).get("entry")
            if not isinstance(entry, dict):
                continue
            task = str(entry.get("task"))
            said: JsonObject = {"task": task, "status_reason": f"pulled from {name} by worker"}
            if world.call("tasks.started", said, AGENT_USER) is None:
                continue
            run = plan_run(world, task)
            if run is None:
                continue
            run.queue = self._queue = name
            run.begin(self.agent, world.now)
            run.remembered = True
            world.history.timelines[self.agent.worker].append(run)
            self.run = run
            self._lines = list(prologue(run))
            self._status_at = world.now
            return

    def _work(self, world: World, run: Run) -> None:
        store = world.store
        found = store.tasks.rows(("status", "status_message"), {"id": run.task})
        if not found or found[0][0] != "in_progress":
            self._abandon(world, run)
            return
        if found[0][1] == "stopping":
            run.fate, run.ended = "stopped", world.now
            with store.transaction():
                say(store, run, epilogue(run))
            world.call("tasks.stopped", {"task": run.task}, AGENT_USER)
            self._abandon(world, run)
            return
        with store.transaction():
            if self._lines:
                printed = [line for line in self._lines if line.moment <= world.now]
                self._lines = self._lines[len(printed) :]
                say(store, run, printed)
            for number in range(run.reported, run.reports_until(world.now)):
                report(store, run, number)
                run.reported = number + 1
        if run.stalls_at is None and world.now >= run.ends_at():
            finish(world, run)
            self._abandon(world, run)

    def _abandon(self, world: World, run: Run) -> None:
        if run.ended is None:
            run.ended = world.now
        self.run = None
        self._lines = []
        self._status_at = world.now

    def _report_machine(self, world: World) -> None:
        load = self.run.load_at(world.now) if self.run else IDLE
        # Somebody may have deleted a queue: a report that names it is refused.
        served = map(queue_id, self.agent.queues)
        body: JsonObject = {
            "worker": self.agent.worker,
            "timestamp": int(world.now * 1000),
            "queues": [queue for queue in served if world.store.queues.get(queue) is not None],
            "machine_stats": machine_stats(self.agent, load, world.now),
        }
        if self.run is not None:
            body["task"] = self.run.task
            if world.store.queues.get(queue_id(self._queue)) is not None:
                body["queue"] = queue_id(self._queue)
        self._reporter.report(world, "workers.status_report", body)


def silent_s(agent: Agent) -> float:
    """Return how long ago its last report is when the lab opens; not all report at once."""
    return _STATUS_S * noise.unit(noise.key_of(agent.worker))


def register(world: World, agent: Agent, run: Run | None, silent_for_s: float) -> None:
    """Make an agent known as one that has been there for long.

    Args:
        world: The lab.
        agent: The agent.
        run: What it runs.
        silent_for_s: Seconds since its last report.
    """
    worker = agent.worker
    moment = world.engine.clock()
    age = 86_400.0 * (3.0 + 20.0 * noise.unit(noise.key_of("age", agent.machine.name)))
    identity = Identity(AGENT_USER.user, user_name=AGENT_USER.name)
    queues = [queue_id(name) for name in agent.queues]
    register_worker(
        world.store,
        worker,
        identity,
        moment - timedelta(seconds=age),
        address=agent.machine.ip,
        timeout_s=3_600,
        queues=queues,
        tags=["gpu"] if agent.gpus else ["cpu"],
    )
    reported = iso(moment - timedelta(seconds=silent_for_s))
    changes: JsonObject = {"last_report_time": reported, "last_activity_time": reported}
    if run is not None:
        changes |= {"task": run.task, "queue": queue_id(run.queue)}
    world.store.workers.update(worker, changes)
    world.store.worker_samples.declare(worker)
