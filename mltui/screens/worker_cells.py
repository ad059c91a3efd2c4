"""A worker's row on the wall: which columns there are and what stands in them. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable

from mltui.live.names import short_worker
from mltui.live.workers import Readings, Worker
from mltui.series import numbers
from mltui.widgets import gauge, glyphs
from mltui.widgets.columns import Column
from mltui.widgets.rows import Cell, Row

MIB = 1024 * 1024

#: More GPUs of one machine than this don't get a cell of their own.
MOST_GPUS = 16

#: A GPU below this usage does nothing, percent.
IDLE_BELOW = gauge.IDLE_BELOW


def columns(gpus: int) -> list[Column]:
    """Return the columns; one for each GPU of the largest machine."""
    cells = [
        Column(f"gpu{number}", str(number), width=4, align="right", priority=8)
        for number in range(min(gpus, MOST_GPUS))
    ]
    return [
        Column("worker", "WORKER", priority=9, minimum=8, maximum=22),
        *cells,
        Column("task", "TASK", flex=3, priority=7, minimum=14),
        Column("queue", "QUEUE", priority=5, maximum=16),
        Column("cpu", "CPU", width=4, align="right", priority=6),
        Column("memory", "MEM", width=8, align="right", priority=4),
        Column("network", "NET/s", width=8, align="right", priority=2),
        Column("user", "USER", priority=3, maximum=12),
        Column("running", "FOR", width=6, align="right", priority=1),
    ]


def row_of(worker: Worker, readings: Readings, shown: str, now: float) -> Row:
    """Return the table's row of a worker.

    Args:
        worker: The worker.
        readings: What its machine does.
        shown: `usage`, `memory` or `temperature`.
        now: Epoch seconds.
    """
    lost = worker.lost(now)
    cells: dict[str, Cell | str] = {
        f"gpu{number}": _gpu(worker, readings, number, shown, lost)
        for number in range(min(readings.gpu_count, MOST_GPUS))
    }
    machine = {} if lost else readings.machine
    memory = machine.get("memory_used")
    rates = [machine[name] for name in ("network_rx", "network_tx") if name in machine]
    return Row(
        worker.id,
        {
            **cells,
            "worker": Cell(short_worker(worker.id), "muted" if lost else ""),
            "task": _task(worker, readings, now),
            "queue": Cell(", ".join(queue.name for queue in worker.queues), "muted"),
            "cpu": Cell(numbers.percent(machine.get("cpu_usage"))),
            "memory": Cell(numbers.size(None if memory is None else memory * MIB)),
            "network": Cell(numbers.size(sum(rates) * MIB if rates else None), "muted"),
            "user": Cell(worker.user, "muted"),
            "running": Cell(numbers.duration(worker.running_s), "muted"),
        },
    )


def _gpu(worker: Worker, readings: Readings, number: int, shown: str, lost: bool) -> Cell:
    if lost:
        return gauge.gpu_usage(None)
    if shown == "temperature":
        return gauge.gpu_temperature(_value(readings, "gpu_temperature", number))
    if shown == "memory":
        used = _value(readings, "gpu_memory_used", number)
        free = _value(readings, "gpu_memory_free", number)
        known = used is not None and free is not None and used + free > 0
        return gauge.gpu_memory(100 * used / (used + free) if known else None)  # type: ignore[operator]
    return gauge.gpu_usage(_value(readings, "gpu_usage", number), held=bool(worker.task))


def _value(readings: Readings, name: str, number: int) -> float | None:
    values = readings.gpus.get(name, ())
    return values[number] if number < len(values) else None


def _task(worker: Worker, readings: Readings, now: float) -> Cell:
    if worker.lost(now):
        silent = numbers.age(worker.silent_s(now))
        return Cell(f"{glyphs.sign('⚠')} no report for {silent}", "warn")
    if not worker.task:
        return Cell("idle", "idle")
    name = worker.task_name or worker.task
    idle = idle_gpus(readings)
    if idle:
        which = ", ".join(str(number) for number in idle)
        return Cell(name, "", ((f"  {glyphs.sign('⚠')} GPU {which} idle", "warn"),))
    return Cell(name)


def idle_gpus(readings: Readings) -> list[int]:
    """Return the numbers of the GPUs that do nothing."""
    usage = readings.gpus.get("gpu_usage", ())
    return [
        number for number, value in enumerate(usage) if value is not None and value < IDLE_BELOW
    ]


def matches(worker: Worker, readings: Readings, word: str, now: float) -> bool:
    """Return whether a worker is meant by a word of the filter, in lower case."""
    if word == "idle":
        return not worker.task and not worker.lost(now)
    if word == "held":
        return bool(worker.task) and bool(idle_gpus(readings))
    if word == "lost":
        return worker.lost(now)
    texts = (worker.id, worker.task_name, worker.user, *(queue.name for queue in worker.queues))
    return any(word in text.casefold() for text in texts)


def summary(fleet: Iterable[tuple[Worker, Readings]], now: float) -> str:
    """Say in one line how busy the GPUs are."""
    hosts: set[str] = set()
    total = busy = held = lost = 0
    for worker, readings in fleet:
        hosts.add(worker.host)
        if worker.lost(now):
            lost += 1
            continue
        idle = len(idle_gpus(readings))
        total += readings.gpu_count
        busy += readings.gpu_count - idle
        held += idle if worker.task else 0
    parts = [f"{len(hosts)} hosts" if len(hosts) != 1 else "1 host", f"{total} GPUs"]
    parts += [f"busy {busy}", f"idle {total - busy - held}"]
    parts += [f"held idle {held}"] if held else []
    parts += [f"lost {lost}"] if lost else []
    return "  ".join(parts)
