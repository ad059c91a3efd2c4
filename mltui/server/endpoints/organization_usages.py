"""organization: how much machine time projects, people and queues have used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from mltui.api.types.json import Json, JsonObject
from mltui.server.collection import Collection
from mltui.server.condition import Condition, all_of
from mltui.server.errors import failure
from mltui.server.project_tree import with_all_below
from mltui.server.registry import Call, endpoint
from mltui.server.times import parse

_BREAKDOWNS = {"project": "projects", "user": "users", "queue": "queues"}
_FIELDS = ("duration", "cpu_usage", "gpu_usage")
_DAY = timedelta(days=1)


@dataclass(slots=True)
class _Usage:
    """What one project, person or queue used, by day.

    Attributes:
        days: seconds per field (`_FIELDS`) for each beginning of a day.
    """

    days: dict[datetime, list[float]] = field(default_factory=dict)

    def add(self, day: datetime, amounts: Iterable[float]) -> None:
        known = self.days.setdefault(day, [0.0] * len(_FIELDS))
        self.days[day] = [old + new for old, new in zip(known, amounts, strict=True)]


@endpoint(
    "organization.get_project_usages",
    required=("projects", "from_date", "to_date"),
    types={"projects": list, "breakdown_keys": list, "usage_fields": list},
)
def get_project_usages(call: Call) -> JsonObject:
    """Seconds that tasks ran, alone and times their processors and GPUs, per day and in total.

    What a task ran on is known as far as its worker's name tells its GPUs (`box:gpu0,1`) or its
    run did (`runtime.gpu_count`); every task counts as one processor.
    """
    start, end = _moment(call, "from_date"), min(_moment(call, "to_date"), call.now)
    usages: dict[str, dict[str, _Usage]] = {name: {} for name in _BREAKDOWNS}
    for project, user, queue, begun, completed, updated, worker, told in _tasks(call):
        begins = max(parse(str(begun)), start)
        ends = min(parse(str(completed or updated or begun)), end)
        resources = (1.0, 1.0, float(_gpus(str(worker or ""), told)))
        for day, seconds in _days(begins, ends):
            for key, one in (("project", project), ("user", user), ("queue", queue)):
                if one:
                    usage = usages[key].setdefault(str(one), _Usage())
                    usage.add(day, (seconds * number for number in resources))
    asked = call.request.get("breakdown_keys")
    keys = asked if isinstance(asked, list) and asked else list(_BREAKDOWNS)
    wanted = call.request.get("usage_fields")
    fields = [name for name in _FIELDS if not isinstance(wanted, list) or name in wanted]
    return {
        name: _answer(call.store.collection_named(name), usages[key], fields)
        for key, name in _BREAKDOWNS.items()
        if key in keys
    }


def _tasks(call: Call) -> list[tuple[Json, ...]]:
    """The fields of the tasks that ran in the projects asked for."""
    asked = call.request["projects"]
    ids = [
        one
        for project in (asked if isinstance(asked, list) else [])
        for one in with_all_below(call.store, str(project))
    ]
    tasks = call.store.tasks
    conditions = [tasks.condition({"project": [*ids]}), Condition("started IS NOT NULL")]
    if not call.request.get("include_development"):
        conditions.append(Condition("coalesce(system_tags, '') NOT LIKE '%\"development\"%'"))
    names = ("project", "user", "execution.queue", "started", "completed", "last_update")
    return [*tasks.rows([*names, "last_worker", "runtime.gpu_count"], all_of(conditions))]


def _days(start: datetime, end: datetime) -> Iterable[tuple[datetime, float]]:
    """The days between two moments, and how many seconds of each."""
    while start < end:
        day = start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        stop = min(end, day + _DAY)
        yield day, (stop - start).total_seconds()
        start = stop


def _gpus(worker: str, told: Json) -> int:
    """How many GPUs a worker's name tells that it has, else how many the run said there were."""
    _, found, numbers = worker.rpartition(":gpu")
    if found and numbers and numbers != "all":
        return len(numbers.split(","))
    return int(told) if isinstance(told, int) else 0


def _answer(collection: Collection, usages: dict[str, _Usage], fields: list[str]) -> JsonObject:
    ids: list[Json] = [*usages]
    rows = collection.rows(["id", "name"], {"id": ids}) if ids else []
    names = {str(row[0]): str(row[1]) for row in rows}
    total: list[Json] = []
    series: list[Json] = []
    for one, usage in sorted(usages.items(), key=lambda item: names.get(item[0], "")):
        days = sorted(usage.days)
        sums: JsonObject = {"id": one, "name": names.get(one)}
        lines: JsonObject = {**sums, "dates": [int(day.timestamp()) for day in days]}
        for place, name in enumerate(_FIELDS):
            if name in fields:
                values = [usage.days[day][place] for day in days]
                sums[name] = int(sum(values))
                lines[name] = [int(value) for value in values]
        total.append(sums)
        series.append(lines)
    return {"total": total, "series": series}


def _moment(call: Call, name: str) -> datetime:
    try:
        return parse(str(call.request[name]))
    except ValueError:
        raise failure(400, 12, f"error for field '{name}': not a date and time") from None
