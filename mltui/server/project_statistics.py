"""What the tasks of projects add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mltui.api.types.json import JsonObject
from mltui.server.condition import Condition, all_of
from mltui.server.query import NOT_ARCHIVED
from mltui.server.store import Store
from mltui.server.task_status import STATUSES
from mltui.server.times import iso


@dataclass(slots=True)
class ProjectStatistics:
    """The tasks of a project: by status, how long they ran (s), how many were done lately."""

    by_status: dict[str, int] = field(default_factory=dict)
    runtime_s: float = 0
    completed_lately: int = 0
    last_run: str | None = None

    def add(self, other: ProjectStatistics) -> None:
        """Adds what another project's tasks add up to."""
        for status, count in other.by_status.items():
            self.by_status[status] = self.by_status.get(status, 0) + count
        self.runtime_s += other.runtime_s
        self.completed_lately += other.completed_lately
        if other.last_run and (self.last_run is None or other.last_run > self.last_run):
            self.last_run = other.last_run

    def told(self) -> JsonObject:
        """The statistics as `projects.get_all_ex` tells them."""
        return {
            "status_count": {status: self.by_status.get(status, 0) for status in sorted(STATUSES)},
            "total_tasks": sum(self.by_status.values()),
            "total_runtime": int(self.runtime_s),
            "completed_tasks_24h": self.completed_lately,
            "last_task_run": self.last_run,
        }


def own_statistics(
    store: Store, now: datetime, also: Condition = NOT_ARCHIVED
) -> dict[str, ProjectStatistics]:
    """Of each project that has tasks, what its own ones add up to.

    Args:
        store: the state.
        now: the time; "lately" is the 24 hours before it.
        also: which tasks count.
    """
    yesterday = iso(now - timedelta(hours=24))
    rows = store.tasks.rows(
        ["project", "status"],
        all_of([also, Condition("project IS NOT NULL")]),
        group_by=["project", "status"],
        extra=[
            "count(*)",
            "sum(active_duration)",
            "max(started)",
            f"sum(completed >= '{yesterday}' AND status IN ('completed', 'published'))",
        ],
    )
    found: dict[str, ProjectStatistics] = {}
    for project, status, count, runtime, last_run, lately in rows:
        found.setdefault(str(project), ProjectStatistics()).add(
            ProjectStatistics(
                by_status={str(status): int(count or 0)},
                runtime_s=float(runtime or 0),
                completed_lately=int(lately or 0),
                last_run=str(last_run) if last_run else None,
            )
        )
    return found


def summed(own: dict[str, ProjectStatistics], projects: Iterable[str]) -> ProjectStatistics:
    """What the tasks of several projects add up to."""
    total = ProjectStatistics()
    for project in projects:
        if project in own:
            total.add(own[project])
    return total
