"""What a process and its children use, read from /proc (Linux)."""

from __future__ import annotations

import os
import re
from pathlib import Path

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    pids = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in task.read_text().split():
                pids += family(int(child))
        except OSError:
            continue
    return pids


def processor_s(pid: int) -> float:
    """Return the processor time that a process and its descendants have used, seconds."""
    ticks = 0
    for each in family(pid):
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / _TICKS_A_SECOND


def memory_mib(pid: int, field: str) -> float:
    """Return a process's memory and its descendants', MiB.

    Args:
        pid: The process.
        field: "VmRSS" for what it uses now, "VmHWM" for the most it ever used.
    """
    kib = 0
    for each in family(pid):
        try:
            found = re.search(rf"{field}:\s+(\d+)", Path(f"/proc/{each}/status").read_text())
        except OSError:
            continue
        kib += int(found[1]) if found else 0
    return kib / 1024
