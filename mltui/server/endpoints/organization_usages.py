"""organization: how much machine time projects, people and queues have used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, UTC, datetime, time, timedelta

from mltui.api.types.json import Json, JsonObject
from mltui.server.collection import Collection
from mltui.server.condition import Condition, all_of
from mltui.server.errors import failure, validation_error
from mltui.server.registry import Call, endpoint
from mltui.server.times import iso, parse

_BREAKDOWNS = {"project": "projects", "user": "users", "queue": "queues"}
_FIELDS = ("duration", "cpu_usage", "gpu_usage")
_ASKED_FIELDS = ("duration", "gpu_usage")
"""What is answered unless `usage_fields` says otherwise; the processors are not among it."""

_LEFT_OUT_TYPES = ("dataset_import", "annotation", "annotation_manual", "report", "controller")
_LEFT_OUT_TAGS = ("dataset", "reports", "hidden")
_DAY = timedelta(days=1)
_MOST_DAYS = 3_660
"""Ten years. Each day is answered for each project, user and queue: more could fill the memory."""


@dataclass(frozen=True, slots=True)
class _Span:
    """From the first moment of one day until the last of another, in the time zone asked for.

    Attributes:
        now: until when running tasks have run.
    """

    start: datetime
    end: datetime
    now: datetime

    def days(self) -> list[datetime]:
        """The beginnings of its days."""
        return [self.start + _DAY * number for number in range((self.end - self.start).days + 1)]


@dataclass(slots=True)
class _Usage:
    """What one project, person or queue used, by day.

    Attributes:
        days: seconds per field (`_FIELDS`) for each beginning of a day.
    """

    days: dict[datetime, list[float]] = field(default_factory=dict)

    def add(self, days: Iterable[tuple[datetime, float]], gpus: int) -> None:
        for day, seconds in days:
            known = self.days.setdefault(day, [0.0] * len(_FIELDS))
            known[0] += seconds
            known[1] += seconds
            known[2] += seconds * gpus


@endpoint(
    "organization.get_project_usages",
    required=("projects", "from_date", "to_date"),
    types={"projects": list, "breakdown_keys": list, "usage_fields": list},
)
def get_project_usages(call: Call) -> JsonObject:
    """Seconds that tasks ran, alone and times their processors and GPUs, per day and in total.

    What a task ran on is known as far as its worker's name tells its GPUs (`box:gpu0,1`) or its
    run did (`runtime.gpu_count`); every task counts as one processor. Projects are answered with
    what is below them; a single one is taken apart into those right below it and itself. What came
    from no queue has neither id nor name among the queues.
    """
    span = _span(call)
    groups = _groups(call)
    asked = call.request.get("breakdown_keys")
    keys = [key for key in _BREAKDOWNS if not isinstance(asked, list) or not asked or key in asked]
    usages: dict[str, dict[str | None, _Usage]] = {key: {} for key in keys}
    for project, user, queue, begins, ends, gpus in _runs(call, groups, span):
        whose = {"project": groups[project], "user": user, "queue": queue}
        days = [*_days(begins, ends)]
        for key in keys:
            usages[key].setdefault(whose[key], _Usage()).add(days, gpus)
    wanted = call.request.get("usage_fields") or [*_ASKED_FIELDS]
    fields = [name for name in _FIELDS if isinstance(wanted, list) and name in wanted]
    return {
        _BREAKDOWNS[key]: _answer(
            call.store.collection_named(_BREAKDOWNS[key]), usages[key], fields, span
        )
        for key in keys
    }


def _groups(call: Call) -> dict[str, str]:
    """Under which project each one counts that is looked at."""
    asked = call.request["projects"]
    ids = [str(one) for one in asked] if isinstance(asked, list) else []
    rows = call.store.projects.rows(["id", "parent"])
    above = {str(one): str(parent) for one, parent in rows if parent}
    groups = dict.fromkeys(ids)
    if len(ids) == 1:
        groups |= dict.fromkeys(one for one, parent in above.items() if parent == ids[0])
    found = {str(one): _nearest(str(one), above, groups) for one, _ in rows}
    return {one: group for one, group in found.items() if group is not None}


def _nearest(project: str, above: Mapping[str, str], groups: Mapping[str, None]) -> str | None:
    """The nearest project, upwards from one, that is among the groups."""
    nearest: str | None = project
    while nearest is not None and nearest not in groups:
        nearest = above.get(nearest)
    return nearest


def _runs(
    call: Call, projects: Mapping[str, str], span: _Span
) -> Iterable[tuple[str, str, str | None, datetime, datetime, int]]:
    """Project, user, queue, beginning, end and GPUs of the tasks that ran in these projects."""
    development = bool(call.request.get("include_development"))
    tags = (*_LEFT_OUT_TAGS, *(() if development else ("development",)))
    conditions = [
        # Roughly, as texts: which of them it is about is found out below.
        Condition("started < ?", (iso(span.end + _DAY),)),
        Condition(
            "(status = 'in_progress' OR coalesce(completed, status_changed, started) > ?)",
            (iso(span.start - _DAY),),
        ),
        Condition(f"type NOT IN ({', '.join('?' * len(_LEFT_OUT_TYPES))})", _LEFT_OUT_TYPES),
        *(Condition("instr(coalesce(system_tags, ''), ?) = 0", (f'"{tag}"',)) for tag in tags),
    ]
    names = ["project", "user", "execution.queue", "started", "completed", "status_changed"]
    names += ["status", "last_worker", "runtime.gpu_count"]
    found = call.store.tasks.rows(names, all_of(conditions))
    for project, user, queue, begun, completed, changed, status, worker, told in found:
        if project not in projects or (not queue and not development):
            continue
        begins = max(parse(str(begun)), span.start).astimezone(span.start.tzinfo)
        over = span.now if status == "in_progress" else parse(str(completed or changed or begun))
        ends = min(over, span.end)
        gpus = _gpus(str(worker or ""), told)
        yield str(project), str(user), str(queue) if queue else None, begins, ends, gpus


def _days(start: datetime, end: datetime) -> Iterable[tuple[datetime, float]]:
    """The days between two moments, and how many seconds of each, in the first one's zone."""
    while start < end:
        day = start.replace(hour=0, minute=0, second=0, microsecond=0)
        stop = min(end.astimezone(start.tzinfo), day + _DAY)
        yield day, (stop - start).total_seconds()
        start = stop


