"""Seeded noise without state: the same key and index always give the same number.

A curve's value at an iteration, or a machine's load at a second, is a pure function, so that a
history can be made when it is first looked at, in any order, and still be the same every time.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TypeVar

_Choice = TypeVar("_Choice")

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_SPREAD = 3.0**0.5 / 65535.0


def key_of(*parts: object) -> int:
    """Return a 64-bit key for a place in the lab, such as a task and the name of a curve."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def identifier(*parts: object) -> str:
    """Return 32 hexadecimal digits, the form of ClearML's ids, made from `parts`."""
    text = "\x1f".join(str(part) for part in parts)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _mixed(key: int, index: int) -> int:
    """Return 64 well mixed bits (the finaliser of SplitMix64)."""
    bits = (key + index * _GOLDEN) & _MASK
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & _MASK
    return bits ^ (bits >> 31)


def unit(key: int, index: int = 0) -> float:
    """Return a number in [0, 1), evenly spread."""
    return _mixed(key, index) / 18446744073709551616.0


def normal(key: int, index: int = 0) -> float:
    """Return a number of mean 0 and deviation 1, never beyond 3.5 (four even numbers added)."""
    bits = _mixed(key, index)
    total = (bits & 65535) + (bits >> 16 & 65535) + (bits >> 32 & 65535) + (bits >> 48)
    return (total - 131070) * _SPREAD


def wander(key: int, position: float) -> float:
    """Return a number in [0, 1) that drifts smoothly as `position` grows; whole steps are new."""
    index = int(position // 1)
    part = position - index
    blend = part * part * (3.0 - 2.0 * part)
    return unit(key, index) * (1.0 - blend) + unit(key, index + 1) * blend


def between(key: int, index: int, low: float, high: float) -> float:
    """Return a number between `low` and `high`, evenly spread."""
    return low + (high - low) * unit(key, index)


def pick(key: int, index: int, choices: tuple[_Choice, ...]) -> _Choice:
    """Return one of `choices`."""
    return choices[int(unit(key, index) * len(choices))]
