"""Stored events as the API hands them out."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from mltui.api.types.json import JsonObject
from mltui.server.events.kinds import LOG, SCALAR
from mltui.server.events.logs import LogEntry
from mltui.server.events.scalars import Point, Series
from mltui.server.times import datable


def arrival(received: int) -> str:
    """When an event arrived, from ms since 1970: `2026-11-23T21:56:47.790Z`."""
    received = datable(received)
    moment = datetime.fromtimestamp(received // 1000, UTC).replace(tzinfo=None)
    return f"{moment.isoformat()}.{received % 1000:03d}Z"


def scalar_event(task: str, series: Series, point: Point) -> JsonObject:
    """A point as an event. When it arrived is not kept: its own time stands for that."""
    return {
        "timestamp": point.timestamp,
        "type": SCALAR,
        "task": task,
        "iter": point.iteration,
        "metric": series.metric,
        "variant": series.variant,
        "value": point.value,
        "model_event": False,
        **json.loads(series.extra),
        "@timestamp": arrival(point.timestamp),
        "worker": series.worker,
    }


def log_event(task: str, entry: LogEntry) -> JsonObject:
    """A piece of console output as an event."""
    return {
        "timestamp": entry.timestamp,
        "type": LOG,
        "task": task,
        "level": entry.level,
        "worker": entry.worker,
        "msg": entry.message,
        "model_event": False,
        **json.loads(entry.extra),
        "@timestamp": arrival(entry.received),
        "metric": "",
        "variant": "",
    }
