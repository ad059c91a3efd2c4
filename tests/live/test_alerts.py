"""What is watched is told once, when it happens; also what happened while nobody could look."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from mltui.api.client import Client
from mltui.api.errors import ApiError, AskedTooOften, TimedOut
from mltui.api.left_alone import asking_by_itself
from mltui.live.alerts import FILTERS_A_LOOK, Alerts
from mltui.live.watched import ask_queues, ask_states
from mltui.live.watches import WORDS, Target, Watch, parse_wish
from mltui.live.wishes import Found, ask_found
from tests.live.watching import Place, report


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


async def test_a_look_at_a_server_that_wishes_to_be_left_alone_ends_with_its_first_word(
    place: Place,
):
    task, queue = await place.task(), await place.call("queues.create", name="gpu")
    place.watch(Target.TASK, task, "fails")
    place.watch(Target.QUEUE, queue["id"], ">0")
    for number in range(FILTERS_A_LOOK):
        place.watch(Target.FILTER, f"run {number}", "fails", f"runs {number}")
    await place.later()
    place.too_often = {"tasks.get_all_ex"}
    place.asked = 0
    with asking_by_itself():
        for _ in range(2):
            with pytest.raises(AskedTooOften) as caught:
                await place.later()
            assert caught.value.wait_s > 0
    assert place.asked == 1
    # What is known already is told all the same.
    place.too_often = {"queues.get_all_ex"}
    await place.call("tasks.failed", task=task)
    assert await place.later() == ["run failed"]


async def test_one_that_ends_between_the_wish_and_the_first_look_is_told(place: Place):
    task = await place.task()
    place.watch(Target.TASK, task, "ends")
    place.moment += timedelta(seconds=3)
    await place.call("tasks.completed", task=task)
    assert await place.later() == ["run completed after 3s"]


async def test_what_cannot_be_looked_at_keeps_nothing_else_from_being_told(place: Place):
    task, queue = await place.task(), await place.call("queues.create", name="gpu")
    place.watch(Target.TASK, task, "fails")
    place.watch(Target.QUEUE, queue["id"], ">0")
    place.watch(Target.FILTER, "run", "fails", "my runs")
    of_task, of_queue, of_filter = place.alerts.watches
    place.refused = {"queues.get_all_ex"}
    assert await place.later() == []
    await place.call("tasks.failed", task=task, status_message="boom")
    assert await place.later() == ["run failed: boom", "run failed: boom"]
    assert place.alerts.failure_of(of_queue).startswith("The server does not accept the request")
    assert place.alerts.failure_of(of_task) == place.alerts.failure_of(of_filter) == ""
    place.refused = set()
    await place.later()
    assert place.alerts.failure_of(of_queue) == ""


async def test_where_nothing_can_be_asked_the_question_fails(place: Place):
    place.watch(Target.TASK, await place.task(), "fails")
    place.refused = {"tasks.get_all_ex"}
    with pytest.raises(ApiError):
        await place.later()
    (watch,) = place.alerts.watches
    assert place.alerts.failure_of(watch)


async def test_filters_that_cannot_be_looked_at_take_nobody_elses_turn(place: Place):
    await place.task("other")
    for number in range(FILTERS_A_LOOK + 1):
        place.watch(Target.FILTER, f"metric{number}" if number else "other", "fails")
    place.refused = {"tasks.get_all_ex"}
    for _ in range(2):
        with pytest.raises(ApiError):
            await place.later()
    assert all(place.alerts.failure_of(watch) for watch in place.alerts.watches)


async def test_a_server_that_is_too_slow_for_a_filter_is_waited_for_once_a_look(place: Place):
    for name in ("one", "two"):
        place.watch(Target.FILTER, name, "fails")
    place.late = {"tasks.get_all_ex"}
    failed = []
    for _ in range(2):
        with pytest.raises(TimedOut):
            await place.later()
        failed.append([bool(place.alerts.failure_of(watch)) for watch in place.alerts.watches])
    assert failed == [[True, False], [True, True]]


async def test_a_queue_is_asked_for_nothing_that_older_servers_lack(place: Place):
    asked: list[object] = []

    class Queues:
        async def get_all_ex(self, **fields: object) -> object:
            asked.append(fields["only_fields"])
            return SimpleNamespace(queues=())

    await ask_queues(cast("Client", SimpleNamespace(queues=Queues())), ["a"])
    assert asked == [["name", "entries"]]


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


async def test_one_that_waits_is_watched_on_when_it_is_taken_out_of_the_queue(place: Place):
    task, queue = await place.task(), await place.call("queues.create", name="gpu")
    await place.call("tasks.failed", task=task)
    place.moment += timedelta(minutes=5)
    await place.call("tasks.enqueue", task=task, queue=queue["id"])
    place.watch(Target.TASK, task, "ends fails")
    assert await place.later() == []
    await place.call("tasks.dequeue", task=task)
    assert await place.later() == []
    assert await place.later() == []
    await place.call("tasks.enqueue", task=task, queue=queue["id"])
    await place.call("tasks.started", task=task)
    await place.call("tasks.failed", task=task)
    assert await place.later() == ["run failed"]
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


@pytest.mark.parametrize(
    ("line", "wish"),
    [
        ('"my metric/x y">3', '"my metric/x y">3'),
        ('fails,"my metric/x y" < 0.1', 'fails "my metric/x y"<0.1'),
        ("ends loss > 10, mAP/50>=0.6", "ends loss>10 mAP/50>0.6"),
        ("iteration>1234567 loss<0.12345678", "iteration>1234567 loss<0.12345678"),
        ('"a, b">1,"c>d"<2 stalls', 'stalls "a, b">1 "c>d"<2'),
        ('"open to the end', "“open to the end” is none of"),
        ("my metric>3", "“my” is none of"),
        ("loss >", "“loss” is none of"),
        ('""', "“” is none of"),
        (" , ", "Type at least one of"),
    ],
)
def test_a_wish_is_divided_as_a_filter_is(line: str, wish: str):
    read = parse_wish(Watch(Target.TASK, "", "it"), line)
    if isinstance(read, str):
        assert read.startswith(wish)
        return
    assert read.wish == wish
    # What is shown can be typed again.
    assert parse_wish(Watch(Target.TASK, "", "it"), read.wish) == read


async def test_a_metric_with_blanks_in_its_name_is_told(place: Place):
    task = await place.task("yolo")
    place.watch(Target.TASK, task, '"val loss/box cls">10')
    place.watch(Target.FILTER, "yolo", '"box cls" > 20', "all yolo")
    told = []
    for step, value in enumerate([0.5, 12.0, 30.0]):
        await report(place, task, value, step, ("val loss", "box cls"))
        told.append(await place.later())
    assert told == [
        [],
        ["yolo val loss/box cls is 12, above 10"],
        ["yolo val loss/box cls is 30, above 20"],
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


async def test_monitors_beside_each_other_keep_what_each_was_told_to_watch(place: Place):
    one, other = place.alerts, Alerts(place.kept)
    first, second, third = [await place.task(name) for name in ("first", "second", "third")]
    for alerts, task in ((one, first), (other, second), (one, third)):
        alerts.add(Watch(Target.TASK, task, "it", words=("fails",)), place.now)
    one.forget([f"task:{second}"], place.now)
    other.keep(place.now)
    assert [each.identity for each in Alerts(place.kept).watches] == [first, third]
    assert {each.identity for each in other.watches} == {first, third}


async def test_what_two_monitors_noticed_is_listed_once_and_seen_in_one_is_seen(place: Place):
    task, lasting = await place.task(), await place.task("lasting")
    place.watch(Target.TASK, task, "fails")
    place.watch(Target.TASK, lasting, "ends")
    other = Alerts(place.kept)
    await place.call("tasks.failed", task=task)
    assert await place.later() == ["run failed"]
    assert [one.fact.name for one in await other.ask(place.client, place.now + 1)] == ["run"]
    assert len(other.fired) == 1
    other.see(place.now)
    place.alerts.keep(place.now)
    assert place.alerts.unseen == 0
    place.alerts.drop(place.alerts.fired, place.now)
    other.keep(place.now)
    assert other.fired == Alerts(place.kept).fired == ()
    assert [one.identity for one in other.watches] == [lasting]


async def test_a_disk_that_becomes_full_costs_nothing_but_the_memory(place: Place, monkeypatch):
    first, second = await place.task(), await place.task()
    place.watch(Target.TASK, first, "fails")
    monkeypatch.setattr(place.kept, "put", lambda *_: None)
    place.watch(Target.TASK, second, "fails")
    place.alerts.keep(place.now)
    assert [one.identity for one in place.alerts.watches] == [first, second]
