"""What happens where no answer comes, or none that can be trusted."""

import asyncio
import gzip
import ssl
from collections.abc import Callable

import httpx
import pytest

from mltui.api import errors, exchange
from mltui.api.no_answer import proxy_for, unreachable
from mltui.api.session import Connection, Session
from mltui.live.raw_scalars import PAGE
from tests.api.loopback import envelope, logging_in, loopback, reply
from tests.api.sessions import HTML, READ, failure, no_pause, session_with
from tests.support.tls import CERTIFICATE, tls_of_localhost


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


async def test_https_to_a_server_without_is_unreachable_and_not_tried_again_at_once():
    connections = 0

    async def answer_in_plain_text(_, writer):
        nonlocal connections
        connections += 1
        writer.write(reply(HTML, 400))
        writer.close()

    async with await asyncio.start_server(answer_in_plain_text, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        session = Session(Connection(f"https://127.0.0.1:{port}", "k", "s"), pause=no_pause)
        with pytest.raises(errors.Unreachable, match="http://"):
            await session.call(READ)
        await session.close()
        assert connections == 1


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


def test_a_certificate_that_is_out_of_date_may_be_due_to_the_clock():
    error = ssl.SSLCertVerificationError()
    error.verify_code, error.verify_message = 10, "certificate has expired"
    assert str(unreachable("https://lab", READ, error)) == (
        "The certificate of https://lab is not trusted: certificate has expired. "
        "If the clock of this computer is right, the server needs a new one."
    )


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


async def test_certificates_that_the_environment_names_and_are_none_are_said(monkeypatch, tmp_path):
    (tmp_path / "empty.pem").touch()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "empty.pem"))
    session = Session(Connection("https://host", "k", "s"), pause=no_pause)
    with pytest.raises(errors.Unreachable, match=r"used: there is no certificate in it\.$"):
        await session.call(READ)


@pytest.mark.parametrize("proxy", ["socks5://localhost:1", "nonsense://x", "http://[::1"])
async def test_an_unusable_proxy_is_said(monkeypatch, proxy):
    monkeypatch.setenv("HTTP_PROXY", proxy)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    session = Session(Connection("http://host", "k", "s"), pause=no_pause)
    with pytest.raises(errors.Unreachable, match="proxy"):
        await session.call(READ)


@pytest.fixture
def proxy(monkeypatch) -> Callable[[str], None]:
    """Let the environment name a proxy for everything."""
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    return lambda address: monkeypatch.setenv("ALL_PROXY", address)


async def said_of(address: str) -> str:
    session = Session(Connection(address, "k", "s"), pause=no_pause)
    with pytest.raises(errors.Unreachable) as raised:
        await session.call(READ)
    await session.close()
    return str(raised.value)


@pytest.mark.parametrize("address", ["http://lab.invalid:8008", "https://lab.invalid:8008"])
async def test_a_proxy_that_is_not_there_is_told_from_the_server(proxy, address):
    async with loopback(lambda _: None) as server:
        there = server.address
    proxy(there.replace("http://", "http://me:hush@"))
    assert await said_of(address) == (
        f"Nothing listens at {there}, the proxy that the environment names for {address}."
    )


async def test_the_host_of_a_proxy_is_told_from_the_servers(proxy):
    proxy("no-such-proxy.invalid:3128")
    assert await said_of("https://lab.invalid") == (
        "The host of http://no-such-proxy.invalid:3128, the proxy that the environment names for "
        "https://lab.invalid, is unknown."
    )


@pytest.mark.parametrize(
    ("status", "more"), [(407, " It wants a login of its own."), (403, ""), (502, "")]
)
async def test_a_proxy_that_lets_nobody_through_to_https_is_told(proxy, status, more):
    async with loopback(lambda _: reply(HTML, status)) as server:
        proxy(server.address)
        assert await said_of("https://lab.invalid") == (
            f"{server.address}, the proxy that the environment names for https://lab.invalid, "
            f"lets nobody through (HTTP {status}).{more}"
        )


@pytest.mark.parametrize("error", [ConnectionResetError(104, "reset"), BrokenPipeError(32, "pipe")])
def test_something_that_hangs_up_at_once_may_be_another_port_or_speak_https(error):
    said = "closed the connection instead of answering. Is the port right?"
    assert str(unreachable("https://lab:22", READ, error)) == f"https://lab:22 {said}"
    # A server with TLS that hangs up before it has read all of a question without.
    assert str(unreachable("http://lab:22", READ, error)) == (
        f"http://lab:22 {said} If it speaks HTTPS, its address begins with https://."
    )


def test_an_address_that_needs_no_proxy_has_none(proxy, monkeypatch):
    proxy("http://proxy:3128")
    monkeypatch.setenv("NO_PROXY", "lab.example")
    assert proxy_for("http://lab.example:8008") == ""
    assert proxy_for("http://other.example:8008") == "http://proxy:3128"


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


def test_the_largest_answer_that_is_asked_for_is_not_given_up():
    point = len("-1.2345678901234567e-123,1234567890123,123456789012,")
    assert point * max(PAGE, 200_000) < exchange.LARGEST_ANSWER_BYTES / 2


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
