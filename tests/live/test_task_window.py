from __future__ import annotations

import time
from datetime import timedelta
from typing import cast

import pytest

from mltui.live.heard import STAMPS
from mltui.live.task_rows import TaskRow
from mltui.live.task_window import TaskWindow, steady
from mltui.server.demo import Demo
from tests.support.lab import Wire, client_of
from tests.support.small import Served


def running(*names: str) -> list[TaskRow]:
    return [TaskRow(id=name, status="in_progress") for name in names]


def ids(rows: list[TaskRow]) -> str:
    return "".join(row.id for row in rows)


def test_running_tasks_that_overtake_each_other_keep_their_places():
    assert ids(steady(running("a", "b", "c"), running("c", "a", "b"))) == "abc"


def test_a_task_that_began_to_run_comes_first():
    assert ids(steady(running("a", "b"), running("b", "n", "a"))) == "nab"


def test_ended_tasks_stay_where_the_server_put_them():
    ended = TaskRow(id="e", status="completed")
    after = [*running("b"), ended, *running("a")]
    assert ids(steady(running("a", "b"), after)) == "aeb"


def test_without_anything_before_the_servers_order_holds():
    assert ids(steady([], running("c", "a"))) == "ca"


class Runs:
    """Two running tasks, an agent that reports for them, and somebody who looks at the list."""

    def __init__(self) -> None:
        self.served = Served()
        self.wire = Wire(cast("Demo", self.served))
        self.client = client_of(cast("Demo", self.served), self.wire)
        self.window = TaskWindow()
        self.now = time.time()
        self.window.clock = lambda: self.now
        self.ids = [self._started(name) for name in ("one", "two")]

    def _started(self, name: str) -> str:
        task = self.served.call("tasks.create", name=f"task {name}", type="training")["id"]
        self.served.call("tasks.started", task=task)
        self.report(task, 1)
        return str(task)

    def report(self, task: str, iteration: int) -> None:
        self.served.call("events.add", type="training_stats_scalar", task=task, metric="loss",
                         variant="train", iter=iteration, value=1.0,
                         timestamp=int(self.now * 1000))  # fmt: skip

    def agent_reports(self, task: str) -> None:
        self.served.call("workers.status_report", worker="box:0", task=task, queues=[],
                         timestamp=int(self.now * 1000))  # fmt: skip

    async def look(self) -> dict[str, TaskRow]:
        self.window.forget()
        window = await self.window.ask(self.client)
        return {row.id: row for page in window.pages for row in page.rows}

    @property
    def asked(self) -> list[list[str]]:
        """The tasks whose reports were asked for, question by question."""
        bodies = self.wire.bodies["tasks.get_all_ex"]
        return [body["id"] for body in bodies if body["only_fields"] == [*STAMPS]]


async def test_an_agents_word_is_no_report_of_the_training():
    runs = Runs()
    reported = runs.now
    one = runs.ids[0]
    await runs.look()
    runs.now += 3600
    runs.served.ago = timedelta(seconds=-3600)
    runs.agent_reports(one)
    row = (await runs.look())[one]
    assert row.last_update == pytest.approx(runs.now, abs=60)
    assert row.reported == pytest.approx(reported, abs=1)
    assert row.silent_s(runs.now) == pytest.approx(3600, abs=2)


async def test_only_running_tasks_that_have_not_got_on_are_asked_for_their_reports():
    runs = Runs()
    await runs.look()
    await runs.look()
    assert [sorted(ids) for ids in runs.asked] == [sorted(runs.ids)]
    runs.now += 90
    runs.report(runs.ids[1], 2)
    await runs.look()
    assert runs.asked[1:] == [[runs.ids[0]]]
