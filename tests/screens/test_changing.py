"""Changes that a screen sends itself, with faults between request and answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import httpx
import pytest

from mltui.actions.configuring import (
    object_holds,
    parameter_change,
    parameters_hold,
    send_object,
    send_parameters,
)
from mltui.actions.issuing import Issuing, NewKey
from mltui.live.reports import Report, ask_report
from mltui.screens.account import issuing, revoking
from mltui.screens.changing import Change, NotDone, sent
from mltui.screens.report_cells import archiving, creating, publishing, rewriting
from tests.actions.served import FAULTS, Served

CHANGES: dict[str, Callable[[Report], Change]] = {
    "create": lambda _: creating("Home/Weekly"),
    "create in no project": lambda _: creating("Weekly"),
    "publish": publishing,
    "archive": archiving,
    "restore": archiving,
    "save": lambda report: rewriting(report, "Other words."),
}


def not_done(fault: str) -> str:
    """What is said of a change that was not done; a server asked too often says so itself."""
    asked_too_often = fault.startswith("429")
    return "asks to be left alone" if asked_too_often else "it was not done when looked at "


def made(served: Served) -> list[str]:
    """The ids of all reports of the name that is begun."""
    return [task["id"] for task in served.call("reports.get_all_ex", name="^Weekly$")["tasks"]]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("word", CHANGES)
async def test_what_became_of_a_report_whose_answer_was_lost_is_read(word: str, fault: str):
    served = Served()
    home = served.call("projects.create", name="Home")["id"]
    # One of the same name was there already, in each of the two places.
    report = served.call("reports.create", name="Weekly", project=home)["id"]
    other = served.call("reports.create", name="Weekly")["id"]
    if word == "restore":
        served.call("reports.archive", task=report)
    client, wire = served.connect()
    seen = await ask_report(client, report)
    assert seen is not None
    change = CHANGES[word](seen)
    wire.fault = fault
    arrives = FAULTS[fault][0]
    if arrives:
        answer = await sent(client, change)
    else:
        with pytest.raises(NotDone, match=not_done(fault)):
            await sent(client, change)
    assert wire.spoiled == 1
    assert sum(wire.writes.values()) == int(arrives)
    new = set(made(served)) - {report, other}
    if change.word == "create":
        assert new == ({answer} if arrives else set())
        begun = [await ask_report(client, one) for one in new]
        assert [one and one.project for one in begun] == (
            ["Home" if word == "create" else ""] if arrives else []
        )
    else:
        assert not new
        now = await ask_report(client, report)
        assert now is not None
        held = (now.published, now.archived, bool(now.text))
        wanted = tuple(word == one for one in ("publish", "archive", "save"))
        assert held == (wanted if arrives else (False, word == "restore", False))


async def test_a_report_is_not_begun_where_nobody_knows_which_there_are():
    served = Served()
    client, wire = served.connect()
    change = creating("Nowhere/Weekly")
    with pytest.raises(NotDone, match="There is no project “Nowhere”"):
        await sent(client, change)
    assert not wire.writes


def keys_of(served: Served) -> set[str]:
    """The access keys that let this person in."""
    return {key["access_key"] for key in served.call("auth.get_credentials")["credentials"]}


@pytest.mark.parametrize("fault", FAULTS)
async def test_keys_whose_revoking_was_not_answered_are_looked_for(fault: str):
    served = Served()
    client, wire = served.connect()
    key = (await Issuing("laptop").send(client)).access_key
    wire.fault = fault
    arrives = FAULTS[fault][0]
    if arrives:
        assert await sent(client, revoking(key, "laptop"))
    else:
        with pytest.raises(NotDone, match=not_done(fault)):
            await sent(client, revoking(key, "laptop"))
    assert (key in keys_of(served)) == (not arrives)
    assert wire.writes["auth.revoke_credentials"] == int(arrives)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("label", ["laptop", ""])
async def test_keys_whose_issuing_was_not_answered_are_found_without_their_secret(
    label: str, fault: str
):
    served = Served()
    client, wire = served.connect()
    # There is a pair of that label already.
    await Issuing(label).send(client)
    before = keys_of(served)
    wire.fault = fault
    arrives = FAULTS[fault][0]
    if arrives:
        made = await sent(client, issuing(label))
        assert isinstance(made, NewKey)
        assert {made.access_key} == keys_of(served) - before
        assert made.secret_key == ""
    else:
        with pytest.raises(NotDone, match=not_done(fault)):
            await sent(client, issuing(label))
        assert keys_of(served) == before


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("what", ["value", "removed", "object"])
async def test_what_became_of_a_changed_configuration_is_read(what: str, fault: str):
    served = Served()
    task = served.task()
    item = {"section": "Args", "name": "lr", "value": "0.1"}
    served.call("tasks.edit_hyper_params", task=task, hyperparams=[item])
    client, wire = served.connect()
    wire.fault = fault
    if what == "object":
        send = partial(send_object, task=task, name="net", value="wide", more={})
        look = partial(object_holds, task=task, name="net", value="wide")
    else:
        after = {"lr": "0.5"} if what == "value" else {}
        changed = parameter_change("Args", {"lr": "0.1"}, after)
        send = partial(send_parameters, task=task, change=changed, known={})
        look = partial(parameters_hold, task=task, change=changed)
    change = Change("change", "Args", "", send, look=look)
    if FAULTS[fault][0]:
        await sent(client, change)
    else:
        with pytest.raises(NotDone, match=not_done(fault)):
            await sent(client, change)
    assert sum(wire.writes.values()) == int(FAULTS[fault][0])
    now = served.call("tasks.get_by_id", task=task)["task"]
    values = {name: one["value"] for name, one in now["hyperparams"].get("Args", {}).items()}
    done = {"value": values == {"lr": "0.5"}, "removed": not values}
    done["object"] = "net" in now.get("configuration", {})
    assert done[what] == FAULTS[fault][0]


def of_a_value_and_a_removal(served: Served, task: str) -> Change:
    """A change of the parameters of a task, which are made."""
    before = {"lr": "0.1", "seed": "7"}
    items = [{"section": "Args", "name": name, "value": value} for name, value in before.items()]
    served.call("tasks.edit_hyper_params", task=task, hyperparams=items)
    wanted = parameter_change("Args", before, {"lr": "0.5"})
    send = partial(send_parameters, task=task, change=wanted, known={})
    look = partial(parameters_hold, task=task, change=wanted)
    return Change("change", "Args", "", send, look=look)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("passing", [0, 1], ids=["values", "removal"])
async def test_of_values_and_a_removal_it_is_told_what_was_done(passing: int, fault: str):
    served = Served()
    task = served.task()
    change = of_a_value_and_a_removal(served, task)
    client, wire = served.connect()
    wire.fault, wire.passing = fault, passing
    told = ""
    try:
        await sent(client, change)
    except NotDone as reason:
        told = str(reason)
    assert wire.spoiled == 1
    assert all(count == 1 for count in wire.writes.values())
    now = served.call("tasks.get_by_id", task=task)["task"]["hyperparams"]["Args"]
    changed, removed = now["lr"]["value"] == "0.5", "seed" not in now
    assert (changed, removed) == ((True, True) if FAULTS[fault][0] else (passing == 1, False))
    assert bool(told) != (changed and removed)
    assert told.endswith("The new values are there, “seed” may be left.") == (
        changed and not removed
    )


async def test_what_cannot_be_read_is_not_said_to_be_done(monkeypatch):
    monkeypatch.setattr("mltui.actions.sending.READ_PAUSES_S", ())
    served = Served()
    client, wire = served.connect()
    way = wire.handle_async_request

    async def away_afterwards(request: httpx.Request) -> httpx.Response:
        if wire.spoiled:
            raise httpx.ConnectError("refused", request=request)
        return await way(request)

    wire.handle_async_request = away_afterwards  # type: ignore[method-assign]
    await client.auth.get_credentials()
    wire.fault = "dropped"
    with pytest.raises(NotDone, match="Nobody can say whether it was done"):
        await sent(client, issuing("laptop"))
    assert wire.writes["auth.create_credentials"] == 1


async def test_values_that_may_be_there_are_not_said_to_be_refused():
    served = Served()
    change = of_a_value_and_a_removal(served, served.task())
    client, wire = served.connect()
    wire.fault, wire.after = "dropped", 429
    with pytest.raises(NotDone, match="Nobody can say whether it was done"):
        await sent(client, change)
