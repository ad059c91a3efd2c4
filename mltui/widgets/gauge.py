"""One cell of the GPU wall, and bars: a number and a sign, with a style only where it matters.

A cell of the wall is at most three cells of the terminal wide.
"""

from __future__ import annotations

import math

from mltui.widgets.glyphs import ascii_only, sign
from mltui.widgets.rows import Cell

_BLOCKS = "▁▂▃▄▅▆▇█"
_ASCII_BLOCKS = "..::-=##"

IDLE_BELOW = 5.0
"""Percent of usage below which a GPU counts as idle."""


def gpu_usage(percent: float | None, *, held: bool = False) -> Cell:
    """Draws the usage of one GPU: `92▇`, `0░` idle, `3▁⚠` held by a task but idle, `–` unknown.

    Args:
        percent: usage, 0..100.
        held: whether a task has this GPU.
    """
    if percent is None or not math.isfinite(percent):
        return Cell(f"{sign('–')} ", "faint")
    shown = min(max(percent, 0.0), 100.0)
    if shown < IDLE_BELOW and held:
        return Cell(f"{shown:.0f}{_block(shown)}", "warn", ((sign("⚠"), "warn strong"),))
    if shown < IDLE_BELOW:
        return Cell(f"{shown:.0f}{sign('░')}", "idle")
    return _loaded(shown, "")


def gpu_memory(used_percent: float | None) -> Cell:
    """Draws the memory of one GPU in percent used: warns when it is almost full."""
    if used_percent is None or not math.isfinite(used_percent):
        return Cell(f"{sign('–')} ", "faint")
    shown = min(max(used_percent, 0.0), 100.0)
    token = "warn" if shown >= 97 else ""
    return _loaded(shown, token)


def gpu_temperature(celsius: float | None) -> Cell:
    """Draws the temperature of one GPU: from 80 °C on it warns, from 88 °C on it is bad.

    Data centre GPUs slow themselves down at about 85 to 90 °C.
    """
    if celsius is None or not math.isfinite(celsius):
        return Cell(f"{sign('–')} ", "faint")
    token = "bad" if celsius >= 88 else "warn" if celsius >= 80 else ""
    return Cell(f"{celsius:.0f}{'' if ascii_only() or celsius >= 99.5 else '°'}", token)


def _loaded(shown: float, token: str) -> Cell:
    """Draws number and block; 100 is wide enough by itself."""
    if shown >= 99.5:
        return Cell("100", token or "running")
    return Cell(f"{shown:.0f}", token, ((_block(shown), token or "running"),))


def bar(percent: float | None, width: int = 10) -> str:
    """Draws a percentage as a bar of exactly `width` cells."""
    if percent is None or not math.isfinite(percent):
        return " " * width
    eighths = round(min(max(percent, 0.0), 100.0) / 100 * width * 8)
    full, rest = divmod(eighths, 8)
    if ascii_only():
        return ("#" * full).ljust(width, ".")
    partial = "▏▎▍▌▋▊▉"[rest - 1] if rest else ""
    return ("█" * full + partial).ljust(width)


def _block(percent: float) -> str:
    blocks = _ASCII_BLOCKS if ascii_only() else _BLOCKS
    return blocks[min(int(percent / 100 * 8), 7)]
