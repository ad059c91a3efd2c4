"""Moves of the cursor, each with the fewest bytes.

All are of ECMA-48 and understood by every terminal in use; VT (0x0B) is a line feed that the
operating system's terminal driver does not turn into two characters.
"""

from __future__ import annotations

from functools import lru_cache


@lru_cache(2048)
def move(x: int | None, y: int | None, to_x: int, to_y: int) -> str:
    """Returns the shortest sequence that moves the cursor.

    Args:
        x: The column that it is in, from 0; None if that is not certain.
        y: The same for the line.
        to_x: The column that it has to go to.
        to_y: The same for the line.
    """
    absolute = _address(to_x, to_y)
    if y is None:
        return absolute
    stepwise = _vertically(y, to_y) + _horizontally(x, to_x)
    return min(stepwise, absolute, key=len)


def _address(x: int, y: int) -> str:
    if x:
        return f"\x1b[{y + 1};{x + 1}H"
    return f"\x1b[{y + 1}H" if y else "\x1b[H"


def _vertically(y: int, to_y: int) -> str:
    down = to_y - y
    if down == 0:
        return ""
    address = f"\x1b[{to_y + 1}d"
    if down > 0:
        return min("\v" * down, _steps(down, "B"), address, key=len)
    return "\x1bM" if down == -1 else min(_steps(-down, "A"), address, key=len)


def _horizontally(x: int | None, to_x: int) -> str:
    if x == to_x:
        return ""
    if to_x == 0:
        return "\r"
    address = f"\x1b[{to_x + 1}G"
    if x is None:
        return address
    if to_x > x:
        return min(_steps(to_x - x, "C"), address, key=len)
    return min("\b" * (x - to_x), _steps(x - to_x, "D"), address, key=len)


def _steps(count: int, direction: str) -> str:
    return f"\x1b[{direction}" if count == 1 else f"\x1b[{count}{direction}"
