from __future__ import annotations

from typing import Any

from mltui.api.types.json import JsonObject
from mltui.server.times import iso
from tests.server.fleet_engine import BEGINNING, TurnedEngine


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
    found = usages(engine, project)["projects"]
    assert found["total"] == [
        {
            "id": project,
            "name": "Vision",
            "duration": 7200,
            "cpu_usage": 7200,
            "gpu_usage": 14400,
        }
    ]
    assert found["series"][0]["duration"] == [3600, 3600]


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
