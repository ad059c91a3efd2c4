"""A worker's row on the wall: which columns there are and what stands in them. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial

from mltui.live.fleet import Readings
from mltui.live.idleness import Tally, held_gpus, stands_for
from mltui.live.names import given_gpus, ranges, short_worker
from mltui.live.workers import Worker
from mltui.series import numbers
from mltui.widgets import gauge, glyphs
from mltui.widgets.columns import GAP, Column
from mltui.widgets.rows import Cell, LateCells, Row

MIB = 1024 * 1024

#: More GPUs of one machine than this don't get a cell of their own: a title counts them.
MOST_GPUS = 16

#: How wide a GPU's cell is.
_GPU = 3


def columns(gpus: int, room: int, *, wide: bool, huge: bool = False) -> list[Column]:
    """Return the columns; one for each GPU of the largest machine.

    Where there is no room for all GPUs beside the task, a title says how many more there are.

    Args:
        gpus: How many there are.
        room: How many cells all columns have.
        wide: Whether there is room to keep much of it for what the task is and what is wrong.
        huge: Whether there is so much that names need not be cut.
    """
    longest, wanted = 24 if huge else 12, min(gpus, MOST_GPUS)
    # Names give way to the last GPUs of a large machine.
    names = [(22 if huge else 18, 28)] if wide else []
    names += [(14, 28), (14, 18)]
    named, least = next((each for each in names if _beside(each, gpus, room) == wanted), names[-1])
    shown = _beside((named, least), gpus, room)
    cells = [
        Column(f"gpu{number}", str(number), width=_GPU, align="right", priority=8)
        for number in range(shown)
    ]
    if shown < gpus:
        cells.append(Column("more", f"+{gpus - shown}", width=_GPU, align="right", priority=8))
    return [
        # Its end is which GPUs it was given.
        Column("worker", "WORKER", priority=9, maximum=named, ends=True),
        *cells,
        Column("task", "TASK", flex=3, priority=8, minimum=least),
        Column("user", "USER", priority=5, maximum=longest),
        Column("queue", "QUEUE", priority=6, maximum=longest),
        Column("running", "FOR", width=6, align="right", priority=4),
        Column("cpu", "CPU", width=4, align="right", priority=3),
        Column("memory", "MEM", width=8, align="right", priority=2),
        Column("network", "NET/s", width=8, align="right", priority=1),
    ]


def _beside(names: tuple[int, int], gpus: int, room: int) -> int:
    """Return how many GPUs are shown in the room beside what worker and task take."""
    fit = (room - sum(names) - GAP) // (_GPU + GAP)
    return min(gpus if gpus <= fit else max(fit - 1, 0), MOST_GPUS)


def places(worker: Worker, readings: Readings) -> Sequence[int]:
    """Return in which column each GPU of a worker stands: the one of its number on the machine.

    An agent reports the GPUs it was given as 0, 1, …; which they are its name says. The average
    of them all stands in the column of the first.
    """
    if stands_for(worker, readings) > 1:
        return _first_place(worker.id)
    return _places(worker.id, readings.gpu_count)


@lru_cache(maxsize=4096)
def _first_place(name: str) -> Sequence[int]:
    first = given_gpus(name)[0]
    return range(first, first + 1) if first < MOST_GPUS else range(1)


@lru_cache(maxsize=4096)
def _places(name: str, count: int) -> Sequence[int]:
    given = given_gpus(name)
    fits = len(given) == count and all(number < MOST_GPUS for number in given)
    return given if fits else range(count)


def width(pairs: Iterable[tuple[Worker, Readings]]) -> int:
    """Return how many columns of GPUs the rows of workers need."""
    different = {places(worker, readings) for worker, readings in pairs}
    return max((max(each, default=-1) for each in different), default=-1) + 1


def row_of(worker: Worker, readings: Readings, shown: str, now: float) -> Row:
    """Return the table's row of a worker.

    Args:
        worker: The worker.
        readings: What its machine does.
        shown: `usage`, `memory` or `temperature`.
        now: Epoch seconds.
    """
    return Row(worker.id, LateCells(partial(_cells, worker, readings, shown, now)))


def _cells(worker: Worker, readings: Readings, shown: str, now: float) -> Mapping[str, Cell | str]:
    lost = worker.lost(now)
    held = held_gpus(worker, readings, now)
    at = places(worker, readings)
    cells: dict[str, Cell | str] = {
        f"gpu{place}": _gpu(readings, number, shown, lost, number in held)
        for number, place in enumerate(at)
    }
    machine = {} if lost else readings.machine
    memory = machine.get("memory_used")
    rates = [machine[name] for name in ("network_rx", "network_tx") if name in machine]
    return {
        **cells,
        "worker": Cell(short_worker(worker.id), "warn" if lost else ""),
        "task": _task(worker, readings, at, held, now),
        "queue": Cell(_queues(worker), "muted"),
        "cpu": Cell(numbers.percent(machine.get("cpu_usage")), "muted"),
        "memory": Cell(numbers.size(None if memory is None else memory * MIB), "muted"),
        "network": Cell(numbers.size(sum(rates) * MIB if rates else None), "muted"),
        "user": Cell(worker.task_user, "muted"),
        "running": Cell(_minutes(worker.running_s), "muted"),
    }


def _minutes(seconds: float | None) -> str:
    # Seconds would change, and be sent, with every answer.
    if seconds is None or seconds >= 60:
        return numbers.duration(seconds if seconds is None else seconds - seconds % 60)
    return "<1m"


def _queues(worker: Worker) -> str:
    """Say which queue the task came from, or else which queues the worker serves."""
    if worker.queue:
        return worker.queue
    return ", ".join(queue.name for queue in worker.queues)


def _gpu(readings: Readings, number: int, shown: str, lost: bool, held: bool) -> Cell:
    if lost:
        return gauge.gpu_usage(None)
    if shown == "temperature":
        return gauge.gpu_temperature(_value(readings, "gpu_temperature", number))
    if shown == "memory":
        used = _value(readings, "gpu_memory_used", number)
        free = _value(readings, "gpu_memory_free", number)
        known = used is not None and free is not None and used + free > 0
        return gauge.gpu_memory(100 * used / (used + free) if known else None)  # type: ignore[operator]
    return gauge.gpu_usage(_value(readings, "gpu_usage", number), held=held)


def _value(readings: Readings, name: str, number: int) -> float | None:
    values = readings.gpus.get(name, ())
    return values[number] if number < len(values) else None


def _task(
    worker: Worker, readings: Readings, at: Sequence[int], held: dict[int, float], now: float
) -> Cell:
    name = worker.task_name or worker.task
    if worker.lost(now):
        silent = numbers.age(worker.silent_s(now))
        ran: tuple[tuple[str, str], ...] = ((f"  {name}", "muted"),) if name else ()
        return Cell(f"{glyphs.sign('⚠')} no report for {silent}", "warn strong", ran)
    if not worker.task:
        return _without_task(readings, at)
    if held:
        one = stands_for(worker, readings) == 1
        gpus = [at[number] for number in held] if one else given_gpus(worker.id)
        word = "GPU" if len(gpus) == 1 else "GPUs"
        which, since = ranges(gpus), numbers.age(min(held.values()))
        # First what is wrong, as the end is what a narrow column cuts off.
        sentence = f"{glyphs.sign('⚠')} {word} {which} idle {since}"
        return Cell(sentence, "warn strong", ((f"  {name}", ""),))
    return Cell(name)


def _without_task(readings: Readings, at: Sequence[int]) -> Cell:
    """Say that a worker has no task, and which GPUs somebody uses all the same."""
    used = [at[number] for number, since in enumerate(readings.idle_since) if since is None]
    if not used:
        return Cell("idle", "good" if at else "idle")
    word = "GPU" if len(used) == 1 else "GPUs"
    return Cell("no task", "idle", ((f"  {word} {ranges(used)} in use", "muted"),))


def summary(found: Tally, *, wide: bool) -> str:
    """Say in one line how busy the GPUs of the fleet are; without much room, in fewer words."""
    if not wide:
        # Where there is little room, what is neither busy nor held makes way for what is lost.
        free = [f"idle {found.idle:,}"] if found.idle and not found.lost else []
        busy = [f"{found.busy:,} of {found.gpus:,} busy"] if found.gpus else []
        return "  ".join([*busy, *free, *wrong(found, "held")])
    parts = [numbers.counted(found.hosts, "host")]
    parts += [numbers.counted(found.gpus, "GPU"), f"busy {found.busy:,}"] if found.gpus else []
    parts += [f"idle {found.idle:,}"] if found.idle else []
    return "  ".join([*parts, *wrong(found, "held idle")])


def group_summary(found: Tally) -> str:
    """Say the same of a group of workers, in fewer words."""
    parts = [f"{found.busy:,} of {found.gpus:,} busy"] if found.gpus else []
    # The lost ones stand below it.
    return "  ".join([*wrong(found, "held", f"lost {found.lost:,}"), *parts])


def wrong(found: Tally, held: str, lost: str = "") -> list[str]:
    """Say what stands out: GPUs that a task does not use, and lost workers.

    Args:
        found: How busy they are.
        held: What is said of those GPUs.
        lost: What is said of those workers. Their GPUs are not among the counted ones: unless it
            is plain already, this says that it counts workers.
    """
    lost = lost or f"{numbers.counted(found.lost, 'worker')} lost"
    parts = [f"{glyphs.sign('⚠')} {held} {found.held:,}"] if found.held else []
    return [*parts, *([f"{glyphs.sign('⚠')} {lost}"] if found.lost else [])]
