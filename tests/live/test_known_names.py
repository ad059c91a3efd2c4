from __future__ import annotations

from typing import Any

import pytest

from mltui.api.errors import InvalidRequest
from mltui.live.known_names import PAGES
from mltui.live.model_columns import ask_notes
from mltui.live.task_columns import ask_parameters
from tests.support.lab import Wire, client_of, open_demo


async def test_all_pages_of_a_projects_names_are_asked_for() -> None:
    demo = open_demo()
    wire = Wire(demo)
    client = client_of(demo, wire)

    def page(asked: dict[str, Any]) -> dict[str, Any]:
        name = f"p{asked['page']}"
        return {"parameters": [{"section": "Args", "name": name}], "remaining": 2 - asked["page"]}

    wire.empty["projects.get_hyper_parameters"] = page
    assert await ask_parameters(client, "x") == ([("Args", f"p{n}") for n in range(3)], "")
    wire.empty["projects.get_hyper_parameters"] = {"parameters": [], "remaining": 9}
    found, gap = await ask_parameters(client, "x")
    assert (found, gap) == ([], "9 more hyperparameters are not listed.")
    assert wire.asked["projects.get_hyper_parameters"] == 3 + PAGES
    wire.empty["projects.get_model_metadata_keys"] = lambda asked: {
        "keys": [f"key{asked['page']}"],
        "remaining": 2 - asked["page"],
    }
    assert await ask_notes(client, "x") == (["key0", "key1", "key2"], "")
    wire.empty["projects.get_model_metadata_keys"] = {"keys": [], "remaining": 9}
    assert await ask_notes(client, "x") == ([], "9 more keys of metadata are not listed.")
    await client.close()
    demo.close()


async def test_all_tasks_hyperparameters_are_those_of_every_project() -> None:
    demo = open_demo()
    wire = Wire(demo)
    client = client_of(demo, wire)
    for number in range(30):
        made = await client.tasks.create(
            name=f"run {number}", type="training", project=await project(client, number)
        )
        await client.tasks.edit_hyper_params(
            task=made.id or "", hyperparams=[{"section": "Args", "name": f"only{number}"}]
        )
    found, gap = await ask_parameters(client, None)
    assert {("Args", f"only{number}") for number in range(30)} <= set(found)
    assert gap == ""
    assert wire.bodies["projects.get_hyper_parameters"][0]["project"] is None
    assert "projects.get_all_ex" not in wire.asked
    await client.close()
    demo.close()


async def project(client: Any, number: int) -> str:
    return str((await client.projects.create(name=f"sweeps {number}")).id)


async def test_a_server_that_insists_on_a_project_is_asked_for_the_busiest() -> None:
    demo = open_demo()
    wire = Wire(demo)
    client = client_of(demo, wire)
    for endpoint, name in (
        ("projects.get_hyper_parameters", "parameters"),
        ("projects.get_model_metadata_keys", "keys"),
    ):
        ask = client.session.call

        async def insisting(
            asked: str, body: Any, *rest: Any, _only: str = endpoint, _ask: Any = ask, **more: Any
        ) -> Any:
            if asked == _only and body.get("project") is None:
                raise InvalidRequest("It needs a project.")
            return await _ask(asked, body, *rest, **more)

        client.session.call = insisting  # type: ignore[method-assign]
        found, gap = await (ask_parameters if name == "parameters" else ask_notes)(client, None)
        assert found
        assert not gap or "10 projects" in gap
        with pytest.raises(InvalidRequest):
            await client.session.call(endpoint, {"project": None})
    await client.close()
    demo.close()
