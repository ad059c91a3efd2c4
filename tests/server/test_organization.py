from __future__ import annotations

from typing import Any

import pytest

from mltui.api.types.json import JsonObject
from mltui.server.errors import ServerError
from mltui.server.times import iso
from tests.server.fleet_engine import BEGINNING, TurnedEngine

ALL = ["duration", "cpu_usage", "gpu_usage"]


def usages(engine: TurnedEngine, project: str, **body: Any) -> Any:
    return engine.call(
        "organization.get_project_usages",
        projects=[project],
        from_date="2026-11-01T00:00:00",
        to_date="2026-12-01T00:00:00",
        **body,
    )


def test_usage_is_run_time_and_gpu_time_per_day() -> None:
    engine = TurnedEngine()
    project = engine.made("projects.create", name="Vision", description="")
    task = engine.made("tasks.create", name="training", type="training", project=project)
    engine.later(hours=30)
    engine.store.tasks.update(
        task,
        {
            "started": iso(BEGINNING.replace(hour=23)),
            "completed": iso(BEGINNING.replace(day=25, hour=1)),
            "last_worker": "box:gpu0,1",
        },
    )
    found = usages(engine, project, include_development=True, usage_fields=ALL)["projects"]
    assert found["total"] == [
        {
            "id": project,
            "name": "Vision",
            "duration": 7200,
            "cpu_usage": 7200,
            "gpu_usage": 14400,
        }
    ]
    (series,) = found["series"]
    days = dict(zip(series["dates"], series["duration"], strict=True))
    assert {day: seconds for day, seconds in days.items() if seconds} == {
        BEGINNING.timestamp(): 3600,
        BEGINNING.timestamp() + 86_400: 3600,
    }
    # Every day of the time asked for is there, that of its last moment too.
    assert len(days) == 31


def ran(engine: TurnedEngine, project: str, *, queue: str | None = None, **fields: Any) -> str:
    """Make a task that ran for an hour."""
    task = engine.made("tasks.create", name="training", type="training", project=project)
    changes: JsonObject = {
        "status": "completed",
        "started": iso(BEGINNING),
        "completed": iso(BEGINNING.replace(hour=1)),
        **fields,
    }
    if queue is not None:
        changes["execution"] = {"queue": queue}
    engine.store.tasks.update(task, changes)
    return task


def test_projects_count_with_what_is_below_them_and_a_single_one_is_taken_apart() -> None:
    engine = TurnedEngine()
    names = ("Vision", "Vision/Detection", "Vision/Detection/Old", "Speech")
    made = [engine.made("projects.create", name=name, description="") for name in names]
    vision, speech = made[0], made[-1]
    for project in made:
        ran(engine, project)

    def hours(*projects: str) -> dict[str, float]:
        found = engine.call(
            "organization.get_project_usages",
            projects=[*projects],
            from_date="2026-11-01T00:00:00",
            to_date="2026-12-01T00:00:00",
            include_development=True,
        )
        totals: Any = found["projects"]
        return {one["name"]: one["duration"] / 3600 for one in totals["total"]}

    assert hours(vision, speech) == {"Vision": 3.0, "Speech": 1.0}
    assert hours(vision) == {"Vision": 1.0, "Vision/Detection": 2.0}


def test_only_what_is_asked_for_is_answered_and_that_is_no_processors_by_itself() -> None:
    engine = TurnedEngine()
    project = engine.made("projects.create", name="Vision", description="")
    ran(engine, project)
    (total,) = usages(engine, project, include_development=True)["users"]["total"]
    assert total.keys() == {"id", "name", "duration", "gpu_usage"}


def test_what_came_from_no_queue_is_left_out_or_has_no_name() -> None:
    engine = TurnedEngine()
    project = engine.made("projects.create", name="Vision", description="")
    queue = engine.made("queues.create", name="gpu")
    ran(engine, project)
    ran(engine, project, queue=queue)
    found = usages(engine, project, include_development=True)["queues"]["total"]
    assert {(one["id"], one["name"]) for one in found} == {(None, None), (queue, "gpu")}
    (found,) = usages(engine, project)["queues"]["total"]
    assert found["id"] == queue


def test_days_are_those_of_the_time_zone_asked_for() -> None:
    engine = TurnedEngine()
    project = engine.made("projects.create", name="Vision", description="")
    ran(engine, project)
    found: Any = engine.call(
        "organization.get_project_usages",
        projects=[project],
        from_date="2026-11-23T12:00:00+05:00",
        to_date="2026-11-24T12:00:00+05:00",
        include_development=True,
    )
    (series,) = found["projects"]["series"]
    first = BEGINNING.replace(day=22, hour=19).timestamp()
    assert dict(zip(series["dates"], series["duration"], strict=True)) == {
        first: 0,
        first + 86_400: 3600,
    }


def test_reports_and_services_that_only_steer_others_are_not_counted() -> None:
    engine = TurnedEngine()
    project = engine.made("projects.create", name="Vision", description="")
    ran(engine, project, type="controller")
    ran(engine, project, system_tags=["dataset"])
    assert usages(engine, project, include_development=True)["projects"]["total"] == []


@pytest.mark.parametrize("field", ["from_date", "to_date"])
@pytest.mark.parametrize(
    "edge", ["0001-01-01T00:00:00", "9999-12-31T00:00:00", "0001-01-01T00:00:00+14:00"]
)
def test_a_time_at_the_edge_of_all_times_is_refused(field: str, edge: str) -> None:
    span = {"from_date": "2026-11-24T00:00:00", "to_date": "2026-11-25T00:00:00", field: edge}
    with pytest.raises(ServerError, match="date"):
        TurnedEngine().call("organization.get_project_usages", projects=[], **span)


def test_a_time_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ServerError):
        TurnedEngine().call(
            "organization.get_project_usages",
            projects=[],
            from_date="2026-11-24T00:00:00",
            to_date="2026-11-01T00:00:00",
        )


def test_no_more_days_are_answered_than_fit_into_memory() -> None:
    def asked(from_date: str) -> Any:
        return TurnedEngine().call(
            "organization.get_project_usages",
            projects=[],
            from_date=from_date,
            to_date="2026-01-01T00:00:00",
        )

    assert asked("2016-01-01T00:00:00")["projects"] == {"total": [], "series": []}
    with pytest.raises(ServerError) as refused:
        asked("0002-01-01T00:00:00")
    assert (refused.value.status, refused.value.subcode) == (400, 12)
    assert "more than 3660 days" in refused.value.message


def test_usage_leaves_out_development_unless_asked_for() -> None:
    engine = TurnedEngine()
    project = engine.made("projects.create", name="Vision", description="")
    task = engine.made("tasks.create", name="training", type="training", project=project)
    engine.call("tasks.started", task=task)
    engine.later(hours=1)
    changes: JsonObject = {"system_tags": ["development"], "last_update": iso(engine.now)}
    engine.store.tasks.update(task, changes)
    assert usages(engine, project)["projects"]["total"] == []
    with_it = usages(engine, project, include_development=True, usage_fields=["duration"])
    assert [one["duration"] for one in with_it["users"]["total"]] == [3600]
    assert "gpu_usage" not in with_it["users"]["total"][0]


def test_counts_follow_the_filters_of_each_kind() -> None:
    engine = TurnedEngine()
    engine.made("tasks.create", name="one run", type="training")
    archived = engine.made("tasks.create", name="other run", type="training")
    engine.call("tasks.archive", tasks=[archived])
    counts = engine.call(
        "organization.get_entities_count", tasks={"system_tags": ["-archived"]}, models={}
    )
    assert counts == {"tasks": 1, "models": 0}
