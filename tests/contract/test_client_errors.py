"""Every recorded error of a real server becomes the exception that says what to do about it."""

import json

import httpx
import pytest

from mltui.api import errors
from mltui.api.envelope import server_error
from mltui.api.session import Connection, Session
from tests.contract.recordings import FOLDER, Exchange, transcript

#: The exception for each status and subcode that a real server was seen to answer.
EXPECTED = {
    (301, 1): errors.NotSupported,
    (400, 0): errors.InvalidRequest,
    (400, 11): errors.InvalidRequest,
    (400, 12): errors.InvalidRequest,
    (400, 14): errors.InvalidRequest,
    (400, 16): errors.InvalidRequest,
    (400, 21): errors.InvalidRequest,
    (400, 101): errors.UnknownId,
    (400, 110): errors.InvalidStatus,
    (400, 123): errors.InvalidStatus,
    (400, 131): errors.InvalidRequest,
    (400, 160): errors.InvalidStatus,
    (400, 201): errors.UnknownId,
    (400, 203): errors.InvalidStatus,
    (400, 205): errors.InvalidStatus,
    (400, 300): errors.InvalidRequest,
    (400, 301): errors.UnknownId,
    (400, 401): errors.UnknownId,
    (400, 402): errors.InvalidStatus,
    (400, 701): errors.UnknownId,
    (400, 702): errors.InvalidStatus,
    (400, 703): errors.InvalidStatus,
    (400, 706): errors.InvalidStatus,
    (400, 800): errors.InvalidRequest,
    (400, 801): errors.InvalidRequest,
    (400, 1052): errors.UnknownId,
    (400, 1104): errors.InvalidRequest,
    (401, 10): errors.BadCredentials,
    (401, 20): errors.BadCredentials,
    (401, 21): errors.BadCredentials,
    (401, 22): errors.BadCredentials,
    (401, 30): errors.BadCredentials,
    (403, 20): errors.NoPermission,
    (404, 0): errors.NotSupported,
    (500, 0): errors.ServerFault,
    (500, 100): errors.ServerFault,
}

#: Errors that come without the server's envelope.
BARE = {500: errors.ServerFault, 415: errors.InvalidRequest}


def recorded_errors() -> list[Exchange]:
    names = sorted(path.stem for path in (FOLDER / "transcripts").glob("*.json"))
    return [exchange for name in names for exchange in transcript(name) if exchange.status >= 300]


async def answer_with(exchange: Exchange) -> errors.ApiError:
    """Return what the client raises when it gets this answer."""
    if isinstance(exchange.answer, dict):
        content = json.dumps(exchange.answer).encode()
    else:
        content = str(exchange.answer).encode()

    def serve(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/auth.login":
            data = {"meta": {"result_code": 200}, "data": {"token": "t"}}
            return httpx.Response(200, json=data)
        return httpx.Response(exchange.status, content=content)

    session = Session(Connection("http://host", "k", "s"), httpx.MockTransport(serve))
    with pytest.raises(errors.ApiError) as caught:
        await session.call("tasks.get_by_id", {"task": "a"})
    return caught.value


@pytest.mark.parametrize(
    "exchange", recorded_errors(), ids=lambda exchange: f"{exchange.transcript}: {exchange.name}"
)
async def test_a_recorded_error_is_the_right_exception(exchange):
    error = await answer_with(exchange)
    if exchange.meta:
        code = (exchange.meta["result_code"], exchange.meta["result_subcode"])
        assert type(error) is EXPECTED[code]
        assert (error.status, error.subcode) == code or isinstance(error, errors.BadCredentials)
        assert error.endpoint
    else:
        assert type(error) is BARE[exchange.status]
        assert error.status == exchange.status
    assert error.sentence.endswith((".", "?"))
    assert "\n" not in error.sentence
    assert "<html" not in error.sentence


def test_all_codes_are_expected():
    seen = {(e.meta["result_code"], e.meta["result_subcode"]) for e in recorded_errors() if e.meta}
    assert seen == set(EXPECTED)


def known_codes():
    codes = json.loads((FOLDER / "errors.json").read_text())
    return [
        (int(status), int(subcode), name)
        for status, names in codes.items()
        for subcode, name in names.items()
        if subcode != "_"
    ]


@pytest.mark.parametrize(("status", "subcode", "name"), known_codes())
def test_every_code_a_server_may_answer_has_its_exception(status, subcode, name):
    error = server_error("tasks.get_all", status, subcode, name, {})
    assert type(error) is not errors.ApiError
    assert error.code == f"{status}/{subcode}"
    unknown = name.startswith("invalid_") and name.endswith(("_id", "_task_id"))
    if status == 400 and (unknown or name.endswith("_not_found")):
        assert isinstance(error, errors.UnknownId) or name == "invalid_scroll_id"
    if name == "not_supported":
        assert isinstance(error, errors.NotSupported)
    if status == 500 and name != "not_implemented":
        assert isinstance(error, errors.ServerFault)


def test_what_is_told_has_no_ids_for_programs_in_it():
    message = f"Invalid task id: id={'a1' * 16}, company={'b2' * 16}"
    error = server_error("tasks.get_by_id", 400, 101, message, {})
    assert error.sentence == "The server does not find it: Invalid task id."
    assert error.message == message


def test_what_is_told_of_a_regular_expression_is_what_is_wrong_with_it():
    message = "Malformed regular expression: err=missing ), position 4, extra_info=None"
    error = server_error("tasks.get_all_ex", 400, 21, message, {})
    assert error.sentence.endswith(": Malformed regular expression: missing ), position 4.")
    assert error.message == message
