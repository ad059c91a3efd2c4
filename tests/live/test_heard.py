from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import cast

import pytest

from mltui.live import heard
from mltui.live.heard import ask_reported, with_reports
from mltui.live.home import MineQuestion
from mltui.live.task import TaskDetails, TaskQuestion
from mltui.live.task_preview import PreviewQuestion
from mltui.live.task_rows import newest_tasks
from mltui.live.task_window import TaskWindow
from mltui.live.watched import ask_tasks
from mltui.server.demo import Demo
from tests.support.lab import Wire, client_of
from tests.support.small import Served

#: Questions for a task's own events.
EVENTS = ("events.get_task_metrics", "events.get_task_events", "events.get_task_log")


class Hanging:
    """A run that began two hours ago, whose machine is read whatever the training does."""

    def __init__(self) -> None:
        self.served = Served()
        self.start = time.time() - 7200
        self.come_to(self.start - 60)
        project = self.served.call("projects.create", name="project", description="")
        self.project = str(project["id"])
        run = self.served.call("tasks.create", name="run", type="training", project=self.project)
        self.task = str(run["id"])
        self.served.call("tasks.started", task=self.task)
        self.come_to(self.start)
        self.begin_watching()

    def begin_watching(self) -> None:
        """Start the monitor anew: it remembers nothing."""
        self.wire = Wire(cast("Demo", self.served))
        self.client = client_of(cast("Demo", self.served), self.wire)

    def come_to(self, now: float) -> None:
        self.now = now
        self.served.ago = timedelta(seconds=time.time() - now)

    def begin_another(self) -> str:
        """Begin another run, which reports once."""
        other = str(self.served.call("tasks.create", name="other", type="training")["id"])
        self.served.call("tasks.started", task=other)
        self.train(1, task=other)
        return other

    def train(self, iteration: int, metric: str = "loss", task: str = "") -> None:
        self.served.call("events.add", type="training_stats_scalar", task=task or self.task,
                         metric=metric, variant="x", iter=iteration, value=1.0,
                         timestamp=int(self.now * 1000))  # fmt: skip

    def read_machine(self, task: str = "") -> None:
        self.train(1, ":monitor:machine", task)

    def say(self) -> None:
        self.served.call("events.add", type="log", task=self.task, msg="epoch 3",
                         timestamp=int(self.now * 1000))  # fmt: skip

    async def heard(self) -> float | None:
        """When its training was last heard of, seconds after the start."""
        at = (await ask_reported(self.client, [self.task])).get(self.task)
        return None if at is None else at - self.start

    async def details(self) -> TaskDetails:
        found = await TaskQuestion(self.task)(self.client)
        assert found is not None
        return found

    def asked(self) -> int:
        """How many questions were put for the task's own events."""
        return sum(self.wire.asked[endpoint] for endpoint in EVENTS)


def seconds(at: float) -> object:
    return pytest.approx(at, abs=1)


async def hung() -> Hanging:
    """A run whose training is silent for 20 minutes, and that the monitor sees only now."""
    run = Hanging()
    run.come_to(run.start + 6000)
    run.train(40)
    run.come_to(run.start + 7200)
    run.read_machine()
    return run


async def test_a_hanging_training_is_known_to_be_silent_though_its_machine_alone_is_told_of():
    run = await hung()
    assert await run.heard() == seconds(6000)


async def test_so_it_is_in_every_view():
    run = await hung()
    details = await run.details()
    run.begin_watching()
    (mine,) = await MineQuestion()(run.client) or ()
    run.begin_watching()
    watched = (await ask_tasks(run.client, [run.task]))[run.task]
    run.begin_watching()
    preview = PreviewQuestion(lambda _: None)
    preview.look_at(run.task)
    seen = await preview.ask(run.client)
    assert seen is not None
    run.begin_watching()
    (newest,) = await with_reports(run.client, await newest_tasks(run.client, [run.project]))
    run.begin_watching()
    (page,) = (await TaskWindow().ask(run.client)).pages
    for row in (details.row, mine.row, watched, seen.task, newest, *page.rows):
        assert row.silent_s(run.now) == seconds(1200)
    assert details.machine_reported == seconds(run.now)


async def test_a_training_that_only_writes_to_the_console_is_heard_of_too():
    run = Hanging()
    run.come_to(run.start + 3000)
    run.say()
    run.come_to(run.start + 4000)
    run.read_machine()
    assert await run.heard() == seconds(3000)


