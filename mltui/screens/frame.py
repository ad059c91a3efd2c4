"""What the status line of every screen says. Functions of the application's state alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mltui.screens.registry import entries
from mltui.terminal.sanitise import clean
from mltui.widgets.status_line import Link

if TYPE_CHECKING:
    from mltui.live.freshness import Freshness
    from mltui.screens.host import Host

#: An answer slower than this is called slow, milliseconds.
SLOW_MS = 1000.0

#: A piece of the status line: its text and its palette token.
Part = tuple[str, str]

_NAME: Part = ("mltui", "accent strong")


def tabs(host: Host, mode: str) -> list[Part]:
    """Return the left side of a wide status line: server, user, screens.

    Args:
        host: The application.
        mode: Name of the screen in front.
    """
    parts = [_NAME, (host.server_name, "text"), (host.user_name, "muted")]
    for entry in entries():
        token = "accent strong" if entry.name == mode else "muted"
        parts.append((f"{entry.key} {entry.title}", token))
    return parts


def place(host: Host, subject: str, details: str) -> list[Part]:
    """Return the left side of a narrow status line: what is shown, and of which server."""
    return [_NAME, (subject, "strong"), (details, "muted"), (host.server_name, "faint")]


def link(host: Host, fresh: Freshness) -> Link:
    """Return what the right side says of the server."""
    latency_ms = _latency_ms(host, fresh)
    age_s = fresh.age_s(host.timing.now())
    if fresh.refused:
        return Link("offline", latency_ms, age_s, note="refused")
    if fresh.offline or host.trouble:
        return Link("offline", latency_ms, age_s)
    if host.client is None or latency_ms is None:
        return Link("connecting", None, age_s)
    return Link("slow" if latency_ms > SLOW_MS else "live", latency_ms)


def trouble(host: Host, fresh: Freshness) -> str:
    """Return what is wrong and what happens about it; empty if all is well."""
    if host.trouble:
        return f"{clean(host.trouble)} Press r to try again."
    if fresh.offline:
        return f"{clean(fresh.error)} Trying again; r tries now."
    return clean(fresh.error)


def _latency_ms(host: Host, fresh: Freshness) -> float | None:
    # A question may take several requests; what a person calls latency is that of one.
    client = host.client
    if fresh.latency_s is None or client is None or client.session.latency_s is None:
        return None
    return client.session.latency_s * 1000
