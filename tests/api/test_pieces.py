from __future__ import annotations

import json
import random

import pytest

from mltui.api import pieces, turns
from mltui.api.envelope import decode
from mltui.api.pieces import decode_in_turns
from mltui.api.types.json import Json
from tests.api.others import counting_others

#: What looks like the end of an item, of a list or of a text, and is none.
TRAPS: list[Json] = [
    {"name": '}, {"id": 1}'},
    {"name": '\\"}, {'},
    {"name": "\\\\"},
    {"name": ']}, {"', "queues": [{"id": "a"}, {"id": "b"}, {}]},
    {"queues": [{"queues": [{}, {}]}, {"x": [[{}, {}], {}]}]},
    {},
    {"name": "漢字 \u2028 \x7f"},
    {"at": 1e300, "big": 2**70, "no": None},
]


@pytest.fixture(autouse=True)
def of_a_few_bytes(monkeypatch):
    monkeypatch.setattr(pieces, "LONG_BYTES", 0)
    monkeypatch.setattr(pieces, "PIECE_BYTES", 8)
    monkeypatch.setattr(turns, "TURN_S", 0.0)


def answer(items: list[Json], **beside: Json) -> dict[str, Json]:
    """A server's answer with a list, and what else is in its data."""
    return {"meta": {"result_code": 200}, "data": {"first": 1, "items": items, **beside}}


async def decoded(content: bytes) -> tuple[Json, int]:
    """Decode; return what became of it and how often others had their turn meanwhile."""
    return await counting_others(decode_in_turns(content))


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("ascii_only", [True, False])
async def test_a_long_list_is_decoded_whole_while_others_have_their_turn(indent, ascii_only):
    chance = random.Random(4)
    items = [chance.choice(TRAPS) for _ in range(200)]
    whole = answer(items, more=[{"id": 1}, {"id": 2}], scroll_id='"}, {"')
    text = json.dumps(whole, indent=indent, ensure_ascii=ascii_only)
    found, others = await decoded(text.encode())
    assert json.dumps(found) == json.dumps(whole)
    assert others >= 20


@pytest.mark.parametrize(
    "whole",
    [
        answer([]),
        answer([{}]),
        answer([1, {"a": 1}, {"b": 2}, [{}, {}], "}, {"]),
        answer([{"name": "x" * 50}, 7, {"name": "y" * 50}, None]),
        {"meta": {"items": [{"a": 1}, {"b": 2}, {"c": 3}]}, "data": {"more": [{}, {}]}},
        {"data": {"deep": {"items": [{"a": 1}, {"b": 2}, {"c": 3}]}}},
        {"data": {"name": '":[{"', "items": [{"a": 1}, {"b": 2}, {"c": 3}]}},
        {"data": [{"a": 1}, {"b": 2}, {"c": 3}]},
        [{"a": 1}, {"b": 2}, {"c": 3}],
        "[{}, {}]",
    ],
)
async def test_whatever_else_an_answer_is_it_is_decoded_as_at_once(whole: Json):
    content = json.dumps(whole).encode()
    assert await decode_in_turns(content) == whole == decode(content)


@pytest.mark.parametrize(
    "item",
    [
        b'{"name": "\\ud800 lone"}',
        b'{"name": "\\ud83d\\ude00"}',
        b'{"many": ' + b"9" * 400 + b"}",
        b'{"last": NaN, "most": Infinity, "least": -Infinity}',
        b'{"same": 1, "same": 2}',
    ],
)
async def test_odd_values_become_what_they_are_elsewhere(item: bytes):
    content = b'{"meta": {}, "data": {"items": [' + b", ".join([item] * 20) + b"]}}"
    found = await decode_in_turns(content)
    assert found is not None
    assert json.dumps(found) == json.dumps(decode(content))


@pytest.mark.parametrize(
    "behind",
    [
        b'"items": [{"name": "other"}]}}',
        b'"items": []}}',
        b'"items": [null, 1]}}',
        b'"item\\u0073": [{"name": "other"}, {"name": "another"}]}}',
        b'"items": 7}}',
        b'"more": 1}, "data": {"items": [{"name": "other"}]}}',
        b'"more": 1}, "data": null}',
    ],
)
async def test_what_stands_twice_is_what_it_was_the_last_time(behind: bytes):
    items = b", ".join([b'{"name": "first"}'] * 20)
    content = b'{"meta": {}, "data": {"items": [' + items + b"], " + behind
    found = await decode_in_turns(content)
    assert found is not None
    assert found == decode(content)


async def test_what_is_no_json_is_none_wherever_it_breaks_off():
    content = json.dumps(answer([*TRAPS, *TRAPS])).encode()
    for end in range(len(content)):
        assert await decode_in_turns(content[:end]) is None
    for fault in (b"}", b"]", b'"', b",", b"\xff", b"\n\x00"):
        for place in range(0, len(content), 7):
            broken = content[:place] + fault + content[place:]
            assert await decode_in_turns(broken) == decode(broken)


async def test_inner_lists_as_of_readings_do_not_keep_items_from_being_told_apart(monkeypatch):
    series: list[Json] = [{"name": str(number), "values": [0.5]} for number in range(50)]
    items: list[Json] = [{"worker": f"w{number}", "metrics": series} for number in range(30)]
    monkeypatch.setattr(pieces, "MOST_READ_BYTES", len(json.dumps(items[-1])) + 10)
    found, others = await decoded(json.dumps(answer(items)).encode())
    assert found == answer(items)
    assert others >= 20


async def test_items_in_which_no_end_is_found_are_decoded_at_once(monkeypatch):
    monkeypatch.setattr(pieces, "MOST_READ_BYTES", 100)
    inner: list[Json] = [{"id": number} for number in range(50)]
    items: list[Json] = [{"id": number, "inner": inner} for number in range(5)]
    found, others = await decoded(json.dumps(answer(items)).encode())
    assert found == answer(items)
    assert others <= 3


@pytest.mark.parametrize("inner", ['[{"id": 1}, {"id": 2}]', '"\\ud800"'])
async def test_where_an_item_ends_is_looked_for_in_a_part_of_a_long_one(monkeypatch, inner: str):
    monkeypatch.setattr(pieces, "PIECE_BYTES", 1000)
    monkeypatch.setattr(pieces, "MOST_READ_BYTES", 8000)
    read = 0

    def counted(content: bytes, *, is_guess: bool = False) -> Json:
        nonlocal read
        read += len(content)
        return decode(content, is_guess=is_guess)

    monkeypatch.setattr(pieces, "decode", counted)
    long: Json = {"id": "long", "text": "x" * 50_000, "inner": [json.loads(inner)] * 1000}
    content = json.dumps(answer([{"id": "a"}, long, {"id": "b"}])).encode()
    assert await decode_in_turns(content) == decode(content)
    assert read < len(content) + 10_000


async def test_a_short_answer_is_decoded_at_once(monkeypatch):
    monkeypatch.setattr(pieces, "LONG_BYTES", 100_000)
    found, others = await decoded(json.dumps(answer(TRAPS)).encode())
    assert (found, others) == (answer(TRAPS), 0)
