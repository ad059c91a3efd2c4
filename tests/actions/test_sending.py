from __future__ import annotations

import pytest

from mltui.actions.reading import READERS
from mltui.actions.sending import looked_at, perform
from mltui.actions.subject import Kind, Subject
from mltui.actions.table import ACTIONS
from mltui.api.errors import NoPermission, Unreachable
from tests.actions.served import Served, no_pause


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


@pytest.mark.parametrize(("name", "refused"), [("reset", True), ("tag", False)])
def test_what_somebody_else_has_changed_since_is_not_destroyed_unseen(name: str, refused: bool):
    seen, now = Subject("t", "run", "completed"), Subject("t", "run", "failed")
    ready, looked = looked_at(ACTIONS[Kind.TASK][name], [seen], {"t": now})
    reasons = ["meanwhile it is failed; look again"] if refused else []
    assert [refusal.reason for refusal in looked.refused] == reasons
    assert list(looked.noticed) == ([] if refused else ["“run” was failed by then."])
    assert len(ready) == (not refused)


@pytest.mark.parametrize(("error", "again"), [(NoPermission, False), (Unreachable, True)])
async def test_only_a_server_that_is_away_makes_another_try_worth_while(monkeypatch, error, again):
    async def refused(*_: object) -> dict[str, Subject]:
        raise error("Why not.")

    monkeypatch.setitem(READERS, Kind.QUEUE, refused)
    client, wire = Served().connect()
    queue = Subject("q", "a queue", kind=Kind.QUEUE, waiting=1)
    outcome = await perform(ACTIONS[Kind.QUEUE]["clear"], client, [queue], pause=no_pause)
    assert [(one.reason, one.again) for one in outcome.refused] == [
        ("nothing was sent: Why not.", again)
    ]
    assert not wire.writes
