"""Whatever answers, or does not, ends in an answer or in one of the session's own errors."""

import math

import pytest

from mltui.api import errors
from mltui.api.types.tasks import Task
from tests.api.loopback import CUT, envelope, logging_in, reply
from tests.api.sessions import HTML, READ, WRITE, failure, session_with

# ---- what answers in place of a ClearML server


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (reply(HTML), errors.NotClearML),
        (reply(""), errors.NotClearML),
        (reply("", 204), errors.NotClearML),
        (reply("[1, 2]"), errors.NotClearML),
        (reply("null"), errors.NotClearML),
        (reply('{"data": {}}'), errors.NotClearML),
        (reply('{"meta": [], "data": {}}'), errors.NotClearML),
        (reply('{"meta": {"result_code": 200}, "data": [1]}'), errors.NotClearML),
        (reply('{"meta": {"result_code": 200}, "da'), errors.NotClearML),
        (reply("[" * 100_000), errors.NotClearML),
        (reply(b"\xff\xfe\x00garbage"), errors.NotClearML),
        (reply("1" * 5000), errors.NotClearML),
        (reply('{"meta": ' + "[" * 900 + '"\\ud800"' + "]" * 900 + "}"), errors.NotClearML),
        (reply(HTML, 404), errors.NotClearML),
        (reply(HTML, 403), errors.NotClearML),
        (reply(HTML, 401), errors.NotClearML),
        (reply("", 302, Location="https://login.example/"), errors.NotClearML),
        (reply(HTML, 500), errors.ServerFault),
        (reply(HTML, 502), errors.ServerFault),
        (reply("slow down", 429), errors.AskedTooOften),
        (reply("too large", 413), errors.InvalidRequest),
        (reply("not gzip", Content_Encoding="gzip"), errors.NotClearML),
        (b"220 mail.example ESMTP\r\n\r\n" + CUT, errors.NotClearML),
        (b"SSH-2.0-OpenSSH_9.2\r\n" + CUT, errors.Unreachable),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{}" + CUT, errors.Unreachable),
        (None, errors.Unreachable),
        (reply('{"meta": {"result_code": 301, "result_subcode": 1}}', 301), errors.NotSupported),
        (reply('{"meta": {"result_code": "400", "result_subcode": "101"}}', 400), errors.UnknownId),
        (reply('{"meta": {"result_code": {}, "result_msg": 5}}', 500), errors.ServerFault),
        (reply('{"meta": {"result_code": 200}}', 500), errors.ServerFault),
        (reply('{"meta": {"result_code": Infinity}}', 400), errors.InvalidRequest),
    ],
    ids=lambda value: getattr(value, "__name__", None) or repr(value)[:60],
)
async def test_a_strange_answer_is_one_of_the_errors(answer, expected):
    error = await failure(lambda _: answer)
    assert type(error) is expected
    assert error.sentence.endswith((".", "?"))
    assert len(error.sentence) < 400
    assert error.endpoint == WRITE


async def test_an_address_with_a_path_too_many_is_hinted_at():
    error = await failure(lambda _: reply("nothing here", 404))
    assert "HTTP 404" in error.sentence
    assert error.sentence.endswith("(usually port 8008, and no path behind it)?")


@pytest.mark.parametrize("data", ["null", "{}"])
async def test_an_answer_without_data_is_empty(data):
    answer = reply('{"meta": {"result_code": 200}, "data": ' + data + "}")
    async with session_with(logging_in(lambda _: answer)) as (session, _):
        assert await session.call(READ) == {}


async def test_nan_and_lone_surrogates_are_read():
    answer = reply('{"meta": {}, "data": {"y": [NaN, -Infinity], "na\\ud800me": "a\\udfffb"}}')
    async with session_with(logging_in(lambda _: answer)) as (session, _):
        data = await session.call(READ)
    assert str(data["y"]) == "[nan, -inf]"
    assert data["na\ufffdme"] == "a\ufffdb"


@pytest.mark.parametrize("digits", [400, 5000])
async def test_whole_numbers_that_nothing_can_calculate_with_are_infinite(digits):
    number = "9" * digits
    answer = reply(
        '{"meta": {}, "data": {"x": [1, -' + number + ', 0.5], "n\\ud800": ' + number + "}}"
    )
    async with session_with(logging_in(lambda _: answer)) as (session, _):
        data = await session.call(READ)
    assert data == {"x": [1, -math.inf, 0.5], "n\ufffd": math.inf}
    assert Task.read({"last_iteration": math.inf}).last_iteration is None


async def test_a_login_without_a_token_is_not_clearml():
    async with session_with(lambda _: envelope({"token": 5})) as (session, _):
        with pytest.raises(errors.NotClearML):
            await session.call(READ)


async def test_a_redirect_says_where_to():
    error = await failure(lambda _: reply("", 301, Location="https://host/api"))
    assert "https://host/api" in error.sentence
