"""Server addresses as people write them."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

#: The ports on which a self-hosted ClearML answers its API, its web pages and its files.
API_PORT = 8008
WEB_PORT = 8080
FILES_PORT = 8081


class AddressError(ValueError):
    """An address that cannot be used; its text completes "the address …"."""


def normal_address(text: str) -> str:
    """Return an address with a scheme and without a trailing slash.

    What is left out is guessed: a bare host is a self-hosted server on its usual port, unless
    its name is that of a public host (it has a dot and is no IP address), which has HTTPS.

    Raises:
        AddressError: It names no host, has another scheme than HTTP(S), or carries a password.
    """
    text = text.strip()
    given_scheme = "://" in text
    if any(char.isspace() or not char.isprintable() for char in text):
        raise AddressError("has a space or an unprintable character in it")
    if not given_scheme and (scheme := text.partition(":")[0].lower()) in ("http", "https"):
        raise AddressError(f"has no // after {scheme}:; it looks like http://localhost:8008")
    try:
        parts = urlsplit(text if given_scheme else f"//{text}")
    except ValueError:
        raise AddressError("has brackets in it that do not belong together") from None
    if given_scheme and parts.scheme not in ("http", "https"):
        raise AddressError(f"starts with {parts.scheme}://, it has to be http:// or https://")
    if "@" in parts.netloc:
        raise AddressError("has a user or password in it; keys have settings of their own")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        raise AddressError("has a port that is not a number from 0 to 65535") from None
    if not host:
        raise AddressError("names no host; it looks like http://localhost:8008")
    scheme, netloc = parts.scheme, parts.netloc.removesuffix(":")
    if not given_scheme:
        scheme = "https" if _is_public(host) and port in (None, 443) else "http"
        if port is None and not _is_public(host):
            netloc = f"{netloc}:{API_PORT}"
    return f"{scheme}://{netloc}{parts.path.rstrip('/')}"


def address_hint(address: str) -> str:
    """Return a sentence if an address looks like another part of ClearML, else ""."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    for port, what in ((WEB_PORT, "web pages"), (FILES_PORT, "files")):
        if parts.port == port:
            return (
                f"Port {port} is usually where ClearML serves its {what}; "
                f"the API usually answers on port {API_PORT}."
            )
    for prefix, what in (("app.", "web pages"), ("files.", "files")):
        if host.startswith(prefix):
            api_host = "api." + host.removeprefix(prefix)
            return f"{host} usually serves ClearML's {what}; the API usually is at {api_host}."
    return ""


def same_server(one: str, other: str) -> bool:
    """Return whether two normal addresses lead to the same place, as far as they tell."""
    return _place(one) == _place(other)


def _place(address: str) -> tuple[str, int, str]:
    parts = urlsplit(address)
    host = parts.hostname or ""
    is_here = host in ("localhost", "127.0.0.1", "::1")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return "localhost" if is_here else host, port, parts.path


def _is_public(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return "." in host and not host.endswith((".local", ".localdomain", ".lan"))
    return False
