"""All that fits a filter is found, however far beyond what a list has loaded."""

from __future__ import annotations

import pytest

from mltui.actions import matching
from mltui.actions.matching import all_models, all_tasks
from tests.actions.served import Served


@pytest.mark.parametrize("count", [0, 2, 5, 6])
async def test_all_pages_are_asked_for(monkeypatch: pytest.MonkeyPatch, count: int):
    monkeypatch.setattr(matching, "PAGE", 2)
    served = Served()
    tasks = [served.task("created", f"run {n}") for n in range(count)]
    served.task("failed", "another")
    models = [
        served.call("models.create", uri=f"file:///{n}", name=f"model {n}", ready=False)["id"]
        for n in range(count)
    ]
    client, _ = served.connect()
    found = await all_tasks(client, {"status": ["created"]})
    assert [subject.id for subject in found] == tasks
    assert [subject.id for subject in await all_models(client, {})] == models
