from __future__ import annotations

from mltui.live.queues import Queue, QueueEntry, Server
from mltui.screens.queue_cells import entry_rows, queue_row, served_by
from mltui.widgets.rows import Cell

NOW = 1_800_000_000.0
QUEUE = Queue(
    "1",
    "gpu-a",
    entries=(
        QueueEntry("t1", "retina", NOW - 7800, "Vision", "me"),
        QueueEntry("t2", "bert", NOW - 120),
    ),
    servers=(Server("box1:gpu0,1", "yolo"), Server("box4")),
)


def text(cell: Cell | str) -> str:
    return cell.text if isinstance(cell, Cell) else cell


def test_a_queues_row_tells_length_wait_servers_and_next():
    cells = queue_row(QUEUE, NOW).cells
    shown = {key: text(cells[key]) for key in ("length", "oldest", "servers", "next")}
    assert shown == {
        "length": "2",
        "oldest": "2h",
        "servers": "1 of 2 busy",
        "next": "retina",
    }


def test_waiting_tasks_that_nobody_serves_stand_out():
    cell = queue_row(Queue("1", "gpu-a", QUEUE.entries), NOW).cells["servers"]
    assert cell == Cell("nobody", "bad")


def test_an_empty_queue_is_quiet():
    cells = queue_row(Queue("1", "gpu-a"), NOW).cells
    assert [text(cells[key]) for key in ("length", "oldest", "next")] == ["0", "–", "–"]


def test_entries_keep_the_servers_order():
    rows = entry_rows(QUEUE, NOW)
    assert [row.key for row in rows] == ["t1", "t2"]
    assert [text(row.cells["place"]) for row in rows] == ["1", "2"]


def test_who_serves_a_queue_is_said_worker_by_worker():
    assert served_by(QUEUE) == "box1:0-1 busy, box4 idle"


def test_a_queue_without_workers_is_served_by_nobody():
    assert served_by(Queue("1", "gpu-a")) == ""
