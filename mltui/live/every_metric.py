"""Which of all metrics of many tasks there is something to tell of, looked through at a pace."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mltui.live.task_rows import TaskRow, metric_names, row_of

if TYPE_CHECKING:
    from mltui.api.client import Client

#: Tasks in one answer, each with all its metrics, and those that are looked through anew at most
#: each time.
PAGE_SIZE, ANEW = 100, 50

#: Tasks of which it is kept what was found.
MOST_KEPT = 5000


@dataclass(frozen=True, slots=True)
class _Seen:
    last_update: float | None
    values: dict[str, float] = field(default_factory=dict)


class EveryMetric:
    """The last values of tasks' metrics that tell something, out of all they reported.

    A task that was not looked through before is at once, so that what holds of it is known from
    the beginning; those that have reported since are in turn, as all their metrics are much to
    ask for.
    """

    def __init__(self, tells: Callable[[str, float], bool]) -> None:
        """Begin with no task.

        Args:
            tells: Whether there is something to tell of a metric, by its name and last value.
        """
        self._tells = tells
        # The one that was looked through longest ago is first.
        self._seen: dict[str, _Seen] = {}

    async def add_to(self, client: Client, rows: Sequence[TaskRow]) -> list[TaskRow]:
        """Return the tasks with the values that tell something, besides those that they have."""
        begun = {row.id: row for row in rows if row.status != "queued"}
        new = [key for key in begun if key not in self._seen]
        moved = [
            key
            for key, seen in self._seen.items()
            if key in begun and begun[key].last_update != seen.last_update
        ]
        # One that is over is not among them another time.
        over = [key for key in moved if not begun[key].running]
        still = [key for key in moved if begun[key].running]
        at_once = [*new, *over]
        wanted = [*at_once, *still[: max(0, ANEW - len(at_once))]]
        await self._look_through(client, {key: begun[key] for key in wanted})
        while len(self._seen) > max(MOST_KEPT, len(rows)):
            del self._seen[next(iter(self._seen))]
        return [self._with_values(row) for row in rows]

    def _with_values(self, row: TaskRow) -> TaskRow:
        seen = self._seen.get(row.id)
        # What was asked for with the row is newer.
        return replace(row, values={**seen.values, **row.values}) if seen is not None else row

    def _values_seen(self, key: str) -> dict[str, float]:
        seen = self._seen.get(key)
        return seen.values if seen is not None else {}

    async def _look_through(self, client: Client, rows: Mapping[str, TaskRow]) -> None:
        ids = list(rows)
        for start in range(0, len(ids), PAGE_SIZE):
            page = ids[start : start + PAGE_SIZE]
            answer = await client.tasks.get_all_ex(
                id=page,
                page=0,
                page_size=len(page),
                only_fields=["last_update", "last_metrics"],
                search_hidden=True,
            )
            # One that is gone meanwhile need not be asked for again.
            for key in page:
                self._seen[key] = _Seen(rows[key].last_update, self._values_seen(key))
            for task in answer.tasks or ():
                row = row_of(task, tuple(metric_names(task)))
                values = {n: value for n, value in row.values.items() if self._tells(n, value)}
                self._seen.pop(row.id, None)
                self._seen[row.id] = _Seen(row.last_update, values)
