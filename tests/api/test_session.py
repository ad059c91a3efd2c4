"""A session logs in, survives what networks do, and raises nothing but its own errors."""

import asyncio
import base64
import gzip
import json
import math
import subprocess
import sys
from contextlib import asynccontextmanager
from types import SimpleNamespace

import httpx
import pytest

from mltui import __version__
from mltui.api import errors
from mltui.api.access import only_reads
from mltui.api.session import Connection, Session
from mltui.api.types.tasks import Task
from tests.api.loopback import CUT, envelope, logging_in, loopback, reply, token
from tests.support.tls import CERTIFICATE, tls_of_localhost

READ, WRITE = "tasks.get_all", "tasks.enqueue"


async def no_pause(_):
    """Waits no time at all between attempts."""


@asynccontextmanager
async def session_with(respond, **settings):
    async with loopback(respond) as server:
        connection = Connection(
            **{"api_server": server.address, "access_key": "KEY", "secret_key": "hunter2"}
            | settings
        )
        session = Session(connection, pause=no_pause)
        try:
            yield session, server
        finally:
            await session.close()


async def failure(respond, endpoint=WRITE, **settings):
    """Return the error of one call."""
    async with session_with(logging_in(respond), **settings) as (session, _):
        with pytest.raises(errors.ApiError) as caught:
            await session.call(endpoint)
        return caught.value


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
        assert (session.server_version, session.has_api(2, 1)) == (None, None)
        await session.call(READ)
        assert (session.server_version, session.api_version) == ("2.3.0", "2.31")
        assert [session.has_api(2, 31), session.has_api(2, 32), session.has_api(1, 99)] == [
            True,
            False,
            True,
        ]


async def test_it_measures_what_it_does():
    async with session_with(logging_in(lambda _: envelope())) as (session, _):
        assert (session.requests, session.latency_s) == (0, None)
        await session.call(READ)
        assert session.requests == 2
        assert 0 < session.latency_s < 10


async def test_a_slow_answer_among_quick_ones_is_not_the_servers_latency(monkeypatch):
    took_s = iter((0.2, 0.02, 0.9, 0.4, 0.5, 0.6, 0.7))
    moments = iter(moment for seconds in took_s for moment in (0.0, seconds))
    clock = SimpleNamespace(perf_counter=lambda: next(moments))
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


# ---- what answers in place of a ClearML server

HTML = "<!doctype html><html><body>It works!</body></html>"


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
        (reply("slow down", 429), errors.ServerFault),
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


# ---- no answer at all


async def test_nobody_listening_is_unreachable():
    async with loopback(lambda _: None) as server:
        address = server.address
    session = Session(Connection(address, "k", "s"), pause=no_pause)
    with pytest.raises(errors.Unreachable, match="Nothing listens"):
        await session.call(READ)
    await session.close()


@pytest.mark.parametrize(
    "address", ["ftp://host", "not an address", "http://", "http://host:99999", "http://[::1", ""]
)
async def test_a_wrong_address_is_unreachable(address):
    session = Session(Connection(address, "k", "s"), pause=no_pause)
    with pytest.raises(errors.Unreachable):
        await session.call(READ)
    await session.close()


