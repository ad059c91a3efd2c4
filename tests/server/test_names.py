from __future__ import annotations

from typing import Any

import pytest

from mltui.server.errors import ServerError
from tests.server.fleet_engine import TurnedEngine

TOO_SHORT = ["a", "ab", "   ", " ab "]


def refusal(engine: TurnedEngine, endpoint: str, **body: Any) -> tuple[int, int, str]:
    with pytest.raises(ServerError) as refused:
        engine.call(endpoint, **body)
    return refused.value.status, refused.value.subcode, refused.value.message


@pytest.mark.parametrize("name", TOO_SHORT)
@pytest.mark.parametrize(
    ("endpoint", "more"),
    [
        ("tasks.create", {"type": "training"}),
        ("models.create", {"uri": "file:///net"}),
        ("queues.create", {}),
        ("projects.create", {}),
    ],
)
def test_a_name_of_fewer_than_three_characters_is_refused(
    endpoint: str, more: dict[str, str], name: str
) -> None:
    if endpoint == "projects.create" and not name.strip():
        name = "a "  # a blank name has a refusal of its own
    assert refusal(TurnedEngine(), endpoint, name=name, **more) == (
        400,
        800,
        "Data validation error: name=String value is too short",
    )


@pytest.mark.parametrize("kind", ["queue", "project"])
def test_nothing_is_renamed_to_what_is_too_short_or_no_text(kind: str) -> None:
    engine = TurnedEngine()
    one = engine.made(f"{kind}s.create", name="before", description="")
    for name in ("a", "ab "):
        assert refusal(engine, f"{kind}s.update", **{kind: one, "name": name})[:2] == (400, 800)
    assert refusal(engine, f"{kind}s.update", **{kind: one, "name": 5})[:2] == (400, 12)
    listed: Any = engine.call(f"{kind}s.get_all", only_fields=["name"])[f"{kind}s"]
    assert [each["name"] for each in listed] == ["before"]


def test_a_queue_and_a_project_that_are_made_on_the_way_need_a_name_too() -> None:
    engine = TurnedEngine()
    task = engine.made("tasks.create", name="training", type="training")
    assert refusal(engine, "tasks.enqueue", task=task, queue_name="  ")[:2] == (400, 800)
    assert refusal(engine, "tasks.move", ids=[task], project_name="a")[:2] == (400, 800)
    engine.call("tasks.enqueue", task=task, queue_name="gpu")
    engine.call("tasks.move", ids=[task], project_name="lab")


def test_no_project_gets_a_short_name_by_a_move_to_the_top() -> None:
    engine = TurnedEngine()
    one = engine.made("projects.create", name="above/x", description="")
    assert refusal(engine, "projects.move", project=one)[:2] == (400, 800)
