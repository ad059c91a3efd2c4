"""What may be done to a model, published or not, archived or not: all of it, and back."""

from __future__ import annotations

import pytest

from mltui.actions.action import Effect
from mltui.actions.plan import plan
from mltui.actions.sending import perform
from mltui.actions.sitting import Sitting, steps_back
from mltui.actions.subject import Kind, Subject
from mltui.actions.table import ACTIONS
from tests.actions.promises import Promise
from tests.actions.served import Served, no_pause, subjects_of

BOTH = frozenset({"created", "published"})

PROMISES = {
    "publish": Promise(
        frozenset({"created"}),
        destroys=True,
        plan="Publish",
        loses="what is published stays so",
        calls=("models.publish_many",),
    ),
    "archive": Promise(
        BOTH, archived=False, undo="restore", plan="Archive", calls=("models.archive_many",)
    ),
    "restore": Promise(
        BOTH, archived=True, undo="archive", plan="Restore", calls=("models.unarchive_many",)
    ),
    "rename": Promise(BOTH, undo="rename", plan="Rename", calls=("models.update",)),
    "tag": Promise(BOTH, undo="tag", plan="Tag", calls=("models.update_tags",)),
    "note": Promise(BOTH, undo="note", plan="Note", calls=("models.add_or_update_metadata",)),
    "move": Promise(BOTH, undo="move back", plan="Move", calls=("models.move",)),
    "move back": Promise(BOTH, plan="Move back", calls=("models.move",)),
    "delete": Promise(
        BOTH,
        destroys=True,
        typed=True,
        plan="Delete",
        loses="the model’s entry is gone for good",
        calls=("models.delete_many",),
    ),
}

TEXTS = {"rename": "another name", "tag": "new -old", "note": "key=other", "move": "Some/Where"}

SENT = [name for name, action in ACTIONS[Kind.MODEL].items() if action.effect is Effect.SEND]


@pytest.mark.parametrize("status", sorted(BOTH))
@pytest.mark.parametrize("archived", [False, True], ids=["listed", "archived"])
@pytest.mark.parametrize("name", SENT)
async def test_an_action_is_offered_where_the_server_takes_it_and_undone(
    name: str, status: str, archived: bool
):
    served = Served()
    client, wire = served.connect()
    action, promise = ACTIONS[Kind.MODEL][name], PROMISES[name]
    home = served.call("projects.create", name="Home")["id"]
    fields = {"uri": "file:///m", "name": "a task", "project": home, "tags": ["old"]}
    model = served.call("models.create", **fields, ready=status == "published")["id"]
    note = {"key": "key", "type": "str", "value": "was"}
    served.call("models.add_or_update_metadata", model=model, metadata=[note])
    if archived:
        served.call("models.archive_many", ids=[model])

    def held() -> dict[str, object]:
        found = served.call("models.get_all", id=[model])["models"]
        changing = ("last_update", "last_change", "last_changed_by", "metadata", "tags")
        return (
            {
                "notes": {key: one["value"] for key, one in found[0]["metadata"].items()},
                "tags": set(found[0].get("tags", ())),
                "system_tags": found[0].get("system_tags", []),
                **{key: value for key, value in found[0].items() if key not in changing},
            }
            if found
            else {}
        )

    before = held()
    (seen,) = await subjects_of(client, Kind.MODEL, model)
    assert (seen.status, seen.archived) == (status, archived)
    intent = plan(action, [seen])
    assert bool(intent.changing) == promise.offers(status, archived)
    assert intent.text() == promise.text(status, archived)
    assert (action.destroys, action.typed) == (promise.destroys, promise.typed)
    text = home if name == "move back" else TEXTS.get(name, "")
    outcome = await perform(action, client, [seen], text, pause=no_pause)
    if not intent.changing:
        assert outcome.refused[0].reason.startswith("meanwhile")
        assert not wire.writes
        assert held() == before
        return
    assert list(wire.writes.items()) == [(call, 1) for call in promise.calls]
    assert all(model in (body.get("model"), *body.get("ids", ())) for body in wire.bodies)
    assert outcome.changed == (model,), outcome.refused
    assert (held() != before) == (name != "move back")
    assert bool(held()) == (name != "delete")
    sitting = Sitting()
    deed = sitting.begin(action, [seen], text, 0.0)
    sitting.end(deed, outcome)
    steps = steps_back(deed)
    assert [step.action.name for step in steps] == ([promise.undo] if promise.undo else [])
    for step in steps:
        back = await perform(step.action, client, step.subjects, step.text, pause=no_pause)
        assert back.changed == (model,), back.refused
        assert held() == before


async def test_a_plan_to_delete_says_which_are_published():
    client, _ = Served().connect()
    draft, other = (Subject(one, one, "created", kind=Kind.MODEL) for one in ("a", "b"))
    done = Subject("c", "c", "published", kind=Kind.MODEL)
    foresee = ACTIONS[Kind.MODEL]["delete"].foresee
    assert foresee is not None
    assert list(await foresee(client, [draft, other], "")) == []
    assert list(await foresee(client, [done], "")) == ["It is published."]
    assert list(await foresee(client, [draft, done], "")) == ["1 of them is published."]
    await client.close()
