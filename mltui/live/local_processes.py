"""Which ClearML task a process of this machine belongs to (Linux: read from `/proc`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")

#: Set by the agent for the process of a task.
_TASK = (b"CLEARML_TASK_ID", b"TRAINS_TASK_ID")

#: Set by the SDK for the processes that a task starts: `pid:task`.
_MASTER = (b"CLEARML_PROC_MASTER_ID", b"TRAINS_PROC_MASTER_ID")

#: How many parents are asked: the agent's process may be several shells away.
_GENERATIONS = 12


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a process.

    Attributes:
        command: Its name, without its arguments, which may hold secrets.
        task: Id of the task it or one of its parents runs; empty if unknown.
    """

    command: str = ""
    task: str = ""


def origin_of(pid: int, proc: Path = PROC) -> Origin:
    """Find out what a process is; of its environment nothing but the task's id is kept."""
    command = _read(proc / str(pid) / "comm").decode(errors="replace").strip()
    for _ in range(_GENERATIONS):
        task = _task_in(_read(proc / str(pid) / "environ"))
        if task:
            return Origin(command, task)
        parent = _parent(_read(proc / str(pid) / "stat"))
        if parent is None or parent <= 1:
            break
        pid = parent
    return Origin(command)


def _task_in(environment: bytes) -> str:
    found = dict(pair.partition(b"=")[::2] for pair in environment.split(b"\0"))
    for name in _TASK:
        if value := found.get(name, b"").strip():
            return value.decode(errors="replace")
    for name in _MASTER:
        if value := found.get(name, b"").partition(b":")[2].strip():
            return value.decode(errors="replace")
    return ""


def _parent(stat: bytes) -> int | None:
    # The command, in parentheses, may hold spaces and parentheses itself (proc(5)).
    fields = stat.rpartition(b")")[2].split()
    return int(fields[1]) if len(fields) > 1 and fields[1].isdigit() else None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
