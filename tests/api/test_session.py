"""A session logs in, survives what networks do, and raises nothing but its own errors."""

import asyncio
import base64
import gzip
import json
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from mltui import __version__
from mltui.api import errors
from mltui.api.access import only_reads
from mltui.api.left_alone import asking_by_itself
from mltui.api.session import Connection, Session
from tests.api.loopback import envelope, logging_in, loopback, reply, token
from tests.api.sessions import HTML, READ, WRITE, failure, session_with

# ---- logging in


async def test_it_logs_in_with_keys_and_goes_on_with_a_token():
    async with session_with(logging_in(lambda _: envelope({"n": 1}))) as (session, server):
        assert await session.call(READ, {"page": 0}) == {"n": 1}
        assert await session.call(READ) == {"n": 1}
    assert server.endpoints == ["auth.login", READ, READ]
    basic = base64.b64encode(b"KEY:hunter2").decode()
    assert server.requests[0].headers["authorization"] == f"Basic {basic}"
    assert server.requests[1].headers["authorization"] == f"Bearer {token()}"
    assert server.requests[1].json == {"page": 0}


async def test_it_keeps_one_connection_open():
    async with session_with(logging_in(lambda _: envelope())) as (session, server):
        for _ in range(5):
            await session.call(READ)
    assert server.connections == 1


async def test_it_says_who_asks_and_takes_compressed_answers():
    def respond(_):
        body = json.dumps({"meta": {"result_code": 200}, "data": {"text": "a" * 10_000}})
        return reply(gzip.compress(body.encode()), Content_Encoding="gzip")

    async with session_with(logging_in(respond)) as (session, server):
        assert len((await session.call(READ))["text"]) == 10_000
        assert session.bytes_received < 1000
    headers = server.requests[-1].headers
    assert headers["user-agent"] == f"mltui/{__version__}"
    assert "gzip" in headers["accept-encoding"]
    assert headers["content-type"] == "application/json"


async def test_the_api_may_live_under_a_path():
    async with loopback(logging_in(lambda _: envelope())) as server:
        session = Session(Connection(f"{server.address}/api/", "k", "s"))
        await session.call(READ)
        await session.close()
    assert [request.path for request in server.requests] == ["/api/auth.login", f"/api/{READ}"]


async def test_it_knows_the_servers_versions_after_the_login():
    tokens = lambda: token(server_version="2.3.0", api_version="2.31")  # noqa: E731
    async with session_with(logging_in(lambda _: envelope(), tokens)) as (session, _):
        assert (session.server_version, session.api_version) == (None, None)
        await session.call(READ)
        assert (session.server_version, session.api_version) == ("2.3.0", "2.31")


async def test_it_measures_what_it_does():
    async with session_with(logging_in(lambda _: envelope())) as (session, _):
        assert (session.requests, session.latency_s) == (0, None)
        await session.call(READ)
        assert session.requests == 2
        assert 0 < session.latency_s < 10


async def test_a_slow_answer_among_quick_ones_is_not_the_servers_latency(monkeypatch):
    took_s = iter((0.2, 0.02, 0.9, 0.4, 0.5, 0.6, 0.7))
    moments = iter(moment for seconds in took_s for moment in (0.0, seconds))
    clock = SimpleNamespace(perf_counter=lambda: next(moments), time=time.time)
    monkeypatch.setattr("mltui.api.exchange.time", clock)
    latencies = []
    async with session_with(logging_in(lambda _: envelope())) as (session, _):
        for _ in range(6):
            await session.call(READ)
            latencies.append(session.latency_s)
    assert latencies == [0.02, 0.02, 0.02, 0.02, 0.02, 0.4]


async def test_many_requests_wait_for_one_login():
    async with session_with(logging_in(lambda _: envelope())) as (session, server):
        await asyncio.gather(*(session.call(READ) for _ in range(20)))
    assert server.endpoints.count("auth.login") == 1
    assert server.endpoints.count(READ) == 20


async def test_many_requests_fail_with_one_refused_login():
    refused = envelope(code=401, subcode=22, msg="Unauthorized (invalid credentials)")
    async with session_with(lambda _: refused) as (session, server):
        results = await asyncio.gather(
            *(session.call(READ) for _ in range(10)), return_exceptions=True
        )
    assert {type(result) for result in results} == {errors.BadCredentials}
    assert server.endpoints == ["auth.login"]


