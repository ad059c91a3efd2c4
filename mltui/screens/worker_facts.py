"""What a worker's page says above its charts. Pure functions."""

from __future__ import annotations

from mltui.live.workers import Worker
from mltui.screens.task_cells import ago
from mltui.series import numbers
from mltui.widgets import glyphs
from mltui.widgets.lines import Line


def facts(worker: Worker, now: float) -> list[Line]:
    """Say in two lines what a worker does and what it serves.

    Args:
        worker: The worker.
        now: Epoch seconds, for ages.
    """
    return [_state(worker, now), _about(worker, now)]


def _state(worker: Worker, now: float) -> Line:
    if worker.lost(now):
        silent = numbers.age(worker.silent_s(now))
        return (
            (f"{glyphs.sign('⚠')} no report for {silent}", "warn strong"),
            (f"   ran {worker.task_name or worker.task} then" if worker.task else "", "muted"),
        )
    if not worker.task:
        return (("idle", "idle strong"),)
    return (
        ("runs ", "muted"),
        (worker.task_name or worker.task, "strong"),
        (f"   {worker.project}" if worker.project else "", "muted"),
        (f"   {numbers.si(worker.iteration)} it" if worker.iteration else "", ""),
        (f"   for {numbers.duration(worker.running_s)}" if worker.running_s else "", "muted"),
    )


def _about(worker: Worker, now: float) -> Line:
    queues = ", ".join(
        f"{queue.name} ({queue.waiting} waiting)" if queue.waiting else queue.name
        for queue in worker.queues
    )
    pieces = [
        ("last report", ago(worker.reported, now)),
        ("user", worker.user),
        ("address", worker.ip),
        ("tags", ", ".join(worker.tags)),
    ]
    return (
        ("serves ", "muted"),
        (queues or "no queue", ""),
        *(
            piece
            for word, text in pieces
            if text
            for piece in ((f"   {word} ", "faint"), (text, "muted"))
        ),
    )
