from __future__ import annotations

import pytest

from mltui.actions.sending import looked_at
from mltui.actions.subject import Kind, Subject
from mltui.actions.table import ACTIONS


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("in_progress", "meanwhile it is running"),
        ("queued", "meanwhile it is queued, and it is not archived: archive it first"),
        ("created", None),
    ],
)
def test_a_refusal_says_what_somebody_else_made_of_it(status: str, reason: str | None):
    seen = Subject("t", "run", "created")
    ready, looked = looked_at(
        ACTIONS[Kind.TASK]["delete"], [seen], {"t": Subject("t", "run", status)}
    )
    assert [refusal.reason for refusal in looked.refused] == ([reason] if reason else [])
    assert len(ready) == (reason is None)
