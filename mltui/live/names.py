"""Long names made short without losing what tells them apart. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_GPUS = re.compile(r":(?:gpu)?:?((?:\d+,)*\d+)$")


@lru_cache(maxsize=8192)
def short_worker(worker: str) -> str:
    """Shorten a worker's id: `box1:gpu0,1,2,3` becomes `box1:0-3`.

    ClearML's agents append the GPUs they were given to their name.
    """
    match = _GPUS.search(worker)
    if match is None:
        return worker
    return f"{worker[: match.start()]}:{ranges(int(n) for n in match[1].split(','))}"


_GIVEN = re.compile(r"(?<!:cpu):(?:gpu)?:?(\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)$")


@lru_cache(maxsize=8192)
def given_gpus(worker: str) -> tuple[int, ...]:
    """Return the numbers of the GPUs that a worker's id says it was given: `box1:gpu4,5`.

    Empty where it says nothing, as in `box1:gpuall`, or that it has none, as in `box1:cpu:0`.
    """
    match = _GIVEN.search(worker)
    numbers: list[int] = []
    for part in match[1].split(",") if match is not None else ():
        first, _, last = part.partition("-")
        numbers += range(int(first), min(int(last or first), int(first) + 64) + 1)
    return tuple(numbers)


def ranges(numbers: Iterable[int]) -> str:
    """Write whole numbers as ranges: `0-3,6`."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
