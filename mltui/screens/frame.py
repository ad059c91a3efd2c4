"""What the status line of every screen says. Functions of the application's state alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mltui.screens.registry import entries
from mltui.terminal.sanitise import clean
from mltui.widgets.cells import width_of
from mltui.widgets.glyphs import ELLIPSIS, sign
from mltui.widgets.status_line import Link

if TYPE_CHECKING:
    from mltui.live.freshness import Freshness
    from mltui.screens.host import Host

#: An answer slower than this is called slow, milliseconds.
SLOW_MS = 1000.0

#: A piece of the status line: its text and its palette token.
Part = tuple[str, str]

_NAME: Part = ("mltui", "accent strong")


def tabs(host: Host, mode: str, room: int) -> list[Part]:
    """Return the left side of a wide status line: server, user, screens.

    Where there is no room for all of it, the user goes first, then this program's name and the
    server's, at last the last screens but for the one in front, with a sign in their place.

    Args:
        host: The application.
        mode: Name of the screen in front.
        room: Cells for it.
    """
    screens = [
        (f"{entry.key} {entry.title}", "accent strong" if entry.name == mode else "muted")
        for entry in entries()
    ]
    server, user = (host.server_name, "text"), (clean(host.user_name), "muted")
    fixed: list[Part] = []
    for possible in ([_NAME, server, user], [_NAME, server], [server]):
        if _needed([*possible, *screens]) <= room:
            fixed = possible
            break
    others = [screen for screen in screens if screen[1] == "muted"]
    left_out: set[Part] = set()
    while _needed([*fixed, *_marked(screens, left_out)]) > room and others:
        left_out.add(others.pop())
    return [*fixed, *_marked(screens, left_out)]


def _marked(screens: list[Part], left_out: set[Part]) -> list[Part]:
    """Return the screens with one sign in the place of neighbours that are left out."""
    more = (sign(ELLIPSIS), "muted")
    marked: list[Part] = []
    for screen in screens:
        if screen not in left_out:
            marked.append(screen)
        elif marked[-1:] != [more]:
            marked.append(more)
    return marked


def restriction(host: Host) -> str:
    """Return what keeps a person from acting, in a word; empty if nothing does."""
    client = host.client
    return "read-only" if client is not None and client.session.read_only else ""


def says_server(host: Host, parts: list[Part]) -> bool:
    """Return whether a status line names the server."""
    return any(text == host.server_name for text, _ in parts)


def _needed(parts: list[Part]) -> int:
    texts = [text for text, _ in parts if text]
    return sum(width_of(text) for text in texts) + 2 * len(texts)


def place(host: Host, subject: str, details: str) -> list[Part]:
    """Return the left side of a narrow status line: what is shown, and of which server."""
    return [_NAME, (subject, "strong"), (details, "muted"), (host.server_name, "faint")]


def link(host: Host, fresh: Freshness) -> Link:
    """Return what the right side says of the server."""
    latency_ms = _latency_ms(host, fresh)
    age_s = fresh.age_s(host.timing.now())
    if fresh.refused:
        return Link("refused", latency_ms, age_s)
    if fresh.offline or host.trouble:
        return Link("offline", latency_ms, age_s)
    if host.client is None or latency_ms is None:
        return Link("connecting", None, age_s)
    return Link("slow" if latency_ms > SLOW_MS else "live", latency_ms)


def link_width(link: Link) -> int:
    """Return how many cells the right end of the status line takes at most, as long as this lasts.

    An age is longer than a latency.
    """
    return 15 if link.state in ("offline", "refused") else 14


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


def first_steps(host: Host) -> str:
    """Return how a first task comes to be on a server."""
    return (
        f"A training script shows up here once its clearml.conf points to {clean(host.server_name)}"
        " and it calls Task.init()."
    )