async def test_an_expired_token_is_renewed_once_for_many_and_even_a_write_is_sent_again():
    logins = iter(range(100))
    valid = {"token": ""}

    def new_token():
        valid["token"] = token(next(logins))
        return valid["token"]

    def respond(request):
        if request.headers["authorization"] != f"Bearer {valid['token']}":
            return envelope(code=401, subcode=30, msg="Unauthorized (invalid token)")
        return envelope({"done": 1})

    async with session_with(logging_in(respond, new_token)) as (session, server):
        await session.call(READ)
        valid["token"] = "another, since the server restarted"
        answers = await asyncio.gather(*(session.call(WRITE) for _ in range(10)))
    assert answers == [{"done": 1}] * 10
    assert server.endpoints.count("auth.login") == 2


async def test_a_token_that_is_never_accepted_ends_in_bad_credentials():
    refused = envelope(code=401, subcode=30, msg="Unauthorized (invalid token)")
    error = await failure(lambda _: refused)
    assert isinstance(error, errors.BadCredentials)
    assert error.code == "401/30"


async def test_a_token_alone_is_enough():
    async with session_with(
        lambda _: envelope({"n": 1}), access_key="", secret_key="", token="a.b.c"
    ) as (session, server):
        assert await session.call(READ) == {"n": 1}
    assert server.endpoints == [READ]
    assert server.requests[0].headers["authorization"] == "Bearer a.b.c"


async def test_a_token_alone_that_expired_asks_for_a_new_one():
    refused = envelope(code=401, subcode=30, msg="Unauthorized (invalid token)")
    error = await failure(lambda _: refused, access_key="", secret_key="", token="a.b.c")
    assert isinstance(error, errors.BadCredentials)
    assert "a.b.c" not in str(error)


async def test_without_any_login_it_says_what_to_set():
    error = await failure(lambda _: envelope(), access_key="", secret_key="")
    assert isinstance(error, errors.BadCredentials)
    assert "access key" in error.sentence


async def test_what_needs_no_login_is_asked_without():
    async with session_with(lambda _: envelope({"msg": "hi"}), access_key="") as (session, server):
        assert await session.call("debug.ping") == {"msg": "hi"}
    assert "authorization" not in server.requests[0].headers


# ---- again


async def test_reading_is_tried_again_after_a_passing_fault():
    answers = iter([reply(HTML, 503), None, envelope({"n": 3})])
    async with session_with(logging_in(lambda _: next(answers))) as (session, server):
        assert await session.call(READ) == {"n": 3}
    assert server.endpoints.count(READ) == 3


async def test_reading_is_not_tried_forever():
    async with session_with(logging_in(lambda _: reply(HTML, 503))) as (session, server):
        with pytest.raises(errors.ServerFault):
            await session.call(READ)
    assert server.endpoints.count(READ) == 3


