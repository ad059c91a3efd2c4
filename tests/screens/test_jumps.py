from __future__ import annotations

import pytest

from mltui.screens.jumps import Jump, complete, parse

NAMES = ["projects", "tasks", "queues", "workers", "project", "quit"]


@pytest.mark.parametrize(
    ("line", "jump"),
    [
        ("tasks", Jump("tasks")),
        ("tasks train v2", Jump("tasks", "train v2")),
        ("  Workers ", Jump("workers")),
        ("w", Jump("workers")),
        ("q", Jump("queues")),
        ("qui", Jump("quit")),
        ("project Vision/Detection", Jump("project", "Vision/Detection")),
        ("nowhere", None),
        ("", None),
        ("   ", None),
    ],
)
def test_a_line_leads_somewhere(line: str, jump: Jump | None):
    assert parse(line, NAMES) == jump


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("wo", "workers"),
        ("W", "Workers"),
        ("tasks", None),
        ("tasks t", None),
        ("", None),
        ("x", None),
    ],
)
def test_a_beginning_is_completed(line: str, completed: str | None):
    assert complete(line, NAMES) == completed
