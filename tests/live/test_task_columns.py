from __future__ import annotations

from typing import Any

from mltui.live.task_columns import PAGES, ask_parameters
from tests.support.lab import Wire, client_of, open_demo


async def test_all_pages_of_a_projects_hyperparameters_are_asked_for() -> None:
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
    await client.close()
    demo.close()
