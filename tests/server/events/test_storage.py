from __future__ import annotations

import pytest

from mltui.server.events.kinds import LOG, SCALAR
from mltui.server.events.logs import LogEntry
from mltui.server.store import Store


@pytest.fixture
def store() -> Store:
    return Store()


def ask_and_fail(store: Store) -> None:
    def ask() -> None:
        with store.transaction():
            store.events.ready("t")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        ask()


def test_past_events_are_made_once_before_they_are_first_read(store: Store) -> None:
    asked: list[str] = []
    store.events.backfill = asked.append
    for task in ("t", "t", "u"):
        store.events.ready(task)
    assert asked == ["t", "u"]


def test_past_events_are_made_again_if_the_call_failed(store: Store) -> None:
    def backfill(task: str) -> None:
        store.events.scalars.append(task, "loss", "train", [(0, 0, 1.0)])

    store.events.backfill = backfill
    ask_and_fail(store)
    assert store.events.names("t", SCALAR) == {}
    store.events.ready("t")
    assert store.events.names("t", SCALAR) == {"loss": ["train"]}


def test_deleted_events_do_not_come_back(store: Store) -> None:
    asked: list[str] = []
    store.events.backfill = asked.append
    store.events.delete("t")
    store.events.ready("t")
    assert asked == []


def test_everything_of_a_task_is_deleted_together(store: Store) -> None:
    store.events.scalars.append("t", "loss", "train", [(0, 0, 1.0), (1, 1, 1.0)])
    store.events.logs.append("t", [LogEntry(0, 0, "info", "w", "hello")])
    store.events.documents.append("t", [{"type": "plot", "metric": "m", "variant": "", "iter": 0}])
    assert store.events.delete("t") == 4
    assert store.events.names("t", LOG) == {}


def test_a_first_request_that_fails_leaves_the_tables(store: Store) -> None:
    ask_and_fail(store)
    assert store.events.names("t", SCALAR) == {}
