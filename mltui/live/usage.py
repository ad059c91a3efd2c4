"""How much machine time projects, people and queues used, and what the organization has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mltui.api.errors import NotSupported

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import organization as types

#: What can be counted of usage: the server's field, what the person reads.
MEASURES = (("gpu", "GPU hours"), ("cpu", "CPU hours"), ("duration", "task hours"))

#: By what usage is broken down: the server's key, the field of its answer.
BREAKDOWNS = (("project", "projects"), ("user", "users"), ("queue", "queues"))

#: Projects whose usage is asked for at most; those at the top of the tree hold all others.
MOST_PROJECTS = 500

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
        tasks: How many tasks ran in it; None where that was not asked.
    """

    id: str
    name: str
    total: Mapping[str, float] = field(default_factory=dict)
    days: Mapping[str, Mapping[float, float]] = field(default_factory=dict)
    assumed: bool = False
    tasks: int | None = None


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


async def ask_usage(client: Client, begin: float, end: float, breakdown: str) -> list[Usage]:
    """Ask what was used between two moments (epoch seconds), by project, user or queue.

    Raises:
        ApiError: `NotSupported` by servers before API 2.34.
    """
    projects = await client.projects.get_all_ex(
        only_fields=["name"], shallow_search=True, page=0, page_size=MOST_PROJECTS
    )
    ids = [project.id for project in projects.projects or () if project.id]
    answer = await client.organization.get_project_usages(
        projects=ids,
        from_date=_iso(begin),
        to_date=_iso(end),
        breakdown_keys=[breakdown],
        include_development=True,
    )
    usages = getattr(answer, dict(BREAKDOWNS)[breakdown])
    found = _usages(usages) if usages is not None else []
    if breakdown != "project" or not found:
        return found
    counts = await _tasks(client, [usage.id for usage in found[:MOST_COUNTED]], begin)
    return [_with_tasks(usage, counts.get(usage.id)) for usage in found]


async def _tasks(client: Client, projects: list[str], begin: float) -> dict[str, int]:
    """Count the tasks of projects, those below them left out, that moved since a moment."""
    found: dict[str, int] = {}
    for project in projects:
        try:
            answer = await client.organization.get_entities_count(
                tasks={"project": [project], "last_update": [f">={_iso(begin)}"]}
            )
        except NotSupported:
            return {}
        found[project] = answer.tasks or 0
    return found


def _with_tasks(usage: Usage, tasks: int | None) -> Usage:
    return Usage(usage.id, usage.name, usage.total, usage.days, usage.assumed, tasks)


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _usages(usages: types.Usages) -> list[Usage]:
    days = {series.id: series for series in usages.series or ()}
    return [_usage(total, days.get(total.id)) for total in usages.total or ()]


def _usage(total: types.UsageTotal, series: types.UsageSeries | None) -> Usage:
    amounts = {
        "gpu": total.gpu_usage,
        "cpu": total.cpu_usage,
        "duration": total.duration,
    }
    return Usage(
        id=total.id or "",
        name=total.name or total.id or "",
        total={name: (amount or 0.0) / _HOUR_S for name, amount in amounts.items()},
        days=_days(series) if series is not None else {},
        assumed=bool(total.gpu_artificial_weights or total.cpu_artificial_weights),
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
    # The reference says seconds, as here; all other series of the server are in milliseconds.
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
