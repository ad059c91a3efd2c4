from __future__ import annotations

import sqlite3

import pytest

from mltui.server.events.logs import COUNTED, LogEntry, LogTable


@pytest.fixture
def logs() -> LogTable:
    return LogTable(sqlite3.connect(":memory:"))


def entries(*times: int) -> list[LogEntry]:
    return [LogEntry(time, time, "info", "w", f"line {i}") for i, time in enumerate(times)]


def test_a_page_goes_from_the_newest_backwards(logs: LogTable) -> None:
    logs.append("t", entries(1, 2, 3, 4))
    assert [e.timestamp for e in logs.page("t", 2, descending=True)] == [4, 3]
    assert [e.timestamp for e in logs.page("t", 2, after=3, descending=True)] == [2, 1]


def test_newer_entries_than_a_time_come_oldest_first(logs: LogTable) -> None:
    logs.append("t", entries(1, 2, 3))
    assert [e.timestamp for e in logs.page("t", 10, after=1)] == [2, 3]
    assert logs.page("t", 10, after=3) == []


def test_a_page_never_parts_entries_of_the_same_time(logs: LogTable) -> None:
    logs.append("t", entries(1, 2, 2, 2, 3))
    assert [e.message for e in logs.page("t", 2)] == ["line 0", "line 1", "line 2", "line 3"]
    assert [e.message for e in logs.page("t", 2, descending=True)] == [
        "line 4",
        "line 3",
        "line 2",
        "line 1",
    ]


def test_counting_stops_at_ten_thousand(logs: LogTable) -> None:
    logs.append("t", entries(*range(COUNTED + 5)))
    assert logs.count("t") == COUNTED


def test_entries_up_to_a_time_can_be_removed(logs: LogTable) -> None:
    logs.append("t", entries(1, 2, 3))
    assert logs.delete("t", until=2) == 2
    assert [e.timestamp for e in logs.page("t", None)] == [3]
