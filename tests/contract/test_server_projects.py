from __future__ import annotations

import pytest

from mltui.server.task_documents import new_task
from tests.contract.recordings import Exchange, transcripts
from tests.contract.server_recordings import TESTS, RecordedServer

MADE = "cd62c32c4b0348b6984674e1eed5542e"
MERGED = "759bb2977c8548b18680550bd0d76de3"


def prepare(server: RecordedServer, exchange: Exchange) -> None:
    """Makes the projects that a request is about, and runs for those that were recorded with."""
    body = exchange.body if isinstance(exchange.body, dict) else {}
    if body.get("project") in (MADE, MERGED) and not server.store.projects.get(body["project"]):
        made = server.call("projects.create", {"name": f"Scratch/Made/{body['project'][:3]}"})
        document = server.store.projects.get(made["id"]) or {}
        server.store.projects.delete(made["id"])
        server.store.projects.insert({**document, "id": body["project"]})
    for project in (exchange.data or {}).get("projects", []):
        ran = project.get("stats", {}).get("active", {}).get("last_task_run")
        if ran:
            task = {"name": "a run", "type": "training", "project": project["id"]}
            document = new_task(server.store, task, TESTS, server.now)
            server.store.tasks.insert({**document, "started": ran})
    if exchange.endpoint == "projects.get_model_tags":
        for (model,) in server.store.models.rows(["id"]):
            server.store.models.update(str(model), {"system_tags": []})


@pytest.mark.parametrize("name", transcripts("projects"))
def test_the_recorded_requests_about_projects_get_answers_of_the_recorded_shape(
    name: str,
) -> None:
    RecordedServer().replay(name, before=prepare)


def names_of(server: RecordedServer) -> set[str]:
    answer = server.call("projects.get_all", {"only_fields": ["name"], "page_size": 500})
    return {project["name"] for project in answer["projects"]}


def test_a_project_is_made_with_those_above_it() -> None:
    server = RecordedServer()
    made = server.call("projects.create", {"name": "one/two/three"})["id"]
    assert {"one", "one/two", "one/two/three"} <= names_of(server)
    project = server.call("projects.get_by_id", {"project": made})["project"]
    assert project["path"][-1] == project["parent"]
    assert len(project["path"]) == 2


def test_moving_a_project_takes_those_below_it_along() -> None:
    server = RecordedServer()
    server.call("projects.create", {"name": "one/two/three"})
    two = server.call("projects.get_all", {"name": "^one/two$"})["projects"][0]["id"]
    assert server.call("projects.move", {"project": two, "new_location": "other"}) == {"moved": 2}
    assert {"other/two", "other/two/three"} <= names_of(server)
    assert "one/two" not in names_of(server)
    below = server.call("projects.get_all_ex", {"parent": [two]})["projects"]
    assert [project["name"] for project in below] == ["other/two/three"]


def test_a_project_adds_up_its_own_tasks_and_those_below_it() -> None:
    server = RecordedServer()
    top = server.call("projects.create", {"name": "sums"})["id"]
    low = server.call("projects.create", {"name": "sums/low"})["id"]
    for project, status in ((top, "failed"), (low, "completed"), (low, "completed")):
        body = {"name": "a task", "type": "training", "project": project}
        task = server.call("tasks.create", body)["id"]
        server.store.tasks.update(
            task, {"status": status, "active_duration": 10, "completed": server.now.isoformat()}
        )
    asked = {"id": [top], "include_stats": True}
    stats = server.call("projects.get_all_ex", asked)["projects"][0]["stats"]["active"]
    assert stats["status_count"]["completed"] == 2
    assert stats["status_count"]["failed"] == 1
    assert stats["total_tasks"] == 3
    assert stats["total_runtime"] == 30
    assert stats["completed_tasks_24h"] == 2
    own = server.call("projects.get_all_ex", {**asked, "stats_with_children": False})
    assert own["projects"][0]["stats"]["active"]["total_tasks"] == 1


def test_merging_a_project_moves_what_is_in_it() -> None:
    server = RecordedServer()
    source = server.call("projects.create", {"name": "from here"})["id"]
    server.call("projects.create", {"name": "from here/below"})
    target = server.call("projects.create", {"name": "to there"})["id"]
    body = {"name": "a task", "type": "training", "project": source}
    task = server.call("tasks.create", body)["id"]
    answer = server.call("projects.merge", {"project": source, "destination_project": target})
    assert answer == {"moved_entities": 1, "moved_projects": 1}
    assert server.call("tasks.get_by_id", {"task": task})["task"]["project"] == target
    assert "to there/below" in names_of(server)
    assert "from here" not in names_of(server)
