"""Whether the server answers, who one is there, which version it has and what it lacks."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from functools import partial

from mltui.api.errors import ApiError
from mltui.api.session import Session
from mltui.connecting import connection
from mltui.doctor.network import look_at_network
from mltui.doctor.report import Finding, Section
from mltui.live.endpoints import CALLED, missing, version_of
from mltui.settings import Settings

#: How many round trips the latency is the median of.
ROUND_TRIPS = 5

#: A clock that is off by more makes ages and "last 3 hours" wrong, seconds.
SKEW_S = 30.0

#: A round trip that takes longer is felt, seconds.
SLOW_S = 0.5


def look_at_server(settings: Settings) -> Section:
    """Go to the server step by step; return what was found, ending with the first problem."""
    return Section("Server", tuple(asyncio.run(_visit(settings))))


async def _visit(settings: Settings) -> list[Finding]:
    findings = [Finding("address", settings.server), *await look_at_network(settings)]
    if _failed(findings):
        return findings
    session = Session(connection(settings))
    ahead_s: list[float] = []
    session.on_time_told(ahead_s.append)
    steps: tuple[Callable[[Session], Awaitable[list[Finding]]], ...] = (
        _is_clearml, partial(_clocks, ahead_s), _login, _user, _version, _latency,
    )  # fmt: skip
    try:
        for step in steps:
            findings += await step(session)
            if _failed(findings):
                break
    finally:
        await session.close()
    return findings


async def _is_clearml(session: Session) -> list[Finding]:
    try:
        await session.call("debug.ping")
    except ApiError as error:
        return [_problem("answers", error)]
    return [Finding("answers", "as a ClearML API server")]


async def _login(session: Session) -> list[Finding]:
    if not session.connection.has_keys:
        # Nobody is asked; who the user is will tell whether the server takes it.
        return [Finding("login", "by the token that is set")]
    try:
        await session.login()
    except ApiError as error:
        return [_problem("login", error)]
    return [Finding("login", "accepted")]


async def _clocks(ahead_s: Sequence[float], _: Session) -> list[Finding]:
    """Return what the answer before has told of the server's clock, as the monitor hears it."""
    if not ahead_s:
        advice = "The monitor then counts ages by the clock of this computer."
        return [Finding("clocks", "the server does not say what time it is there", "ok", advice)]
    skew = abs(ahead_s[-1])
    if skew < SKEW_S:
        return [Finding("clocks", f"differ by {skew:.0f} s" if skew else "agree")]
    advice = (
        "The monitor counts ages by the server's clock; what training code reports from here is "
        "off by as much. Set both clocks by NTP."
    )
    side = "ahead of" if ahead_s[-1] > 0 else "behind"
    found = f"the server is {_duration(skew)} {side} this computer"
    return [Finding("clocks", found, "note", advice)]


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


async def _user(session: Session) -> list[Finding]:
    try:
        user = (await session.call("users.get_current_user")).get("user")
    except ApiError as error:
        return [_problem("user", error)]
    if not isinstance(user, dict):
        return [Finding("user", "the server does not say", "note")]
    company = user.get("company")
    where = f" at {company['name']}" if isinstance(company, dict) and company.get("name") else ""
    role = user.get("role") or "unknown"
    return [Finding("user", f"{user.get('name') or user.get('id')}{where}, role {role}")]


async def _version(session: Session) -> list[Finding]:
    server: object = session.server_version
    api: object = session.api_version
    try:
        info = await session.call("server.info")
        server, api = info.get("version") or server, info.get("api_version") or api
    except ApiError:
        pass  # the token has told already
    found = f"server {server or 'unknown'}, API {api or 'unknown'}"
    return [Finding("version", found), await _missing(session, str(api or ""))]


async def _missing(session: Session, api_version: str) -> Finding:
    available: Collection[str] | None = None
    version = version_of(api_version)
    try:
        told = (await session.call("server.endpoints")).get("endpoints")
        available = told if isinstance(told, dict) else {}
    except ApiError:
        # Only administrators may see the list; the version tells almost as much.
        if version is None:
            return Finding("endpoints", "the server does not say what it has", "note")
    if lacking := missing(available, version):
        parts = "; ".join(f"{part}: {', '.join(names)}" for part, names in lacking.items())
        return Finding("endpoints", f"missing for {parts}", "note", "The rest works without them.")
    if available is None:
        found = f"none of the {CALLED} that the monitor calls is newer than API {api_version}"
    else:
        found = f"all {CALLED} that the monitor calls are in the server's list"
    return Finding("endpoints", found)


async def _latency(session: Session) -> list[Finding]:
    trips: list[float] = []
    try:
        for _ in range(ROUND_TRIPS):
            started = time.monotonic()
            await session.call("debug.ping")
            trips.append(time.monotonic() - started)
    except ApiError as error:
        return [_problem("latency", error)]
    median = statistics.median(trips)
    found = f"{median * 1000:.0f} ms (median of {ROUND_TRIPS}; slowest {max(trips) * 1000:.0f} ms)"
    if median < SLOW_S:
        return [Finding("latency", found)]
    return [Finding("latency", found, "note", "The monitor asks less often on a slow link.")]


def _failed(findings: list[Finding]) -> bool:
    return findings[-1].state == "problem"


def _problem(what: str, error: ApiError) -> Finding:
    return Finding(what, str(error), "problem")