@pytest.mark.parametrize(
    ("answer", "wait_s"),
    [
        (reply("slow down", 429, Retry_After="60"), 60.0),
        (reply("slow down", 429, Retry_After="86400"), 300.0),
        (reply("slow down", 429), 15.0),
        (reply("slow down", 429, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"), 15.0),
        (envelope(code=429, msg="slow down"), 15.0),
        (reply(HTML, 503, Retry_After="20"), 20.0),
    ],
)
async def test_a_server_that_wishes_to_be_left_alone_is_asked_once(answer: bytes, wait_s: float):
    async with session_with(logging_in(lambda _: answer)) as (session, server):
        with pytest.raises((errors.AskedTooOften, errors.ServerFault)) as caught:
            await session.call(READ)
    assert caught.value.wait_s == wait_s
    assert server.endpoints.count(READ) == 1


async def test_and_so_is_one_whose_login_wishes_that():
    answer = reply("slow down", 429, Retry_After="60")
    async with session_with(lambda _: answer) as (session, server):
        with pytest.raises(errors.AskedTooOften) as caught:
            await session.call(READ)
        assert caught.value.wait_s == 60.0
        with asking_by_itself(), pytest.raises(errors.AskedTooOften):
            await session.call(READ)
    assert server.endpoints == ["auth.login"]


async def test_meanwhile_only_what_a_person_asks_for_reaches_it():
    seconds = [0.0]
    answers = [reply("slow down", 429, Retry_After="60"), envelope(), envelope()]
    async with session_with(logging_in(lambda _: answers.pop(0)), clock=lambda: seconds[0]) as (
        session,
        server,
    ):
        with pytest.raises(errors.AskedTooOften):
            await session.call(READ)
        seconds[0] = 20.0
        with asking_by_itself(), pytest.raises(errors.AskedTooOften) as caught:
            await session.call("workers.get_all")
        assert caught.value.wait_s == 40.0
        assert caught.value.sentence.startswith("The server asks to be left alone")
        assert len(answers) == 2
        await session.call(READ)
        with asking_by_itself(), pytest.raises(errors.AskedTooOften):
            await session.call(READ)
        seconds[0] = 60.0
        with asking_by_itself():
            await session.call(READ)
    assert server.endpoints.count(READ) == 3


async def test_what_is_added_to_an_error_is_not_said_of_other_requests():
    answer = reply("slow down", 429, Retry_After="60")
    async with session_with(logging_in(lambda _: answer)) as (session, _):
        with pytest.raises(errors.AskedTooOften) as caught:
            await session.call(WRITE)
        said = caught.value.sentence
        caught.value.sentence += " The new values are there."
        with asking_by_itself(), pytest.raises(errors.AskedTooOften) as again:
            await session.call(READ)
    assert again.value.sentence == said


async def test_what_changes_something_is_sent_once():
    async with session_with(logging_in(lambda _: reply(HTML, 503))) as (session, server):
        with pytest.raises(errors.ServerFault):
            await session.call(WRITE)
        assert server.endpoints.count(WRITE) == 1
        with pytest.raises(errors.ServerFault):
            await session.call(WRITE, repeatable=True)
    assert server.endpoints.count(WRITE) == 4


async def test_a_considered_error_is_final():
    refused = envelope(code=400, subcode=101, msg="Invalid task id: ids=(nope)")
    async with session_with(logging_in(lambda _: refused)) as (session, server):
        with pytest.raises(errors.UnknownId) as caught:
            await session.call(READ)
    assert server.endpoints.count(READ) == 1
    assert caught.value.message == "Invalid task id: ids=(nope)"
    assert str(caught.value).endswith("(400/101)")


async def test_pauses_between_attempts_grow_and_vary():
    pauses = []

    async def pause(seconds):
        pauses.append(seconds)

    async with loopback(logging_in(lambda _: reply(HTML, 503))) as server:
        session = Session(Connection(server.address, "k", "s"), pause=pause)
        for _ in range(5):
            with pytest.raises(errors.ServerFault):
                await session.call(READ)
        await session.close()
    first, second = pauses[::2], pauses[1::2]
    assert all(0.1 <= seconds <= 0.3 for seconds in first)
    assert all(0.2 <= seconds <= 0.6 for seconds in second)
    assert len(set(pauses)) == 10


# ---- what may not be done, and not be seen


async def test_reading_only_refuses_every_change():
    async with session_with(logging_in(lambda _: envelope()), read_only=True) as (session, server):
        await session.call(READ)
        for endpoint in (WRITE, "queues.get_next_task", "auth.get_token_for_user", "new.thing"):
            with pytest.raises(errors.ReadOnly):
                await session.call(endpoint, repeatable=True)
    assert server.endpoints == ["auth.login", READ]


def test_only_what_is_known_to_read_reads():
    assert only_reads("tasks.get_all_ex")
    assert only_reads("events.scalar_metrics_iter_histogram")
    assert not only_reads("tasks.stop")
    assert not only_reads("queues.get_next_task")
    assert not only_reads("something.unheard_of")


async def test_secrets_show_nowhere():
    def respond(request):
        sent = request.headers["authorization"]
        return envelope(code=400, subcode=12, msg=f"bad: hunter2 {sent}")

    async with session_with(logging_in(respond)) as (session, _):
        with pytest.raises(errors.InvalidRequest) as caught:
            await session.call(WRITE)
        shown = [repr(caught.value), str(caught.value), caught.value.message]
        shown += [repr(session), repr(session.connection), str(session.connection)]
    assert all("hunter2" not in text for text in shown)
    assert all(token() not in text for text in shown)


def test_a_connection_shows_where_it_goes_but_not_its_keys():
    shown = repr(Connection("http://host:8008", "ABCDEFGHIJKLMN", "hunter2", token="x.y.z"))
    assert "http://host:8008" in shown
    assert "ABCD…" in shown
    assert "EFGH" not in shown
    assert "hunter2" not in shown
    assert "x.y.z" not in shown


async def test_a_log_to_download_is_a_text():
    text = "line 1\nline 2\n"
    async with session_with(logging_in(lambda _: reply(text))) as (session, _):
        assert await session.call_text("events.download_task_log", {"task": "a"}) == text


async def test_a_refused_download_is_an_error():
    refused = envelope(code=400, subcode=101, msg="Invalid task id")
    async with session_with(logging_in(lambda _: refused)) as (session, _):
        with pytest.raises(errors.UnknownId):
            await session.call_text("events.download_task_log", {"task": "a"})


def test_nothing_heavy_is_imported_before_the_first_request():
    code = (
        "import sys; import mltui.api.session, mltui.api.client, mltui.api.errors; "
        "print([name for name in ('httpx', 'pydantic', 'asyncio.windows_events') "
        "if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
