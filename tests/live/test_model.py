"""A model's page asks for what may be large only when the model moved."""

from __future__ import annotations

from datetime import timedelta

from mltui.live.model import ModelQuestion
from tests.live.watching import Place


async def test_of_a_model_that_moved_only_what_may_be_large_is_asked_besides(place: Place):
    made = await place.call("models.create", uri="file:///m", name="net", design={"design": "a"})
    question = ModelQuestion(made["id"])
    first = await question(place.client)
    assert first is not None
    assert first.design == "a"
    place.endpoints.clear()
    assert await question(place.client) == first
    assert place.endpoints == {"models.get_all_ex": 1, "tasks.get_all_ex": 1}
    place.moment += timedelta(seconds=1)
    await place.call("models.edit", model=made["id"], design={"design": "b"}, comment="better")
    place.endpoints.clear()
    moved = await question(place.client)
    assert moved is not None
    assert (moved.design, moved.comment) == ("b", "better")
    assert place.endpoints == {"models.get_all_ex": 2, "tasks.get_all_ex": 1}
