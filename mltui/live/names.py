"""Names: made short without losing what tells them apart, sorted, and asked for. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

Named = TypeVar("Named")

#: Names whose place in an order is remembered: lists are sorted anew with every answer.
_MOST_SORTED = 16384

_DIGITS = re.compile(r"(\d+)")

_GPUS = re.compile(r":(?:gpu)?:?((?:\d+,)*\d+)$")


def exactly(name: str) -> str:
    """Return the regular expression that matches this name alone, whatever signs are in it."""
    return f"^{re.escape(name)}$"


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


def natural(*names: str) -> tuple[tuple[tuple[int, str], ...], ...]:
    """Return a key by which names are sorted as people count: box2 before box10.

    Args:
        names: Those of one thing, such as its metric and its variant.
    """
    return tuple(map(_natural, names))


def by_name(named: Mapping[str, Named]) -> list[tuple[str, Named]]:
    """Return names with what they name, in the order of `natural`."""
    return sorted(named.items(), key=lambda item: natural(item[0]))


@lru_cache(maxsize=_MOST_SORTED)
def _natural(name: str) -> tuple[tuple[int, str], ...]:
    # A number with more digits is greater; it may have more of them than Python makes a number of.
    text, digits = _DIGITS.split(name)[::2], _DIGITS.findall(name)
    found = [(-1, text[0])]
    for number, after in zip(digits, text[1:], strict=True):
        value = number.lstrip("0")
        found += [(len(value), value), (-1, after)]
    # The name itself at the end: 01 and 1 have an order, too.
    return (*found, (-1, name))