def _gpus(worker: str, told: Json) -> int:
    """How many GPUs a worker's name tells that it has, else how many the run said there were."""
    _, found, numbers = worker.rpartition(":gpu")
    if found and numbers and numbers != "all":
        return len(numbers.split(","))
    return int(told) if isinstance(told, int) else 0


def _answer(
    collection: Collection, usages: Mapping[str | None, _Usage], fields: list[str], span: _Span
) -> JsonObject:
    ids: list[Json] = [one for one in usages if one is not None]
    rows = collection.rows(["id", "name"], {"id": ids}) if ids else []
    names = {str(row[0]): str(row[1]) for row in rows}
    total: list[Json] = []
    series: list[Json] = []
    days = span.days()
    for one, usage in sorted(usages.items(), key=lambda item: names.get(item[0] or "", "")):
        sums: JsonObject = {"id": one, "name": names.get(one, one) if one is not None else None}
        lines: JsonObject = {**sums, "dates": [day.timestamp() for day in days]}
        for place, name in enumerate(_FIELDS):
            if name in fields:
                values = [usage.days[day][place] if day in usage.days else 0.0 for day in days]
                sums[name] = int(sum(values))
                lines[name] = [int(value) for value in values]
        total.append(sums)
        series.append(lines)
    return {"total": total, "series": series}


def _span(call: Call) -> _Span:
    first, last = _moment(call, "from_date"), _moment(call, "to_date")
    if first > last:
        raise validation_error("from_date cannot be later than to_date")
    if last - first > _MOST_DAYS * _DAY:
        raise validation_error(f"from_date is more than {_MOST_DAYS} days before to_date")
    zone = first.tzinfo
    start = datetime.combine(first, time.min, tzinfo=zone)
    end = datetime.combine(last, time.max, tzinfo=zone)
    return _Span(start, end, call.now.astimezone(zone))


def _moment(call: Call, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(str(call.request[name]))
    except ValueError:
        raise failure(400, 12, f"error for field '{name}': not a date and time") from None
    if not 1 < found.year < MAXYEAR:
        # There is no day before or after it, or no such moment in another time zone.
        raise failure(400, 12, f"error for field '{name}': too far from now")
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