async def test_what_an_earlier_answer_told_is_remembered_and_not_asked_for():
    run = Hanging()
    run.train(1)
    assert await run.heard() == seconds(0)
    run.come_to(run.start + 120)
    run.read_machine()
    assert await run.heard() == seconds(0)
    assert run.asked() == 0


async def test_a_report_that_no_answer_told_of_is_found_before_the_run_is_called_stalled():
    run = Hanging()
    run.train(1)
    assert await run.heard() == seconds(0)
    run.come_to(run.start + 550)
    run.train(1)
    run.come_to(run.start + 580)
    run.read_machine()
    assert await run.heard() == seconds(550)


async def test_of_a_hanging_training_it_is_seldom_asked_again():
    run = await hung()
    await run.heard()
    asked = run.asked()
    run.come_to(run.start + 7260)
    run.read_machine()
    assert await run.heard() == seconds(6000)
    assert run.asked() == asked
    run.come_to(run.start + 7400)
    run.read_machine()
    assert await run.heard() == seconds(6000)
    assert run.asked() > asked


async def test_a_run_of_which_nothing_but_the_machine_was_ever_told_is_not_called_silent():
    run = Hanging()
    run.come_to(run.start + 3000)
    run.read_machine()
    assert await run.heard() is None
    row = (await run.details()).row
    assert row.silent_s(run.now) == seconds(0)


async def test_what_was_reported_before_a_run_began_anew_says_nothing_of_it():
    run = Hanging()
    run.train(1)
    assert await run.heard() == seconds(0)
    run.come_to(run.start + 3000)
    run.served.call("tasks.reset", task=run.task, force=True)
    run.served.call("tasks.started", task=run.task)
    run.come_to(run.start + 3030)
    run.read_machine()
    assert await run.heard() is None


async def test_the_oldest_scalar_of_a_server_that_knows_no_order_is_not_taken_for_the_newest():
    run = Hanging()
    run.train(1)
    run.come_to(run.start + 7150)
    run.train(40)
    run.come_to(run.start + 7200)
    run.read_machine()
    unordered = run.served.call(
        "events.get_task_events", task=run.task, event_type="training_stats_scalar", batch_size=1
    )
    run.wire.empty["events.get_task_events"] = unordered
    assert await run.heard() is None


async def test_a_run_begun_again_is_not_asked_about_each_time_as_what_is_known_is_of_before():
    run = Hanging()
    run.train(1)
    run.come_to(run.start + 3000)
    run.served.call("tasks.stopped", task=run.task, force=True)
    run.served.call("tasks.started", task=run.task, force=True)
    run.come_to(run.start + 3030)
    run.read_machine()
    assert await run.heard() is None
    asked = run.asked()
    assert await run.heard() is None
    assert run.asked() == asked > 0


async def test_the_machine_alone_does_not_say_that_a_training_reports_no_scalars():
    run = Hanging()
    run.say()
    run.come_to(run.start + 7150)
    run.train(40)
    run.come_to(run.start + 7200)
    run.read_machine()
    # So answers a server that does not know which metrics it is asked for.
    machine = run.served.call(
        "events.get_task_events",
        task=run.task,
        event_type="training_stats_scalar",
        metrics=[{"metric": ":monitor:machine"}],
    )
    run.wire.empty["events.get_task_events"] = machine
    assert await run.heard() is None


async def test_of_many_hanging_trainings_each_has_its_turn(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(heard, "MOST_ASKED", 1)
    run = Hanging()
    both = [run.task, run.begin_another()]
    run.come_to(run.start + 6000)
    for task in both:
        run.train(40, task=task)
    told: set[str] = set()
    for later in (7200, 7500):
        run.come_to(run.start + later)
        for task in both:
            run.read_machine(task)
        told |= (await ask_reported(run.client, both)).keys()
    assert told == set(both)


async def test_a_run_is_asked_about_though_so_many_others_are_seen_meanwhile_that_it_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(heard, "MOST_REMEMBERED", 1)
    run = await hung()
    other = run.begin_another()
    at, _ = await asyncio.gather(run.heard(), ask_reported(run.client, [other]))
    assert at == seconds(6000)


async def test_a_server_that_does_not_tell_events_leaves_it_unknown():
    run = await hung()
    for endpoint in EVENTS:
        run.wire.refuse(endpoint, lambda _: True)
    assert await run.heard() is None