async def test_https_to_a_server_without_is_unreachable():
    async def answer_in_plain_text(_, writer):
        writer.write(reply(HTML, 400))
        writer.close()

    async with await asyncio.start_server(answer_in_plain_text, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        session = Session(Connection(f"https://127.0.0.1:{port}", "k", "s"), pause=no_pause)
        with pytest.raises(errors.Unreachable, match="http://"):
            await session.call(READ)
        await session.close()


async def asked_by_tls(**settings):
    answers = logging_in(lambda _: envelope({"tasks": []}))
    async with loopback(answers, tls_of_localhost()) as server:
        address = server.address.replace("localhost", settings.pop("host", "localhost"))
        session = Session(Connection(address, "access", "secret", **settings), pause=no_pause)
        try:
            return await session.call(READ)
        finally:
            await session.close()


async def test_a_certificate_is_checked_unless_that_is_switched_off():
    with pytest.raises(errors.Unreachable, match=r"is not trusted: self-signed certificate\. Name"):
        await asked_by_tls()
    assert await asked_by_tls(verify=str(CERTIFICATE)) == {"tasks": []}
    assert await asked_by_tls(verify=False) == {"tasks": []}


async def test_a_certificate_for_another_name_is_not_trusted():
    with pytest.raises(errors.Unreachable, match=r"not valid for '127\.0\.0\.1'\. Name"):
        await asked_by_tls(host="127.0.0.1", verify=str(CERTIFICATE))


async def test_http_to_a_server_with_tls_is_unreachable():
    async with loopback(lambda _: envelope(), tls_of_localhost()) as server:
        address = server.address.replace("https://", "http://")
        session = Session(Connection(address, "access", "secret"), pause=no_pause)
        with pytest.raises(errors.Unreachable, match="https://"):
            await session.call(READ)


async def test_an_empty_file_of_certificates_is_said(tmp_path):
    (tmp_path / "empty.pem").touch()
    with pytest.raises(errors.Unreachable, match=r"there is no certificate in it\.$"):
        await asked_by_tls(verify=str(tmp_path / "empty.pem"))


async def test_a_missing_file_of_certificates_is_said():
    session = Session(Connection("https://host", "k", "s", verify="/nowhere.pem"), pause=no_pause)
    with pytest.raises(errors.Unreachable, match="certificates"):
        await session.call(READ)


async def test_certificates_that_the_environment_names_and_nobody_has_are_said(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere.pem")
    session = Session(Connection("https://host", "k", "s"), pause=no_pause)
    with pytest.raises(errors.Unreachable, match="certificates that the environment names"):
        await session.call(READ)


@pytest.mark.parametrize("proxy", ["socks5://localhost:1", "nonsense://x", "http://[::1"])
async def test_an_unusable_proxy_is_said(monkeypatch, proxy):
    monkeypatch.setenv("HTTP_PROXY", proxy)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    session = Session(Connection("http://host", "k", "s"), pause=no_pause)
    with pytest.raises(errors.Unreachable, match="proxy"):
        await session.call(READ)


async def test_a_silent_server_times_out():
    async def never(_):
        await asyncio.Event().wait()

    error = await failure(never, timeout_s=0.05)
    assert isinstance(error, errors.TimedOut)
    assert "0.05 s" in error.sentence


async def test_an_answer_that_trickles_in_says_how_long_was_waited_for_all_of_it(monkeypatch):
    monkeypatch.setattr("mltui.api.exchange.LONGEST_ANSWER", 2)

    async def forever():
        while True:
            yield b" "
            await asyncio.sleep(0.01)

    def trickle(request):
        return httpx.Response(200, content=forever())

    connection = Connection("http://host", "k", "s", timeout_s=0.1)
    session = Session(connection, httpx.MockTransport(trickle), pause=no_pause)
    with pytest.raises(errors.TimedOut, match=r"not complete after 0\.2 s"):
        await session.call(READ)


@pytest.mark.parametrize("packed", [False, True])
async def test_an_answer_without_end_is_given_up(monkeypatch, packed):
    monkeypatch.setattr("mltui.api.exchange.LARGEST_ANSWER_BYTES", 1 << 20)
    content = b'{"meta": {}, "data": {"x": "' + b"a" * (3 << 20)
    head = (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
        if packed
        else b"HTTP/1.1 200 OK\r\n\r\n"
    )
    error = await failure(lambda _: head + (gzip.compress(content) if packed else content))
    assert type(error) is errors.NotClearML
    assert "larger than 1 MiB" in error.sentence


async def test_a_closed_session_asks_nothing():
    async with session_with(logging_in(lambda _: envelope())) as (session, server):
        await session.close()
        with pytest.raises(errors.Unreachable):
            await session.call(READ)
    assert server.requests == []


async def test_a_request_can_be_cancelled_and_the_session_goes_on():
    answering = asyncio.Event()

    async def respond(_):
        await answering.wait()
        return envelope({"n": 1})

    async with session_with(logging_in(respond)) as (session, server):
        waiting = asyncio.ensure_future(session.call(READ))
        while READ not in server.endpoints:
            await asyncio.wait([waiting], timeout=0.001)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        answering.set()
        assert await session.call(READ) == {"n": 1}


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
