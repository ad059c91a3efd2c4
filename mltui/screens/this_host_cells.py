"""Rows of this machine's GPUs and of the processes on them. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from mltui.live.local_gpus import LocalGpu, Process
from mltui.live.local_processes import Origin
from mltui.live.names import short_worker
from mltui.live.this_host import HostTasks, LocalReading, task_on
from mltui.live.workers import Worker
from mltui.series import numbers
from mltui.widgets import gauge, glyphs
from mltui.widgets.columns import Column
from mltui.widgets.lines import Line
from mltui.widgets.rows import Cell, Row

COLUMNS = (
    Column("gpu", "GPU", width=10, priority=9),
    Column("usage", "USAGE", width=16, priority=8),
    Column("memory", "MEMORY", width=19, align="right", priority=8),
    Column("celsius", "TEMP", width=5, align="right", priority=7),
    Column("watts", "POWER", width=6, align="right", priority=4),
    Column("task", "TASK", flex=2, priority=8, minimum=14),
    Column("name", "MODEL", flex=1, priority=1, minimum=16),
)


def host_rows(local: LocalReading, known: HostTasks | None) -> tuple[list[Row], dict[str, str]]:
    """Return a row for each GPU with its processes beneath, and the task of each row's key.

    Args:
        local: What the machine says.
        known: What the server says of it; None while it has said nothing.
    """
    tasks = known or HostTasks()
    nothing = Cell(glyphs.sign("…"), "faint") if known is None else None
    rows: list[Row] = []
    task_of: dict[str, str] = {}
    for gpu in local.gpus:
        worker = task_on(gpu.number, tasks.workers)
        # Without an agent its processes alone tell what runs on it.
        origins = (local.origins.get(process.pid, Origin()) for process in gpu.processes)
        own = next((origin.task for origin in origins if origin.task), "")
        task = worker.task if worker is not None else own
        named = tasks.names.get(own, own) if worker is None else worker.task_name or worker.task
        row = _gpu_row(gpu, named, nothing or Cell("no task", "idle"))
        rows.append(row)
        if task:
            task_of[row.key] = task
        for process in gpu.processes:
            origin = local.origins.get(process.pid, Origin())
            # What the process itself says, else whoever was given the GPU.
            guessed = worker.task if worker is not None and not origin.task else ""
            without = nothing or Cell("not of a task", "warn")
            row = _process_row(gpu, process, origin, guessed, tasks, without)
            rows.append(row)
            if origin.task or guessed:
                task_of[row.key] = origin.task or guessed
    return rows, task_of


def _gpu_row(gpu: LocalGpu, task: str, without: Cell) -> Row:
    unused = bool(task) and gpu.usage is not None and gpu.usage < gauge.IDLE_BELOW
    usage = Cell(f"{numbers.percent(gpu.usage):>4} ", "warn" if unused else "strong")
    bar = gauge.bar(gpu.usage, 10)
    memory = f"{numbers.size(gpu.used_bytes)} / {numbers.size(gpu.total_bytes)}"
    watts = numbers.NOTHING if gpu.watts is None else f"{gpu.watts:.0f} W"
    return Row(
        f"gpu:{gpu.number}",
        {
            "gpu": Cell(f"GPU {gpu.number}", "strong"),
            "usage": Cell(usage.text, usage.style, ((bar, "running"),)),
            "memory": Cell(memory),
            "celsius": gauge.gpu_temperature(gpu.celsius),
            "watts": Cell(watts, "muted"),
            "task": Cell(task) if task else without,
            "name": Cell(gpu.name, "faint"),
        },
    )


def _process_row(
    gpu: LocalGpu, process: Process, origin: Origin, guessed: str, tasks: HostTasks, without: Cell
) -> Row:
    task = origin.task or guessed
    name = tasks.names.get(task, task)
    known = Cell(name, "muted") if origin.task else without
    if guessed:
        # First that it is a guess, as the end is what a narrow column cuts off.
        known = Cell(f"? {name}", "faint")
    return Row(
        f"pid:{gpu.number}:{process.pid}",
        {
            "gpu": Cell(f"  {process.pid}", "muted"),
            "usage": Cell(origin.command or numbers.NOTHING, "muted"),
            "memory": Cell(numbers.size(process.memory_bytes), "muted"),
            "task": known,
        },
    )


def host_facts(workers: Sequence[Worker] | None, now: float) -> list[Line]:
    """Say which workers run here, and what; None while the server has not said."""
    if workers is None:
        return [((f"workers {glyphs.sign('…')}", "muted"),)]
    if not workers:
        return [(("no worker of the server runs on this machine", "muted"),)]
    pieces: list[tuple[str, str]] = []
    for worker in workers:
        pieces.append((f"{short_worker(worker.id)} ", "strong"))
        if worker.lost(now):
            pieces.append(("lost   ", "warn strong"))
        elif worker.task:
            running = numbers.duration((worker.running_s or 0.0) // 60 * 60)
            pieces += [(worker.task_name or worker.task, ""), (f" {running}   ", "muted")]
        else:
            pieces.append(("idle   ", "idle"))
    return [tuple(pieces)]
