from __future__ import annotations

from mltui.live.queues import Queue, QueueEntry, Server
from mltui.live.workers import Worker
from mltui.screens.queue_cells import entry_rows, queue_facts, queue_row, server_rows, start_words
from mltui.series.waits import StartRange
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
    shown = {key: text(cells[key]) for key in ("length", "oldest", "servers", "workers", "next")}
    assert shown == {
        "length": "2",
        "oldest": "2h",
        "servers": "1 of 2 busy",
        "workers": "box1:0-1, box4",
        "next": "retina",
    }


def test_waiting_tasks_that_nobody_serves_stand_out():
    cell = queue_row(Queue("1", "gpu-a", QUEUE.entries), NOW).cells["servers"]
    assert cell == Cell("nobody", "bad")


def whole(cell: Cell | str) -> str:
    assert isinstance(cell, Cell)
    return cell.text + "".join(text for text, _ in cell.more)


def test_a_lost_worker_neither_serves_nor_works_and_is_counted():
    cells = queue_row(QUEUE.knowing({"box1:gpu0,1"}), NOW).cells
    assert whole(cells["servers"]) == "0 of 1 busy  ⚠ lost 1"
    assert whole(cells["workers"]) == "box4  ⚠ box1:0-1"


def test_a_queue_of_which_all_workers_are_lost_is_served_by_nobody_until_one_reports_again():
    lost = QUEUE.knowing({"box1:gpu0,1", "box4"})
    cells = queue_row(lost, NOW).cells
    assert cells["servers"] == Cell("nobody", "bad", (("  ⚠ lost 2", "warn"),))
    assert whole(cells["workers"]) == "⚠ box1:0-1, box4"
    assert facts(lost) == ["served by nobody   "]
    assert lost.knowing({"box4"}).serving == QUEUE.servers[:1]


def test_an_empty_queue_is_quiet():
    cells = queue_row(Queue("1", "gpu-a"), NOW).cells
    assert [text(cells[key]) for key in ("length", "oldest", "next")] == ["0", "–", "–"]


def test_entries_keep_the_servers_order():
    rows = entry_rows(QUEUE, NOW)
    assert [row.key for row in rows] == ["t1", "t2"]
    assert [text(row.cells["place"]) for row in rows] == ["1", "2"]


def served(queue: Queue, *workers: Worker) -> list[list[str]]:
    rows = server_rows(queue, workers, NOW)
    return [[text(row.cells[key]) for key in ("worker", "task", "running")] for row in rows]


def facts(queue: Queue) -> list[str]:
    return ["".join(text for text, _ in line) for line in queue_facts(queue)]


def test_who_serves_a_queue_is_said_worker_by_worker_with_what_each_runs():
    running = Worker("box1:gpu0,1", task="t", running_s=7_265, reported=NOW)
    assert served(QUEUE, running) == [["box1:0-1", "yolo", "2h01m"], ["box4", "no task", ""]]


def test_a_lost_worker_is_said_to_be_lost():
    lost = Worker("box1:gpu0,1", task="t", running_s=7_265, reported=NOW - 900)
    assert served(QUEUE, lost)[0] == ["box1:0-1", "⚠ lost", ""]


def test_lost_workers_are_not_below_the_end_of_a_short_list():
    assert [row.key for row in server_rows(QUEUE.knowing({"box4"}), (), NOW)] == [
        "box4", "box1:gpu0,1",
    ]  # fmt: skip


def test_a_queue_without_workers_is_served_by_nobody():
    assert facts(Queue("1", "gpu-a")) == ["served by nobody   "]
    assert facts(QUEUE) == []


def test_tags_and_notes_of_a_queue_are_told():
    queue = Queue("1", "gpu-a", (), QUEUE.servers, ("prod",), metadata=(("owner", "vision"),))
    assert facts(queue)[0].split() == ["tags", "prod", "owner", "vision"]


def test_starts_are_written_as_coarsely_as_they_are_known():
    assert start_words(StartRange(0, 20)) == "now"
    assert start_words(StartRange(0, 1300)) == "now–20m"
    assert start_words(StartRange(2400, 4800)) == "40m–1h20m"
    assert start_words(StartRange(3 * 3600, 7.2 * 3600)) == "3h00m–7h00m"


def test_entries_without_a_basis_have_no_estimate():
    rows = entry_rows(QUEUE, NOW, [StartRange(2400, 4800)])
    assert [text(row.cells["start"]) for row in rows] == ["40m–1h20m", "–"]
