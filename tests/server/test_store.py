from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from mltui.server.engine import Engine
from mltui.server.identity import Identity
from mltui.server.store import Store

WRITER = """
import sys
from mltui.server.engine import Engine
from mltui.server.identity import Identity
from mltui.server.store import Store

engine = Engine(Store(sys.argv[1]))
who = Identity(user="someone")
number = 0
while True:
    task = engine.call("tasks.create", {"name": f"task {number}", "type": "training"}, who)["id"]
    engine.call("tasks.enqueue", {"task": task, "queue_name": "a queue"}, who)
    print(number, flush=True)
    number += 1
"""


def test_what_was_answered_survives_a_kill_and_what_was_not_is_whole_or_absent(
    tmp_path: Path,
) -> None:
    path = tmp_path / "state.sqlite"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        answered = 0
        while answered < 20:
            answered = int(writer.stdout.readline())
        writer.kill()
        answered = max([answered, *map(int, writer.stdout.read().split())])
    store = Store(path)
    assert store.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    waiting = {entry["task"] for queue in store.queues.find() for entry in queue["entries"]}
    tasks = store.tasks.find()
    assert [task["name"] for task in tasks[: answered + 1]] == [
        f"task {number}" for number in range(answered + 1)
    ]
    assert {task["id"] for task in tasks if task["status"] == "queued"} == waiting


def test_state_is_there_again_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    who = Identity(user="someone")
    first = Store(path)
    task = Engine(first).call("tasks.create", {"name": "a task", "type": "training"}, who)["id"]
    first.close()
    found = Engine(Store(path)).call("tasks.get_by_id", {"task": task}, who)["task"]
    assert found["name"] == "a task"


def insert_and_fail(store: Store, before: str | None = None) -> None:
    with store.transaction():
        if before is not None:
            with store.transaction():
                store.settings.insert({"id": before})
        store.settings.insert({"id": "lost"})
        raise ValueError


def test_an_inner_transaction_that_fails_takes_back_only_its_own_part() -> None:
    store = Store()
    with store.transaction():
        store.settings.insert({"id": "kept"})
        with pytest.raises(ValueError):
            insert_and_fail(store)
        store.settings.insert({"id": "also kept"})
    assert [one["id"] for one in store.settings.find()] == ["kept", "also kept"]


def test_an_outer_transaction_that_fails_takes_back_all() -> None:
    store = Store()
    with pytest.raises(ValueError):
        insert_and_fail(store, before="written before")
    assert store.settings.find() == []


def insert_too_much(store: Store) -> None:
    with store.transaction():
        store.settings.insert({"id": "small"})
        with store.transaction():
            store.settings.insert({"id": "large", "text": "x" * 100_000})


def test_a_full_disk_is_named_and_takes_back_all(tmp_path: Path) -> None:
    store = Store(tmp_path / "state.sqlite")
    pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
    store.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        insert_too_much(store)
    assert store.settings.find() == []
    store.connection.execute(f"PRAGMA max_page_count = {pages + 100}")
    with store.transaction():
        store.settings.insert({"id": "there is room again"})
    assert store.settings.count() == 1


def test_an_id_can_be_used_once() -> None:
    store = Store()
    store.settings.insert({"id": "one"})
    with pytest.raises(sqlite3.IntegrityError):
        store.settings.insert({"id": "one"})


def test_a_change_reaches_the_columns_that_lists_are_found_by() -> None:
    store = Store()
    store.tasks.insert({"id": "t", "name": "old", "execution": {"queue": "q"}})
    store.tasks.update("t", {"name": "new", "execution.queue": None}, unset=("comment",))
    assert store.tasks.find({"name": "old"}) == []
    assert [task["id"] for task in store.tasks.find({"name": "NEW"})] == ["t"]
    assert store.tasks.count({"execution.queue": "q"}) == 0


def test_keys_with_dots_are_reached_by_tuples() -> None:
    store = Store()
    store.tasks.insert({"id": "t", "name": "a task"})
    path = ("hyperparams", "My.Section", 'a"b')
    store.tasks.update("t", {path: "1"})
    assert store.tasks.get("t") == {
        "id": "t",
        "name": "a task",
        "hyperparams": {"My.Section": {'a"b': "1"}},
    }
    store.tasks.update("t", {}, unset=(path,))
    assert store.tasks.rows([path], {"id": "t"}) == [(None,)]
