"""Plots, debug images and vectors in SQLite: one JSON document per event."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from mltui.api.types.json import Json, JsonObject

_TABLES = """
CREATE TABLE IF NOT EXISTS event_documents (
    id INTEGER PRIMARY KEY,
    task TEXT NOT NULL,
    kind TEXT NOT NULL,
    metric TEXT NOT NULL,
    variant TEXT NOT NULL,
    iteration INTEGER NOT NULL,
    key TEXT NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (task, kind, metric, variant, iteration, key)
);
CREATE INDEX IF NOT EXISTS event_documents_by_iteration
    ON event_documents (task, kind, iteration);
"""

MetricVariants = Sequence[tuple[str, Sequence[str]]]
"""Metrics with the variants wanted of each, all variants if none is named; empty for everything."""


class DocumentTable:
    """The plots, images and vectors of all tasks.

    An event of the same kind, metric, variant, iteration and key as another replaces it.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        for statement in _TABLES.split(";"):
            connection.execute(statement)

    def append(self, task: str, events: Iterable[JsonObject]) -> None:
        """Adds complete events, as they are to be handed out."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO event_documents"
            " (task, kind, metric, variant, iteration, key, document) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    task,
                    event["type"],
                    event["metric"],
                    event["variant"],
                    event["iter"],
                    str(event.get("key") or ""),
                    json.dumps(event, separators=(",", ":")),
                )
                for event in events
            ),
        )

    def names(self, task: str, kind: str) -> dict[str, list[str]]:
        """The metrics of a task's events of a kind, each with its variants, in order."""
        rows = self._connection.execute(
            "SELECT DISTINCT metric, variant FROM event_documents WHERE task = ? AND kind = ?"
            " ORDER BY metric, variant",
            (task, kind),
        )
        names: dict[str, list[str]] = {}
        for metric, variant in rows:
            names.setdefault(metric, []).append(variant)
        return names

    def iterations(
        self,
        task: str,
        kind: str,
        wanted: MetricVariants = (),
        below: int | None = None,
        above: int | None = None,
        limit: int = -1,
        descending: bool = True,
    ) -> list[int]:
        """The iterations with events of a kind, between two bounds that are left out."""
        condition, parameters = _condition(task, kind, wanted)
        if below is not None:
            condition += " AND iteration < ?"
            parameters.append(below)
        if above is not None:
            condition += " AND iteration > ?"
            parameters.append(above)
        rows = self._connection.execute(
            f"SELECT DISTINCT iteration FROM event_documents WHERE {condition}"
            f" ORDER BY iteration {'DESC' if descending else 'ASC'} LIMIT ?",
            (*parameters, limit),
        )
        return [row[0] for row in rows]

    def at(
        self, task: str, kind: str, iteration: int, wanted: MetricVariants = ()
    ) -> list[JsonObject]:
        """The events of one iteration, by metric and variant."""
        condition, parameters = _condition(task, kind, wanted)
        return self._documents(
            f"{condition} AND iteration = ? ORDER BY metric, variant, id", *parameters, iteration
        )

    def newest(
        self, task: str, kind: str, iterations: int, wanted: MetricVariants = ()
    ) -> list[JsonObject]:
        """The events of the last so many iterations of each variant, latest iteration first."""
        condition, parameters = _condition(task, kind, wanted)
        return self._documents(
            "id IN (SELECT id FROM (SELECT id, dense_rank() OVER"
            " (PARTITION BY metric, variant ORDER BY iteration DESC) AS place"
            f" FROM event_documents WHERE {condition}) WHERE place <= ?)"
            " ORDER BY metric, variant, iteration DESC, id",
            *parameters,
            iterations,
        )

    def page(
        self,
        task: str,
        kind: str,
        size: int,
        after: int | None = None,
        descending: bool = False,
        wanted: MetricVariants = (),
    ) -> list[JsonObject]:
        """A page of events by iteration; the events of one iteration are never parted."""
        found: list[JsonObject] = []
        for iteration in self.iterations(
            task,
            kind,
            wanted,
            below=after if descending else None,
            above=None if descending else after,
            descending=descending,
        ):
            if len(found) >= size:
                break
            found += self.at(task, kind, iteration, wanted)
        return found

    def bounds(self, task: str, kind: str, wanted: MetricVariants = ()) -> tuple[int, int] | None:
        """The first and the last iteration with such events, None without any."""
        condition, parameters = _condition(task, kind, wanted)
        row = self._connection.execute(
            f"SELECT min(iteration), max(iteration) FROM event_documents WHERE {condition}",
            parameters,
        ).fetchone()
        return None if row[0] is None else (row[0], row[1])

    def count(self, task: str, kind: str, wanted: MetricVariants = ()) -> int:
        """How many such events there are."""
        condition, parameters = _condition(task, kind, wanted)
        row = self._connection.execute(
            f"SELECT count(*) FROM event_documents WHERE {condition}", parameters
        ).fetchone()
        return int(row[0])

    def delete(self, task: str) -> int:
        """Removes all events of a task; answers how many there were."""
        return self._connection.execute(
            "DELETE FROM event_documents WHERE task = ?", (task,)
        ).rowcount

    def _documents(self, condition: str, *parameters: str | int) -> list[JsonObject]:
        rows = self._connection.execute(
            f"SELECT document FROM event_documents WHERE {condition}", parameters
        )
        return [json.loads(row[0]) for row in rows]


def wanted_variants(metrics: Json) -> MetricVariants:
    """Reads the `metrics` of a request: `[{"metric": name, "variants": [name, ...]}, ...]`."""
    wanted: list[tuple[str, Sequence[str]]] = []
    for item in metrics if isinstance(metrics, list) else []:
        if isinstance(item, dict) and item.get("metric") is not None:
            variants = item.get("variants")
            names = variants if isinstance(variants, list) else []
            wanted.append((str(item["metric"]), [str(name) for name in names]))
    return wanted


def _condition(task: str, kind: str, wanted: MetricVariants) -> tuple[str, list[str | int]]:
    parameters: list[str | int] = [task, kind]
    choices: list[str] = []
    for metric, variants in wanted:
        parameters.append(metric)
        choice = "metric = ?"
        if variants:
            choice += f" AND variant IN ({', '.join('?' * len(variants))})"
            parameters.extend(variants)
        choices.append(f"({choice})")
    condition = "task = ? AND kind = ?"
    return condition + (f" AND ({' OR '.join(choices)})" if choices else ""), parameters
