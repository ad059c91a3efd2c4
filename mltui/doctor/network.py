"""Whether the server's host can be reached at all: name, port, certificate."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from contextlib import suppress
from urllib.parse import urlsplit

from mltui.api.certificates import CertificatesUnusable, trusted_certificates
from mltui.api.no_answer import proxy_for
from mltui.doctor.report import Finding
from mltui.settings import Settings

#: How long each step may take, seconds.
STEP_S = 8.0


async def look_at_network(settings: Settings) -> list[Finding]:
    """Return what was found on the way to the server, ending with the first problem."""
    if proxy := proxy_for(settings.server):
        # This computer may not even know the server's name: the proxy does.
        return [Finding("proxy", f"{proxy} is asked, as the environment says")]
    parts = urlsplit(settings.server)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    findings = [await _name(host, port)]
    if findings[-1].state == "problem":
        return findings
    port_found = await _port(host, port)
    findings.append(port_found)
    if port_found.state != "problem" and parts.scheme == "https":
        findings.append(await _certificate(host, port, settings.verify))
    return findings


async def _name(host: str, port: int) -> Finding:
    try:
        async with asyncio.timeout(STEP_S):
            found = await _addresses(host, port)
    except TimeoutError:
        return _no_name_server(host)
    except (OSError, ValueError) as error:
        if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
            return _no_name_server(host)
        advice = "There is no computer of that name to be found: check the address and the network."
        return Finding("name", f"{host} is unknown", "problem", advice)
    known = ", ".join(dict.fromkeys(found))
    return Finding("name", f"{host} is an address" if known == host else f"{host} is {known}")


def _no_name_server(host: str) -> Finding:
    advice = "Whether there is a computer of that name is not known: check the network and its DNS."
    return Finding("name", f"{host}: the name server does not answer", "problem", advice)


async def _addresses(host: str, port: int) -> list[str]:
    """Return the addresses of a host, asked for in a thread that nobody has to wait for.

    The event loop's own threads would be waited for at the end, however long they take.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def give(found: list[str], error: Exception | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(found)

    def ask() -> None:
        found: list[str] = []
        error: Exception | None = None
        try:
            each = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = [str(address[0]) for *_, address in each]
        except (OSError, ValueError) as raised:
            error = raised
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(give, found, error)

    threading.Thread(target=ask, name="resolver", daemon=True).start()
    return await answer


async def _port(host: str, port: int) -> Finding:
    try:
        async with asyncio.timeout(STEP_S):
            _, writer = await asyncio.open_connection(host, port)
    except TimeoutError:
        advice = "The computer does not answer: it is off, or a firewall is in between."
        return Finding("port", f"{port} does not answer", "problem", advice)
    except OSError as error:
        advice = "Nothing listens there: is the server running, and is the port right?"
        return Finding("port", f"{port}: {_reason(error)}", "problem", advice)
    writer.close()
    return Finding("port", f"{port} is open")


async def _certificate(host: str, port: int, verify: bool | str) -> Finding:
    if verify is False:
        return Finding("certificate", "not checked", "note", "Anybody in between could listen.")
    try:
        context = trusted_certificates(verify)
    except CertificatesUnusable as error:
        return Finding("certificate", f"{error.place}: {error.reason}", "problem")
    try:
        async with asyncio.timeout(STEP_S):
            _, writer = await asyncio.open_connection(host, port, ssl=context)
    except ssl.SSLCertVerificationError as error:
        advice = (
            "If the server has a certificate of its own making, set `verify` to the path of its "
            "CA bundle; --insecure does not check it at all."
        )
        return Finding("certificate", error.verify_message, "problem", advice)
    except ssl.SSLError:
        advice = "Something without TLS answers there: try http:// instead of https://."
        return Finding("certificate", "none", "problem", advice)
    except TimeoutError:
        advice = "Nothing there begins with TLS: should it be http:// instead of https://?"
        return Finding("certificate", "no answer", "problem", advice)
    except OSError as error:
        return Finding("certificate", _reason(error), "problem")
    protocol = writer.get_extra_info("ssl_object").version()
    writer.close()
    return Finding("certificate", f"good ({protocol})")


def _reason(error: Exception) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    return (getattr(error, "strerror", "") or "no answer").lower()
