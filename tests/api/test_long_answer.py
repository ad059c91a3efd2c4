from __future__ import annotations

from mltui.api import turns
from mltui.api.services.answers.events import VariantNames
from mltui.api.services.answers.workers import WorkerList
from mltui.api.services.long_answer import AT_ONCE, read_in_turns
from mltui.api.types.json import Json
from tests.api.others import counting_others

COUNT = 10 * AT_ONCE + 7


async def turns_of_others(data: dict[str, Json]) -> tuple[WorkerList, int]:
    """Read an answer; return it, and how often something else had its turn meanwhile."""
    return await counting_others(read_in_turns(WorkerList, data))


async def test_a_long_answer_is_read_whole_while_others_have_their_turn(monkeypatch):
    monkeypatch.setattr(turns, "TURN_S", 0.0)
    items: list[Json] = [{"id": f"w{number}", "ip": "::1"} for number in range(COUNT)]
    answer, others = await turns_of_others({"workers": items, "more": 1})
    assert answer == WorkerList.read({"workers": items, "more": 1})
    assert others >= COUNT // AT_ONCE


async def test_a_short_answer_is_read_at_once():
    answer, others = await turns_of_others({"workers": [{"id": "w"}]})
    assert (answer.workers[0].id, others) == ("w", 0)


async def test_what_cannot_be_read_costs_nothing_but_itself_also_in_a_long_answer():
    items: list[Json] = [{"id": f"w{number}"} for number in range(COUNT)]
    items[-1] = "no worker"
    items[AT_ONCE + 1] = {"id": "odd", "register_timeout": "soon"}
    answer = await read_in_turns(WorkerList, {"workers": items})
    assert len(answer.workers) == COUNT - 1
    assert (
        answer.workers[AT_ONCE + 1] == WorkerList.read({"workers": [items[AT_ONCE + 1]]}).workers[0]
    )


async def test_a_long_list_where_none_belongs_is_set_aside_as_of_a_short_one():
    data: dict[str, Json] = {"metrics": [{"n": number} for number in range(COUNT)]}
    assert await read_in_turns(VariantNames, data) == VariantNames.read(data)


async def test_long_lists_that_the_answer_does_not_name_are_kept_as_they_are():
    data: dict[str, Json] = {"others": [{"n": number} for number in range(COUNT)]}
    assert await read_in_turns(WorkerList, data) == WorkerList.read(data)
