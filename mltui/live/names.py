"""Long names made short without losing what tells them apart. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable

_GPUS = re.compile(r":(?:gpu|cpu)?:?((?:\d+,)*\d+)$")


def short_worker(worker: str) -> str:
    """Shorten a worker's id: `box1:gpu0,1,2,3` becomes `box1:0-3`.

    ClearML's agents append the GPUs they were given to their name.
    """
    match = _GPUS.search(worker)
    if match is None:
        return worker
    return f"{worker[: match.start()]}:{ranges(int(n) for n in match[1].split(','))}"


def ranges(numbers: Iterable[int]) -> str:
    """Write whole numbers as ranges: `0-3,6`."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
