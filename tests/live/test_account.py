"""What the server lacks is asked once for each version of it."""

from __future__ import annotations

from mltui.live.account import AccountQuestion
from tests.live.watching import Place


async def test_what_the_server_lacks_is_asked_once(place: Place):
    question = AccountQuestion()
    assert not (await question(place.client)).unsure
    await question(place.client)
    assert place.endpoints["server.endpoints"] == 1


async def test_what_could_not_be_asked_is_asked_again(place: Place):
    question = AccountQuestion()
    place.late = {"server.endpoints"}
    first = await question(place.client)
    assert first.unsure
    place.late = set()
    later = await question(place.client)
    assert not later.unsure
    await question(place.client)
    assert place.endpoints["server.endpoints"] == 2


async def test_what_may_not_be_asked_is_not_asked_again(place: Place):
    place.forbidden = {"server.endpoints"}
    question = AccountQuestion()
    for _ in range(2):
        assert not (await question(place.client)).unsure
    assert place.endpoints["server.endpoints"] == 1
