"""The login token is renewed in time, and not more often than needed."""

import asyncio
import base64
import json
import time

import pytest

from mltui.api import errors
from mltui.api.connection import Connection
from mltui.api.exchange import Answer
from mltui.api.login import Login
from mltui.api.login_token import TokenPayload, read_token
from tests.api.loopback import token


class Server:
    """Issues tokens that are good for 1000 s by a clock far from ours."""

    def __init__(self):
        self.asked = []
        self.down = False
        self.was_asked = asyncio.Event()

    async def send(self, endpoint, body, headers):
        self.was_asked.set()
        self.asked.append((endpoint, headers["Authorization"]))
        await asyncio.sleep(0)
        if self.down:
            raise errors.Unreachable("Nobody is there.")
        data = {"token": token(len(self.asked), issued=5e9)}
        answer = {"meta": {"result_code": 200}, "data": data}
        return Answer(200, json.dumps(answer).encode())


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def login_with(**settings):
    server, clock = Server(), Clock()
    connection = Connection(**{"api_server": "http://host"} | settings)
    return Login(connection, server.send, clock), server, clock


KEYS = {"access_key": "k", "secret_key": "s"}


async def test_a_token_is_used_for_most_of_its_life():
    login, server, clock = login_with(**KEYS)
    first = await login.token()
    clock.now += 890
    assert await login.token() == first
    assert len(server.asked) == 1


async def test_a_token_is_renewed_before_it_expires():
    login, server, clock = login_with(**KEYS)
    first = await login.token()
    clock.now += 901
    tokens = await asyncio.gather(*(login.token() for _ in range(10)))
    assert len(set(tokens)) == 1
    assert tokens[0] != first
    assert len(server.asked) == 2


async def test_while_the_server_is_away_the_old_token_goes_on():
    login, server, clock = login_with(**KEYS)
    first = await login.token()
    clock.now += 901
    server.down = True
    assert await login.token() == first
    assert await login.token() == first
    assert len(server.asked) == 2
    clock.now += 61
    server.down = False
    assert await login.token() != first


async def test_a_failed_login_is_tried_again_by_the_next_request():
    login, server, _ = login_with(**KEYS)
    server.down = True
    with pytest.raises(errors.Unreachable):
        await login.token()
    server.down = False
    assert await login.token()


async def test_a_cancelled_login_leaves_the_others_theirs():
    login, server, _ = login_with(**KEYS)
    first, second = (asyncio.ensure_future(login.token()) for _ in range(2))
    await server.was_asked.wait()
    first.cancel()
    assert await second == token(2, issued=5e9)


async def test_a_token_alone_is_renewed_with_itself():
    given = token(0, issued=time.time() - 950)
    login, server, _ = login_with(token=given)
    assert await login.token() != given
    assert server.asked == [("auth.login", f"Bearer {given}")]


async def test_keys_win_over_a_token():
    login, server, _ = login_with(token=token(0), **KEYS)
    await login.token()
    assert server.asked[0][1].startswith("Basic ")


@pytest.mark.parametrize(
    "text", ["", "a.b", "a.b.c", "a.!!!.c", "a.bnVsbA.c", "a.e30.c", "a.\u00e9.c", "a.W10.c.d"]
)
def test_a_token_that_says_nothing_is_no_fault(text):
    assert read_token(text) == TokenPayload()


@pytest.mark.parametrize("moment", ["1" + "0" * 400, "Infinity", "NaN", "[]", "null", '"soon"'])
def test_a_token_with_an_impossible_date_just_has_none(moment):
    says = f'{{"exp": {moment}, "iat": {moment}, "server_version": "2.3.0"}}'
    text = f"a.{base64.urlsafe_b64encode(says.encode()).decode().rstrip('=')}.c"
    assert read_token(text) == TokenPayload(server_version="2.3.0")


async def test_what_the_login_repeats_of_the_keys_is_masked():
    pair = base64.b64encode(b"KEY4567:hunter2").decode()
    said = f"no user KEY4567:hunter2, Basic {pair}"
    body = {"meta": {"result_code": 401, "result_subcode": 22, "result_msg": said},
            "data": {"seen": [pair, {"hunter2": 1}]}}  # fmt: skip

    async def refuse(*_: object) -> Answer:
        return Answer(401, json.dumps(body).encode())

    login = Login(Connection("http://x", "KEY4567", "hunter2"), refuse)
    with pytest.raises(errors.ApiError) as caught:
        await login.token()
    error = caught.value
    told = f"{error!r} {error} {error.message} {error.data} {error.args}"
    assert "hunter2" not in told
    assert pair not in told


def test_a_token_says_when_it_expires_and_what_the_server_is():
    payload = read_token(token(issued=10, life=5, server_version="2.3.0", api_version=2.34))
    assert payload == TokenPayload(15, 10, "2.3.0", "2.34")
