"""Changes that a screen sends itself, with faults between request and answer."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

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
