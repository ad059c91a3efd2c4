"""How much machine time projects, people and queues used, and what the organization has.

Days are those of the time zone that the person lives in, as far as the server knows them: with the
distance from UTC that held when the time asked for began.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from mltui.api.errors import NotSupported
from mltui.live.projects import ask_subtrees, ask_topmost

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import organization as types
    from mltui.api.types.json import JsonObject

#: What can be counted of usage: the server's field, what the person reads.
MEASURES = (("gpu", "GPU hours"), ("cpu", "CPU hours"), ("duration", "task hours"))

#: By what usage is broken down: the server's key, the field of its answer.
BREAKDOWNS = (("project", "projects"), ("user", "users"), ("queue", "queues"))

#: What tasks count under that came from no queue: the server gives it no name.
NO_QUEUE = "(no queue)"

#: Projects of which the tasks are counted, each with a request of its own.
MOST_COUNTED = 30

_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Usage:
    """What one project, person or queue used. All amounts are hours.

    Attributes:
        total: By measure.
        days: By measure: amounts by the start of the day, epoch seconds.
        assumed: Whether the number of GPUs or CPUs was assumed by the server.
        itself: Whether it is the project whose parts are shown, without them.
    """

    id: str
    name: str
    total: Mapping[str, float] = field(default_factory=dict)
    days: Mapping[str, Mapping[float, float]] = field(default_factory=dict)
    assumed: bool = False
    itself: bool = False


@dataclass(frozen=True, slots=True)
class Organization:
    """What there is in the whole organization.

    Attributes:
        counts: How many of each kind, as far as the server can count.
        tags: All tags that people gave.
        company: Its name.
        people: How many users it has.
    """

    counts: tuple[tuple[str, int], ...] = ()
    tags: tuple[str, ...] = ()
    company: str = ""
    people: int = 0


async def ask_usage(
    client: Client, begin: float, end: float, breakdown: str, within: str = ""
) -> list[Usage]:
    """Ask what was used between two moments, by project, user or queue.

    Args:
        client: Whom to ask.
        begin: From when, epoch seconds; the server counts from the beginning of that day.
        end: Until when.
        breakdown: Which of `BREAKDOWNS`.
        within: The id of the project whose parts are asked for; `""` for all projects.

    Raises:
        ApiError: `NotSupported` by servers before API 2.34.
    """
    ids = [within] if within else await ask_topmost(client)
    zone = zone_at(begin)
    answer = await client.organization.get_project_usages(
        projects=ids,
        from_date=datetime.fromtimestamp(begin, zone).isoformat(timespec="seconds"),
        to_date=datetime.fromtimestamp(end, zone).isoformat(timespec="seconds"),
        breakdown_keys=[breakdown],
        # Without this the server leaves out the processors.
        usage_fields=["duration", "cpu_usage", "gpu_usage"],
        include_development=True,
    )
    usages = getattr(answer, dict(BREAKDOWNS)[breakdown])
    # The server takes a single project apart.
    return _usages(usages, ids[0] if len(ids) == 1 else "") if usages is not None else []


def zone_at(begin: float) -> tzinfo:
    """Return the time zone whose days are counted when one asks from this moment on."""
    return datetime.fromtimestamp(begin).astimezone().tzinfo or UTC


async def ask_tasks(
    client: Client, usages: Sequence[Usage], begin: float, end: float
) -> dict[str, int]:
    """Count the tasks that ran in projects, and below them, between two moments, by project.

    At most `MOST_COUNTED` projects are counted; none at all by servers that cannot.
    """
    counted = usages[:MOST_COUNTED]
    subtrees = await ask_subtrees(client, [usage.id for usage in counted if not usage.itself])
    found: dict[str, int] = {}
    for usage in counted:
        ran: JsonObject = {
            "project": [*subtrees.get(usage.id, (usage.id,))],
            "started": [_utc(0.0), _utc(end)],
            "last_update": [f">={_utc(begin)}"],
        }
        try:
            answer = await client.organization.get_entities_count(tasks=ran)
        except NotSupported:
            return {}
        found[usage.id] = answer.tasks or 0
    return found


def _utc(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _usages(usages: types.Usages, whole: str) -> list[Usage]:
    days = {series.id: series for series in usages.series or ()}
    return [_usage(total, days.get(total.id), whole) for total in usages.total or ()]


def _usage(total: types.UsageTotal, series: types.UsageSeries | None, whole: str) -> Usage:
    amounts = {
        "gpu": total.gpu_usage,
        "cpu": total.cpu_usage,
        "duration": total.duration,
    }
    return Usage(
        id=total.id or "",
        name=total.name or total.id or NO_QUEUE,
        total={name: (amount or 0.0) / _HOUR_S for name, amount in amounts.items()},
        days=_days(series) if series is not None else {},
        assumed=bool(total.gpu_artificial_weights or total.cpu_artificial_weights),
        itself=bool(whole) and total.id == whole,
    )


def _days(series: types.UsageSeries) -> dict[str, dict[float, float]]:
    amounts = {
        "gpu": series.gpu_usage,
        "cpu": series.cpu_usage,
        "duration": series.duration,
    }
    return {
        name: {
            _seconds(day): (value or 0.0) / _HOUR_S
            for day, value in zip(series.dates or (), values or (), strict=False)
        }
        for name, values in amounts.items()
    }


def _seconds(date: float) -> float:
    # Seconds, as the reference says; all other series of the server are in milliseconds.
    return date / 1000 if date > 1e11 else date


async def ask_organization(client: Client) -> Organization:
    """Ask what there is; what an older server does not tell is left out."""
    counts: tuple[tuple[str, int], ...] = ()
    try:
        answer = await client.organization.get_entities_count(
            projects={},
            tasks={"system_tags": ["-archived"]},
            models={"system_tags": ["-archived"]},
            # Without their tags all hidden projects are counted.
            pipelines={"system_tags": ["pipeline"]},
            datasets={"system_tags": ["dataset"]},
            reports={},
        )
    except NotSupported:
        pass
    else:
        told = {
            "projects": answer.projects,
            "tasks": answer.tasks,
            "models": answer.models,
            "pipelines": answer.pipelines,
            "datasets": answer.datasets,
            "reports": answer.reports,
        }
        counts = tuple((name, count) for name, count in told.items() if count is not None)
    tags = await client.organization.get_tags()
    companies = await client.organization.get_user_companies()
    company = next(iter(companies.companies), None)
    return Organization(
        counts,
        tuple(tags.tags),
        (company.name or "") if company is not None else "",
        (company.allocated or len(company.owners)) if company is not None else 0,
    )
