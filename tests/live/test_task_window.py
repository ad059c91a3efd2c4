from __future__ import annotations

from mltui.live.task_rows import TaskRow
from mltui.live.task_window import steady


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
