"""Taking in reported events: checks, filing, and what they change in the task's document."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mltui.api.types.json import Json, JsonObject
from mltui.server.collection import Collection
from mltui.server.document import Path, read
from mltui.server.errors import failure
from mltui.server.events import last_metrics
from mltui.server.events.kinds import IMAGE, KINDS, LOG, PLOT, SCALAR
from mltui.server.events.logs import LogEntry
from mltui.server.events.scalars import Point
from mltui.server.events.shown import arrival
from mltui.server.store import Store
from mltui.server.task_status import IN_PROGRESS, active_duration_s
from mltui.server.times import datable, iso, milliseconds

_LOCKED = "published"

# What has a column of its own, or tells the server something and is not handed out again.
_SCALAR_COLUMNS = {
    *("type", "task", "timestamp", "worker", "iter", "metric", "variant", "value"),
    *("model_event", "allow_locked"),
}
_LOG_COLUMNS = {
    *("type", "task", "timestamp", "worker", "level", "msg", "metric", "variant"),
    *("model_event", "allow_locked"),
}


@dataclass(slots=True)
class _Reported:
    """The accepted events of one task (or model)."""

    owners: Collection
    points: dict[tuple[str, str], list[Point]] = field(default_factory=lambda: defaultdict(list))
    details: dict[tuple[str, str], JsonObject] = field(default_factory=dict)
    entries: list[LogEntry] = field(default_factory=list)
    documents: list[JsonObject] = field(default_factory=list)
    stats: dict[tuple[str, str], int] = field(default_factory=dict)
    last_iteration: int | None = None


def add_events(
    store: Store, events: Iterable[Json], now: datetime, worker: str, user: str
) -> tuple[int, dict[str, int]]:
    """Files events and updates the documents of their tasks.

    Args:
        store: the state.
        events: the events as they were sent.
        now: when they arrived.
        worker: who sends them, for events that do not say it.
        user: the id of the user who sends them.

    Returns:
        How many were added, and for each reason why one was not, how often it held.

    Raises:
        ServerError: 500/100 for a value that is not a number, as the ClearML server has it;
            nothing is added then.
    """
    received = milliseconds(now)
    reported: dict[str, _Reported] = {}
    errors: Counter[str] = Counter()
    added = 0
    for event in events:
        problem = _take(store, event, received, worker, reported)
        if problem is None:
            added += 1
        else:
            errors[problem] += 1
    for owner, batch in reported.items():
        new_points = _file(store, owner, batch)
        _update_owner(owner, batch, new_points, now, user)
    return added, dict(errors)


def _take(
    store: Store, event: Json, received: int, worker: str, reported: dict[str, _Reported]
) -> str | None:
    """Puts an event with those of its task; answers what is wrong with it, None if nothing."""
    if not isinstance(event, dict):
        return "Event must be an object"
    kind = event.get("type")
    if kind not in KINDS:
        return f"Invalid event type {kind}"
    owner = event.get("task")
    if not isinstance(owner, str):
        return "Event must have a 'task' field"
    if kind not in (SCALAR, LOG) and isinstance(event.get("key"), dict | list):
        return "Event key must be text"
    batch = reported.get(owner)
    if batch is None:
        owners = store.models if event.get("model_event") else store.tasks
        document = owners.get(owner)
        locked = document is not None and document.get("status") == _LOCKED
        if document is None or (locked and not event.get("allow_locked")):
            return f"Invalid {'model' if owners is store.models else 'task'} id {owner}"
        batch = reported[owner] = _Reported(owners)
    timestamp = datable(_whole(event.get("timestamp"), received))
    iteration = _whole(event.get("iter"), 0)
    metric, variant = str(event.get("metric") or ""), str(event.get("variant") or "")
    sender = str(event.get("worker") or worker)
    if kind == SCALAR:
        _take_scalar(batch, event, Point(iteration, timestamp, 0.0), sender)
    elif kind == LOG:
        batch.entries.append(
            LogEntry(
                timestamp,
                received,
                str(event.get("level") or ""),
                sender,
                str(event.get("msg") or ""),
                _extra(event, _LOG_COLUMNS),
            )
        )
    else:
        batch.documents.append(
            {
                **{key: value for key, value in event.items() if key != "allow_locked"},
                "timestamp": timestamp,
                "iter": iteration,
                "metric": metric,
                "variant": variant,
                "worker": sender,
                "model_event": bool(event.get("model_event")),
                "@timestamp": arrival(received),
                **({"plot_len": len(str(event.get("plot_str") or ""))} if kind == PLOT else {}),
            }
        )
    stats = (metric, str(kind))
    batch.stats[stats] = max(timestamp, batch.stats.get(stats, timestamp))
    if kind in (SCALAR, PLOT, IMAGE) or event.get("iter") is not None:
        batch.last_iteration = max(iteration, batch.last_iteration or 0)
    return None


def _take_scalar(batch: _Reported, event: JsonObject, place: Point, worker: str) -> None:
    value = _number(event.get("value"))
    if not math.isfinite(value):
        detail = "err=1 document(s) failed to index., extra_info=failed to parse"
        error = failure(500, 100)
        error.message += f": {detail}"
        raise error
    key = str(event.get("metric") or ""), str(event.get("variant") or "")
    batch.points[key].append(place._replace(value=value))
    batch.details[key] = {"worker": worker, "extra": _extra(event, _SCALAR_COLUMNS)}


def _file(store: Store, owner: str, batch: _Reported) -> dict[tuple[str, str], int]:
    """Files what was accepted; answers how many points of each series were not there yet."""
    events = store.events
    new_points = {}
    for key, points in batch.points.items():
        details = batch.details[key]
        new_points[key] = events.scalars.append(
            owner, *key, points, worker=str(details["worker"]), extra=str(details["extra"])
        )
    if batch.entries:
        events.logs.append(owner, batch.entries)
    if batch.documents:
        events.documents.append(owner, batch.documents)
    return new_points


def _update_owner(
    owner: str,
    batch: _Reported,
    new_points: dict[tuple[str, str], int],
    now: datetime,
    user: str,
) -> None:
    document = batch.owners.get(owner)
    if document is None:
        return
    changes: dict[Path, Json] = {
        ("last_update",): iso(now),
        ("last_change",): iso(now),
        ("last_changed_by",): user,
    }
    started = document.get("started")
    if document.get("status") == IN_PROGRESS and isinstance(started, str):
        changes["active_duration",] = active_duration_s(started, now)
    if batch.last_iteration is not None:
        before = document.get("last_iteration")
        changes["last_iteration",] = max(
            before if isinstance(before, int) else 0, batch.last_iteration
        )
    for (metric, variant), points in batch.points.items():
        place = ("last_metrics", last_metrics.key_of(metric), last_metrics.key_of(variant))
        entry = read(document, place)
        label = json.loads(str(batch.details[metric, variant]["extra"])).get("x_axis_label")
        changes[place] = last_metrics.merged(
            entry if isinstance(entry, dict) else None,
            metric,
            variant,
            points,
            label,
            new=new_points[metric, variant],
        )
    if batch.stats:
        # As the ClearML server has it: of the last batch alone.
        changes["metric_stats",] = _stats(batch.stats)
    batch.owners.update(owner, changes)


def _stats(stamps: Mapping[tuple[str, str], int]) -> JsonObject:
    """Return `metric_stats` by when each metric was reported last, and as which kind of event."""
    kinds: dict[str, dict[str, Json]] = {}
    for (metric, kind), timestamp in stamps.items():
        kinds.setdefault(metric, {})[kind] = {"last_update": timestamp}
    return {
        last_metrics.key_of(metric): {"metric": metric, "event_stats_by_type": found}
        for metric, found in kinds.items()
    }


def _number(value: Json) -> float:
    """A number as a float, NaN for what is none or has no place in a float."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan


def _whole(value: Json, default: int) -> int:
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        # What SQLite can hold.
        return max(-(2**63), min(2**63 - 1, int(value)))
    return default


def _extra(event: JsonObject, columns: set[str]) -> str:
    extra = {key: value for key, value in event.items() if key not in columns}
    return json.dumps(extra, separators=(",", ":")) if extra else "{}"
