"""What a person can make of it when no answer came: the causes below HTTP, as sentences."""

from __future__ import annotations

import re
import socket
import ssl
from urllib.parse import urlsplit

from mltui.api.errors import ApiError, Misconfigured, NotClearML, Unreachable

#: What httpx says of a proxy that was asked to let something through: status and reason.
_PROXY_REFUSAL = re.compile(r"(\d{3})(?: |$)")

#: What OpenSSL calls certificates that are not yet valid, and no longer.
_OUT_OF_DATE = (9, 10)


def proxy_for(address: str) -> str:
    """Return the address of the proxy that the environment names for an address; "" if none.

    Without the login that it may have.
    """
    # Imported where something went wrong, not at the start.
    from urllib.request import getproxies, proxy_bypass

    try:
        parts = urlsplit(address)
        found = getproxies()
        named = found.get(parts.scheme) or found.get("all") or ""
        proxy = urlsplit(named if "://" in named else f"http://{named}")
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        if not proxy.hostname or proxy_bypass(host) or proxy_bypass(f"{host}:{port}"):
            return ""
        return f"{proxy.scheme}://{proxy.netloc.rpartition('@')[2]}"
    except ValueError:
        return ""


def fault(error: OSError | ValueError) -> str:
    """Return what is wrong with a file of certificates, as the end of a sentence."""
    if isinstance(error, ssl.SSLError):
        return "there is no certificate in it"
    return (getattr(error, "strerror", None) or str(error)).lower()


def broken_answer(address: str, endpoint: str, error: Exception) -> ApiError:
    """Return what a person can make of an answer that is not HTTP, or ends too early."""
    if "disconnected" in str(error):
        return Unreachable(
            f"{address} closed the connection without an answer.{_https_hint(address)}",
            endpoint=endpoint,
        )
    if "incomplete" in str(error) or "peer closed" in str(error):
        return Unreachable(
            f"{address} closed the connection in the middle of an answer.", endpoint=endpoint
        )
    return NotClearML(
        f"{address} does not answer as a web server does. Is the port right (usually 8008)?",
        endpoint=endpoint,
    )


def unreachable(address: str, endpoint: str, error: BaseException) -> ApiError:
    """Return what a person can make of a connection that did not come about, or broke."""
    proxy = proxy_for(address)
    by = f"the proxy that the environment names for {address}"
    refusal = _PROXY_REFUSAL.match(str(error)) if proxy else None
    if refusal:
        wants = " It wants a login of its own." if refusal[1] == "407" else ""
        return Unreachable(
            f"{proxy}, {by}, lets nobody through (HTTP {refusal[1]}).{wants}", endpoint=endpoint
        )
    detail = ""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            advice = "Name a file of certificates to trust, or switch verification off, in settings"
            if cause.verify_code in _OUT_OF_DATE:
                advice = "If the clock of this computer is right, the server needs a new one"
            return Misconfigured(
                f"The certificate of {address} is not trusted: {cause.verify_message.rstrip('.')}. "
                f"{advice}.",
                endpoint=endpoint,
            )
        if isinstance(cause, ssl.SSLError):
            return Misconfigured(
                f"{address} does not speak HTTPS as expected. Should it be http://?",
                endpoint=endpoint,
            )
        if isinstance(cause, socket.gaierror):
            if proxy:
                return Unreachable(f"The host of {proxy}, {by}, is unknown.", endpoint=endpoint)
            return Unreachable(
                f"The host of {address} is unknown. Is the name right, and the network up?",
                endpoint=endpoint,
            )
        if isinstance(cause, ConnectionRefusedError):
            if proxy:
                return Unreachable(f"Nothing listens at {proxy}, {by}.", endpoint=endpoint)
            return Unreachable(
                f"Nothing listens at {address}. Is the server running, and the port right?",
                endpoint=endpoint,
            )
        if isinstance(cause, ConnectionResetError | BrokenPipeError):
            # So does a server that speaks HTTPS, if it hangs up before it has read everything.
            return Unreachable(
                f"{proxy or address} closed the connection instead of answering. "
                f"Is the port right?{_https_hint(proxy or address)}",
                endpoint=endpoint,
            )
        if isinstance(cause, OSError) and cause.strerror:
            detail = f": {cause.strerror}"
    through = f" through {proxy}, {by}" if proxy else ""
    return Unreachable(f"{address} cannot be reached{through}{detail}.", endpoint=endpoint)


def _https_hint(address: str) -> str:
    if address.lower().startswith("https:"):
        return ""
    return " If it speaks HTTPS, its address begins with https://."


def _causes(error: BaseException) -> list[BaseException]:
    """Return an error and everything behind it, also the members of groups."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        cause = waiting.pop()
        if cause is None or cause in found:
            continue
        found.append(cause)
        waiting += [cause.__cause__, cause.__context__]
        if isinstance(cause, BaseExceptionGroup):
            waiting += cause.exceptions
    return found
