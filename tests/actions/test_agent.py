"""An agent, as the real one asks over HTTP, runs what is enqueued here and stops when told to."""

from __future__ import annotations

from mltui.actions.cloning import CloneWish
from mltui.actions.reading import read
from mltui.actions.sending import perform
from mltui.actions.subject import Kind
from mltui.actions.table import ACTIONS
from mltui.api.client import Client
from mltui.api.session import Connection, Session
from tests.actions.served import Served, subjects_of
from tests.terminal.loopback import served as serving

WORKER = "box1:gpu0"


def client_at(address: str) -> Client:
    return Client(Session(Connection(address, "key", "secret")))


class Agent:
    """Serves one queue, a step at a time."""

    def __init__(self, address: str, queue: str) -> None:
        client = client_at(address)
        self.call = client.session.call
        self.close = client.close
        self.queue = queue
        self.task = ""

    async def begin(self) -> None:
        body = {"worker": WORKER, "queues": [self.queue], "timeout": 600}
        await self.call("workers.register", body)

    async def step(self) -> str:
        """Report, take a task if there is none, obey a stop; return what is being run."""
        stats = {"cpu_usage": [10.0], "gpu_usage": [90.0]}
        body = {"worker": WORKER, "timestamp": 1_772_445_600_000, "machine_stats": stats}
        await self.call("workers.status_report", {**body, "task": self.task} if self.task else body)
        if not self.task:
            answer = await self.call("queues.get_next_task", {"queue": self.queue})
            entry = answer.get("entry")
            if entry:
                self.task = entry["task"]
                await self.call("tasks.started", {"task": self.task, "status_message": "launch"})
        else:
            found = await self.call("tasks.get_by_id", {"task": self.task})
            if found["task"].get("status_message") == "stopping":
                await self.call("tasks.stopped", {"task": self.task})
                self.task = ""
        return self.task


async def test_an_agent_runs_what_is_enqueued_and_stops_when_it_is_asked():
    served = Served()
    queue = served.queue("gpu")
    task = served.task("created", "train")
    with serving(served.app) as address:
        client = client_at(address)
        agent = Agent(address, queue)
        (subject,) = await subjects_of(client, Kind.TASK, task)
        actions = ACTIONS[Kind.TASK]
        warned = await actions["enqueue"].foresee(client, [subject], queue)
        assert "No worker serves “gpu”" in warned[0]
        # Also where a clone is put into it.
        foresee = actions["clone"].foresee
        assert [*await foresee(client, [subject], CloneWish("again", queue=queue).text())] == [
            *warned
        ]
        assert not await foresee(client, [subject], CloneWish("again").text())
        await agent.begin()
        assert not await actions["enqueue"].foresee(client, [subject], queue)
        outcome = await perform(actions["enqueue"], client, [subject], queue)
        assert outcome.changed == (task,)
        assert await agent.step() == task
        await agent.step()
        (running,) = await subjects_of(client, Kind.TASK, task)
        assert running.status == "in_progress"
        await perform(actions["stop"], client, [running])
        (stopping,) = await subjects_of(client, Kind.TASK, task)
        assert (stopping.status, stopping.message) == ("in_progress", "stopping")
        assert actions["stop"].why_not(stopping) == "it is stopping already"
        assert await agent.step() == ""
        (stopped,) = (await read(client, [stopping])).values()
        assert stopped.status == "stopped"
        await agent.close()
        await client.close()


async def test_a_clone_with_other_parameters_is_enqueued_in_one_go_and_taken():
    served = Served()
    queue = served.queue("gpu")
    task = served.task("completed", "train")
    with serving(served.app) as address:
        client = client_at(address)
        agent = Agent(address, queue)
        await agent.begin()
        (subject,) = await subjects_of(client, Kind.TASK, task)
        wish = CloneWish("train again", "Sweeps", {"Args/lr": "0.1"}, queue)
        outcome = await perform(ACTIONS[Kind.TASK]["clone"], client, [subject], wish.text())
        (made,) = outcome.created
        assert await agent.step() == made
        found = served.call("tasks.get_by_id", task=made)["task"]
        assert found["hyperparams"]["Args"]["lr"]["value"] == "0.1"
        assert (
            served.call("projects.get_by_id", project=found["project"])["project"]["name"]
            == "Sweeps"
        )
        await agent.close()
        await client.close()
