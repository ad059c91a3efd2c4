"""Notes on a model are written, and come back as they were."""

from __future__ import annotations

import pytest

from mltui.actions.sending import perform
from mltui.actions.sitting import Sitting, steps_back
from mltui.actions.subject import Kind
from mltui.actions.table import ACTIONS
from tests.actions.served import Served, no_pause, subjects_of


@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ("precision = bf16", {"size": ("int", "7"), "precision": ("str", "bf16")}),
        ("size=8", {"size": ("int", "8")}),
        ("size=", {}),
        ("a=b=c", {"size": ("int", "7"), "a": ("str", "b=c")}),
    ],
)
async def test_a_note_is_written_and_taken_back(typed: str, after: dict[str, tuple[str, str]]):
    served = Served()
    note = {"key": "size", "type": "int", "value": "7"}
    model = served.call("models.create", uri="file:///m", name="net", ready=False)["id"]
    served.call("models.add_or_update_metadata", model=model, metadata=[note])

    def notes() -> dict[str, tuple[str, str]]:
        (found,) = served.call("models.get_all", id=[model])["models"]
        return {key: (one["type"], one["value"]) for key, one in found["metadata"].items()}

    before = notes()
    client, _ = served.connect()
    subjects = await subjects_of(client, Kind.MODEL, model)
    action = ACTIONS[Kind.MODEL]["note"]
    outcome = await perform(action, client, subjects, typed, pause=no_pause)
    assert notes() == after
    sitting = Sitting()
    deed = sitting.begin(action, subjects, typed, 0.0)
    sitting.end(deed, outcome)
    (step,) = steps_back(deed)
    await perform(step.action, client, step.subjects, step.text, pause=no_pause)
    back = notes()
    assert {key: value for key, (_, value) in back.items()} == {"size": "7"}
    # What was removed comes back as a text.
    assert back == before or typed == "size="
