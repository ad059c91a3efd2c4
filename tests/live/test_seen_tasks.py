"""What was seen of a long list is kept as far as it may be needed, and no longer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import cast

from mltui.api.client import Client
from mltui.live.home import MOST_KEPT, CurvesQuestion, MyTask
from mltui.live.metric_names import MetricName
from mltui.live.pages import PAGE_SIZE
from mltui.live.seen_tasks import MOST_PAGES, NEAR, SeenTasks
from mltui.live.task_rows import TaskRow
from mltui.live.task_window import Page


def page(number: int, count: int = PAGE_SIZE, name: str = "") -> Page:
    rows = (TaskRow(f"{name}{number}-{index}") for index in range(count))
    return Page(number * PAGE_SIZE, tuple(rows))


def forget(seen: SeenTasks, total: int | None, first: int = 0, *needed: str) -> None:
    seen.forget(total, (first, 40), set(needed).__contains__)


def starts(seen: SeenTasks) -> list[int]:
    return [page.start // PAGE_SIZE for page in seen.pages_in_sight(0, 1_000_000)]


def test_pages_beyond_the_end_of_the_list_are_forgotten():
    seen = SeenTasks()
    for number in range(3):
        seen.put(page(number))
    seen.put(page(0, 50))
    forget(seen, 50)
    assert starts(seen) == [0]
    assert len(seen) == 50
    assert seen.get("1-0") is None


def test_of_very_many_pages_those_near_the_screen_are_kept():
    seen = SeenTasks()
    for number in range(MOST_PAGES + 60):
        seen.put(page(number))
    forget(seen, None, 60 * PAGE_SIZE, "0-7")
    assert starts(seen) == list(range(60 - NEAR, 60 + NEAR + 1))
    assert len(seen) == (2 * NEAR + 1) * PAGE_SIZE + 1
    assert seen.get("0-7") is not None
    assert seen.get("0-8") is None


def test_rows_that_others_took_the_place_of_are_forgotten():
    seen = SeenTasks()
    for number in range(20):
        seen.put(Page(0, page(0, name=f"{number} ").rows))
        forget(seen, PAGE_SIZE, 0, "3 0-1")
    assert len(seen) == PAGE_SIZE + 1


def test_the_rows_on_the_screen_are_found_across_pages():
    seen = SeenTasks()
    seen.put(page(0))
    seen.put(page(1, 30))
    assert [row.id for row in seen.in_sight(98, 4)] == ["0-98", "0-99", "1-0", "1-1"]
    assert len(seen.in_sight(120, 40)) == 10
    assert [one.start for one in seen.pages_in_sight(98, 4)] == [0, PAGE_SIZE]
    assert [one.start for one in seen.pages_in_sight(0, 100)] == [0]


async def curves_after(rows: Iterable[TaskRow]) -> Mapping[str, object]:
    """What is kept of the curves of tasks that were in sight one after the other."""
    mine: list[MyTask] = []

    class Events:
        async def multi_task_scalar_metrics_iter_histogram(self, **_: object) -> object:
            return SimpleNamespace(metrics={})

    client = cast("Client", SimpleNamespace(events=Events()))
    question = CurvesQuestion(lambda: mine)
    for row in rows:
        mine[:] = [MyTask(row, MetricName("loss", "train"))]
        curves = await question(client)
    assert curves is not None
    return curves


async def test_curves_of_tasks_long_out_of_sight_are_forgotten():
    curves = await curves_after(TaskRow(str(number)) for number in range(MOST_KEPT + 50))
    assert len(curves) == MOST_KEPT
    assert str(MOST_KEPT + 49) in curves
    assert "0" not in curves


async def test_a_curve_that_was_asked_for_just_now_is_not_the_first_to_be_forgotten():
    seen = [TaskRow(str(number)) for number in range(MOST_KEPT)]
    curves = await curves_after([*seen, TaskRow("0", last_update=1.0), TaskRow("another")])
    assert "0" in curves
    assert "1" not in curves
