"""What is watched is told once, when it happens; also what happened while nobody could look."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from mltui.api.client import Client
from mltui.api.errors import ApiError
from mltui.api.session import Connection, Session
from mltui.live import watched
from mltui.live.alerts import FILTERS_A_LOOK, Alerts
from mltui.live.store import MemoryStore
from mltui.live.watched import ask_states
from mltui.live.watches import WORDS, Target, Watch, parse_wish
from mltui.live.wishes import Found, ask_found
from mltui.server.app import create_app
from mltui.server.auth import Keys, add_keys, create_user
from mltui.server.engine import Engine
from mltui.server.store import Store

KEYS = Keys("WATCHERSKEY", "watchers-secret")


class Place:
    """A server whose time the test turns, and a person's alerts."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 10, tzinfo=UTC)
        store = Store(":memory:")
        add_keys(store, create_user(store, "ada", self.moment, role="admin"), KEYS, "tests")
        self.engine = Engine(store, clock=lambda: self.moment)
        self.kept = MemoryStore()
        self.alerts = Alerts(self.kept)
        self.asked = 0
        self.endpoints: Counter[str] = Counter()
        self.cut = False
        self.left: int | None = None
        way = httpx.ASGITransport(app=create_app(self.engine))
        place = self

        class Wire(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                place.asked += "login" not in request.url.path
                place.endpoints[request.url.path.strip("/")] += 1
                if place.left is not None:
                    place.left -= 1
                if place.cut or (place.left is not None and place.left < 0):
                    raise httpx.ConnectError("refused", request=request)
                return await way.handle_async_request(request)

        connection = Connection("http://lab", KEYS.access_key, KEYS.secret_key)
        self.client = Client(Session(connection, Wire()))

    @property
    def now(self) -> float:
        return self.moment.timestamp()

    async def call(self, endpoint: str, **fields: Any) -> dict[str, Any]:
        """Do something as somebody else would."""
        return await self.client.session.call(endpoint, fields, repeatable=False)

    async def task(self, name: str = "run", *, running: bool = True) -> str:
        made = await self.call("tasks.create", name=name, type="training")
        if running:
            await self.call("tasks.started", task=made["id"])
        return str(made["id"])

    async def later(self, seconds: float = 15.0) -> list[str]:
        """Let time pass and look; return what is told."""
        self.moment += timedelta(seconds=seconds)
        fired = await self.alerts.ask(self.client, self.now)
        return [f"{one.fact.name} {one.fact.sentence}" for one in fired]

    def watch(self, target: Target, identity: str, wish: str, name: str = "it") -> None:
        watch = parse_wish(Watch(target, identity, name), wish)
        assert isinstance(watch, Watch)
        self.alerts.add(watch, self.now)


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    place = Place()
    yield place
    await place.client.close()


async def test_nothing_is_asked_as_long_as_nothing_is_watched(place: Place):
    assert await place.later() == []
    assert place.asked == 0


async def test_a_failure_is_told_once_with_its_reason_and_ends_the_watch(place: Place):
    task = await place.task()
    place.watch(Target.TASK, task, " ".join(WORDS))
    assert await place.later() == []
    await place.call("tasks.failed", task=task, status_message="out of memory")
    assert await place.later() == ["run failed: out of memory"]
    assert place.alerts.watches == ()
    assert await place.later() == []
    assert [one.fact.identity for one in place.alerts.fired] == [task]
    assert place.alerts.unseen == 1
    place.alerts.see(place.now)
    assert place.alerts.unseen == 0


async def test_one_that_ends_between_the_wish_and_the_first_look_is_told(place: Place):
    task = await place.task()
    place.watch(Target.TASK, task, "ends")
    place.moment += timedelta(seconds=3)
    await place.call("tasks.completed", task=task)
    assert await place.later() == ["run completed after 3s"]


async def test_what_was_over_before_is_not_told(place: Place):
    task = await place.task()
    await place.call("tasks.failed", task=task)
    place.moment += timedelta(seconds=60)
    place.watch(Target.TASK, task, "fails")
    assert await place.later() == []


async def test_only_what_was_wished_is_told(place: Place):
    task = await place.task()
    place.watch(Target.TASK, task, "fails")
    await place.later()
    await place.call("tasks.completed", task=task)
    assert await place.later() == []
    assert place.alerts.watches == ()


async def test_a_stall_is_told_and_told_again_only_after_it_was_over(place: Place):
    task = await place.task()
    place.watch(Target.TASK, task, "stalls")
    assert await place.later() == []
    assert await place.later(1200) == ["run stalls: silent for 20m"]
    assert await place.later() == []
    await report(place, task, 0.5, 1)
    assert await place.later() == []
    assert await place.later(1200) == ["run stalls: silent for 20m"]


async def report(place: Place, task: str, value: float, step: int) -> None:
    await place.call(
        "events.add",
        type="training_stats_scalar",
        task=task,
        metric="loss",
        variant="train",
        value=value,
        iter=step,
        timestamp=int(place.now * 1000),
    )


@pytest.mark.parametrize("wish", ["loss>10", "loss/train>10", "fails,loss>=10", "train>10"])
async def test_a_metric_that_passes_a_limit_is_told_each_time(place: Place, wish: str):
    task = await place.task()
    place.watch(Target.TASK, task, wish)
    told = []
    for step, value in enumerate([0.5, 12.5, 13.0, 0.4, 40.0]):
        await report(place, task, value, step)
        told.append(await place.later())
    assert told == [
        [],
        ["run loss/train is 12.50, above 10"],
        [],
        [],
        ["run loss/train is 40, above 10"],
    ]


async def test_a_limit_of_the_iteration_is_told(place: Place):
    task = await place.task()
    place.watch(Target.TASK, task, "iteration>40")
    place.watch(Target.FILTER, "run", "iteration>100")
    told = []
    for step in (1, 39, 41, 60, 101):
        await report(place, task, 0.5, step)
        told.append(await place.later())
    assert told == [
        [],
        [],
        ["run iteration is 41, above 40"],
        [],
        ["run iteration is 101, above 100"],
    ]


async def test_a_value_at_its_limit_is_not_called_beyond_it(place: Place):
    task = await place.task()
    place.watch(Target.TASK, task, "loss<=0.5")
    await report(place, task, 0.75, 1)
    await place.later()
    await report(place, task, 0.5, 2)
    assert await place.later() == ["run loss/train is 0.500, at 0.5"]
    await report(place, task, 0.75, 3)
    await place.later()
    await report(place, task, 0.25, 4)
    assert await place.later() == ["run loss/train is 0.250, below 0.5"]


async def test_a_failure_that_has_only_a_reason_is_told_with_it(place: Place):
    task, other = await place.task(), await place.task("yolo")
    place.watch(Target.TASK, task, "fails")
    place.watch(Target.FILTER, "yolo", "fails")
    await place.later()
    for one in (task, other):
        await place.call("tasks.failed", task=one, status_reason="Exception: boom")
    assert await place.later() == ["run failed: Exception: boom", "yolo failed: Exception: boom"]


async def test_a_watched_run_that_stalls_is_known_to(place: Place):
    task = await place.task()
    place.watch(Target.TASK, task, "ends")
    (watch,) = place.alerts.watches
    await place.later()
    assert place.alerts.said_of(watch) == ""
    assert await place.later(1200) == []
    assert place.alerts.said_of(watch) == "stalled"


async def test_what_holds_already_and_what_was_never_reported_is_found(place: Place):
    task, other = await place.task(), await place.task("other")
    await report(place, task, 12.0, 50)
    await report(place, other, 1.0, 50)
    for one in (task, other):
        place.watch(Target.TASK, one, "ends loss>10 iteration>40 lossy>4")
    found = await ask_found(place.client, place.alerts.watches, place.now)
    assert dict(found.holding) == {"loss>10": 1, "iteration>40": 2}
    assert found.unknown == ("lossy",)
    every = parse_wish(Watch(Target.FILTER, "", "it"), "ends loss>10 iteration>40 lossy>4")
    assert isinstance(every, Watch)
    assert await ask_found(place.client, [every], place.now) == Found((), ("lossy",))


async def test_a_deleted_task_is_told(place: Place):
    task = await place.task(running=False)
    place.watch(Target.TASK, task, "ends", "run")
    await place.later()
    await place.call("tasks.delete", task=task)
    assert await place.later() == ["run was deleted"]
    assert place.alerts.watches == ()


async def test_a_queue_that_grows_over_a_length_is_told(place: Place):
    queue = (await place.call("queues.create", name="gpus"))["id"]
    place.watch(Target.QUEUE, queue, "length>1")
    told = []
    for name in ("one", "two", "three"):
        task = await place.task(name, running=False)
        await place.call("tasks.enqueue", task=task, queue=queue)
        told.append(await place.later())
    assert told == [[], ["gpus has 2 waiting tasks, more than 1"], []]
    assert await ask_states(place.client, place.alerts.watches) == {queue: "3 waiting"}


async def test_a_filter_tells_of_each_task_also_when_it_fits_no_longer(place: Place):
    old = await place.task("yolo old")
    await place.call("tasks.failed", task=old)
    running, other = await place.task("yolo 1"), await place.task("bert")
    place.moment += timedelta(seconds=60)
    place.watch(Target.FILTER, "yolo status:running", "ends fails", "yolo status:running")
    assert await place.later() == []
    await place.call("tasks.failed", task=running)
    await place.call("tasks.failed", task=other)
    assert await place.later() == ["yolo 1 failed"]
    assert place.alerts.fired[0].because == "yolo status:running"
    assert len(place.alerts.watches) == 1


async def test_a_filter_tells_of_one_that_came_and_failed_between_two_looks(place: Place):
    place.watch(Target.FILTER, "yolo", "fails")
    await place.later()
    place.moment += timedelta(seconds=5)
    await place.call("tasks.failed", task=await place.task("yolo 2"))
    assert await place.later(5) == ["yolo 2 failed"]
    assert await place.later() == []


async def test_a_filter_holds_for_all_tasks_that_run_not_only_the_newest(
    place: Place, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(watched, "PAGE_SIZE", 50)
    tasks = [await place.task(f"yolo {number}") for number in range(130)]
    place.watch(Target.FILTER, "yolo", "fails")
    assert await place.later() == []
    await place.call("tasks.failed", task=tasks[0])
    await place.call("tasks.failed", task=tasks[129])
    assert sorted(await place.later()) == ["yolo 0 failed", "yolo 129 failed"]
    (watch,) = place.alerts.watches
    assert place.alerts.said_of(watch) == "128 going on"


async def test_where_more_run_than_are_looked_at_it_is_said(
    place: Place, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(watched, "PAGE_SIZE", 2)
    monkeypatch.setattr(watched, "MOST_TASKS", 4)
    for number in range(5):
        await place.task(f"yolo {number}")
    place.watch(Target.FILTER, "yolo", "fails")
    await place.later()
    (watch,) = place.alerts.watches
    assert place.alerts.said_of(watch) == "first 4"


async def test_where_more_run_than_are_looked_at_an_alert_is_told_once(
    place: Place, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(watched, "PAGE_SIZE", 2)
    monkeypatch.setattr(watched, "MOST_TASKS", 4)
    tasks = [await place.task(f"yolo {number}") for number in range(10)]
    for task in tasks:
        await report(place, task, 0.5, 0)
    place.watch(Target.FILTER, "yolo", "loss>10 stalls")
    assert await place.later() == []
    await report(place, tasks[0], 12.0, 1)
    told = await place.later()
    assert told == ["yolo 0 loss/train is 12, above 10"]
    for step in range(2, 12):
        # Others report, and push it from the page and let it back again.
        for task in tasks[1:6] if step % 3 else tasks[:1]:
            await report(place, task, 12.0 if task == tasks[0] else 0.5, step)
            place.moment += timedelta(seconds=1)
        told += await place.later()
    assert told == ["yolo 0 loss/train is 12, above 10"]
    await place.call("tasks.failed", task=tasks[0])
    assert await place.later() == []


async def test_where_more_run_than_are_looked_at_each_failure_is_told(
    place: Place, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(watched, "PAGE_SIZE", 2)
    monkeypatch.setattr(watched, "MOST_TASKS", 4)
    tasks = [await place.task(f"yolo {number}") for number in range(10)]
    place.watch(Target.FILTER, "yolo", "fails")
    await place.later()
    for number in (1, 8):
        await place.call("tasks.failed", task=tasks[number])
    assert sorted(await place.later()) == ["yolo 1 failed", "yolo 8 failed"]
    assert await place.later() == []


async def test_many_filters_are_looked_at_in_turn(place: Place):
    for number in range(40):
        place.watch(Target.FILTER, f"yolo-{number:02}", "fails")
    asked = place.asked
    await place.later()
    assert 0 < place.asked - asked <= 4 * FILTERS_A_LOOK
    for number in (3, 33):
        await place.call("tasks.failed", task=await place.task(f"yolo-{number:02}"))
    told = [text for _ in range(4) for text in await place.later()]
    assert sorted(told) == ["yolo-03 failed", "yolo-33 failed"]
    assert [await place.later() for _ in range(4)] == [[]] * 4


async def test_a_look_at_a_filter_costs_the_same_however_many_tasks_are_over(place: Place):
    place.watch(Target.FILTER, "yolo", "fails loss>1")
    await place.later()
    for number in range(12):
        await place.call("tasks.completed", task=await place.task(f"yolo {number}"))
    await place.later()
    asked = place.asked
    await place.later()
    few = place.asked - asked
    for number in range(1100):
        made = await place.call("tasks.create", name=f"yolo {number}", type="training")
        assert made
    asked = place.asked
    await place.later()
    assert place.asked - asked == few <= 4


async def test_which_metrics_there_are_is_asked_seldom_also_where_none_fits(place: Place):
    task = await place.task("yolo")
    await report(place, task, 0.5, 1)
    place.watch(Target.FILTER, "yolo", "map>1 diverges")
    for _ in range(41):
        assert await place.later() == []
    assert place.endpoints["projects.get_unique_metric_variants"] == 3


async def test_a_metric_that_nobody_had_reported_is_told_soon(place: Place):
    task = await place.task("yolo")
    place.watch(Target.FILTER, "yolo", "loss>10")
    assert await place.later() == []
    await report(place, task, 0.5, 1)
    assert await place.later() == []
    await report(place, task, 12.0, 2)
    assert await place.later() == ["yolo loss/train is 12, above 10"]


async def test_what_ended_long_ago_is_not_told_when_it_is_changed_or_comes_to_fit(place: Place):
    old, other = await place.task("yolo old"), await place.task("old")
    for task in (old, other):
        await place.call("tasks.completed", task=task)
    place.moment += timedelta(seconds=60)
    place.watch(Target.FILTER, "yolo", "ends fails")
    await place.later()
    await place.call("tasks.update", task=other, name="yolo too")
    await place.call("tasks.publish", task=old)
    assert await place.later() == []


async def test_a_filter_tells_of_a_running_task_that_comes_to_fit(place: Place):
    task = await place.task("bert")
    await report(place, task, 12.0, 1)
    place.moment += timedelta(seconds=60)
    place.watch(Target.FILTER, "yolo", "loss>10")
    await place.later()
    await place.call("tasks.update", task=task, name="yolo after all")
    assert await place.later() == ["yolo after all loss/train is 12, above 10"]


async def test_what_holds_already_of_a_running_task_is_not_told_though_it_reports(place: Place):
    task = await place.task("yolo")
    await report(place, task, 12.0, 1)
    place.watch(Target.FILTER, "yolo", "loss>10")
    place.moment += timedelta(seconds=1)
    await report(place, task, 13.0, 2)
    assert await place.later(1) == []
    await report(place, task, 1.0, 3)
    assert await place.later() == []
    await report(place, task, 14.0, 4)
    assert await place.later() == ["yolo loss/train is 14, above 10"]


async def test_a_limit_holds_for_metrics_that_only_few_tasks_have(place: Place):
    few = await place.task("yolo few")
    await report(place, few, 0.5, 1)
    for number in range(60):
        place.moment += timedelta(seconds=1)
        await place.task(f"yolo {number}")
    place.watch(Target.FILTER, "yolo", "loss>10")
    await place.later()
    await report(place, few, 20.0, 2)
    assert await place.later() == ["yolo few loss/train is 20, above 10"]


async def test_all_running_tasks_of_a_filter_are_asked_for_their_last_report(place: Place):
    tasks = [await place.task(f"yolo {number}") for number in range(120)]
    place.watch(Target.FILTER, "yolo", "stalls")
    await report(place, tasks[0], 0.5, 1)
    await place.later()
    place.moment += timedelta(seconds=1200)
    # An agent's word that they are there, which is no report of the training.
    for task in tasks:
        await place.call("tasks.ping", task=task)
    assert "yolo 0 stalls: silent for 20m" in await place.later()


async def test_nothing_is_lost_while_the_server_is_away(place: Place):
    task = await place.task()
    place.watch(Target.TASK, task, "fails")
    await place.later()
    await place.call("tasks.failed", task=task)
    place.cut = True
    with pytest.raises(ApiError):
        await place.later()
    place.cut = False
    assert await place.later() == ["run failed"]


@pytest.mark.parametrize("answered", range(6))
async def test_nothing_is_lost_when_the_server_goes_away_in_the_middle(place: Place, answered: int):
    task = await place.task("yolo 1")
    place.watch(Target.FILTER, "yolo status:running", "fails")
    place.watch(Target.FILTER, "bert", "fails")
    await place.later()
    await place.call("tasks.failed", task=task)
    place.left = answered
    told: list[str] = []
    try:
        told += await place.later()
    except ApiError:
        place.left = None
        told += await place.later()
    assert told == ["yolo 1 failed"]


async def test_what_happened_while_nobody_ran_mltui_is_told_at_the_next_start(place: Place):
    task, other = await place.task("one"), await place.task("two")
    place.watch(Target.TASK, task, "fails loss>3", "one")
    place.watch(Target.FILTER, "two", "ends", "two")
    await place.later()
    await place.call("tasks.failed", task=task)
    await place.call("tasks.stopped", task=other)
    place.alerts = Alerts(place.kept)
    assert [watch.wish for watch in place.alerts.watches] == ["fails loss>3", "ends"]
    assert await place.later(7200) == ["one failed", "two was stopped after 15s"]
    place.alerts = Alerts(place.kept)
    assert [one.fact.name for one in place.alerts.fired] == ["two", "one"]


async def test_what_was_kept_by_another_version_is_left_aside(place: Place):
    place.watch(Target.TASK, "1" * 32, "fails")
    kept = place.kept.get("alerts")
    assert kept is not None
    kept.value["watches"] = [{"watch": {"target": "moon"}}]
    assert Alerts(place.kept).watches == ()


@pytest.mark.parametrize(
    ("target", "line", "complaint"),
    [
        (Target.TASK, "", "at least one"),
        (Target.TASK, "ends explodes", "“explodes” is none of ends, fails"),
        (Target.TASK, "loss>ten", "“loss>ten” is none of"),
        (Target.QUEUE, "fails", "number of waiting tasks"),
        (Target.QUEUE, "length>-3", "number of waiting tasks"),
    ],
)
def test_a_wish_that_cannot_be_read_says_why(target: Target, line: str, complaint: str):
    read = parse_wish(Watch(target, "1", "it"), line)
    assert isinstance(read, str)
    assert complaint in read
