"""Judgements about a run that no server makes: does it stall, did it diverge?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mltui.series.numbers import age

RUNNING = "in_progress"

SILENT_AT_LEAST_S = 600.0
"""A running task that has been silent for less is never called stalled, seconds."""

SILENT_TIMES = 10.0
"""How many of its usual pauses between reports a task may be silent."""

IDLE_GPU_PERCENT = 5.0
IDLE_GPU_S = 600.0
"""A GPU that a task holds may be below `IDLE_GPU_PERCENT` for this long, seconds."""

OUT_OF_RANGE = 1e38
"""From here on a metric is as good as infinite: the largest float of 32 bits is 3.4e38."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is wrong with a run.

    Attributes:
        kind: "stalled" or "diverged", as in the glyphs.
        reason: in a few words, such as "silent for 25m" or "loss/train is nan".
    """

    kind: str
    reason: str


def judge(
    status: str,
    *,
    silent_s: float | None = None,
    usual_pause_s: float | None = None,
    gpu_percents: Sequence[float | None] = (),
    gpu_idle_s: float | None = None,
    last_metrics: Mapping[str, float | None] | None = None,
) -> Judgement | None:
    """Judges a run from what is known of it; None where it is fine or not running.

    Args:
        status: the task's status, the server's word.
        silent_s: seconds since its last report.
        usual_pause_s: seconds that usually lie between two reports.
        gpu_percents: usage of the GPUs it holds, 0..100.
        gpu_idle_s: for how long all of them have been idle, seconds.
        last_metrics: last value by metric and variant.
    """
    if status != RUNNING:
        return None
    lost = diverged(last_metrics or {})
    if lost is not None:
        return Judgement("diverged", lost)
    if silent_s is not None and silent_too_long(silent_s, usual_pause_s):
        return Judgement("stalled", f"silent for {age(silent_s)}")
    known = [percent for percent in gpu_percents if percent is not None]
    idle = bool(known) and all(percent < IDLE_GPU_PERCENT for percent in known)
    if idle and gpu_idle_s is not None and gpu_idle_s >= IDLE_GPU_S:
        word = "GPU" if len(known) == 1 else "GPUs"
        return Judgement("stalled", f"{word} idle for {age(gpu_idle_s)}")
    return None


def silent_too_long(silent_s: float | None, usual_pause_s: float | None = None) -> bool:
    """Tells whether a running task has been silent for so long that it no longer gets on.

    Args:
        silent_s: seconds since its last report; None if unknown.
        usual_pause_s: seconds that usually lie between two reports.
    """
    return silent_s is not None and silent_s > allowed_silence_s(usual_pause_s)


def allowed_silence_s(usual_pause_s: float | None) -> float:
    """Gives how long a running task may be silent, seconds, by how often it usually reports."""
    if usual_pause_s is None or not math.isfinite(usual_pause_s):
        return SILENT_AT_LEAST_S
    return max(SILENT_AT_LEAST_S, usual_pause_s * SILENT_TIMES)


def diverged(last_metrics: Mapping[str, float | None]) -> str | None:
    """Says which metric is not a number or infinite; None where all are fine.

    A number that only just fits a float stands for one of these: servers take neither, so that a
    training reports such a number in their place. Metrics about the machine (names that start
    with `:monitor:`) don't count.
    """
    for name, value in last_metrics.items():
        if value is None or name.startswith(":monitor:"):
            continue
        if math.isnan(value):
            return f"{name} is nan"
        if abs(value) >= OUT_OF_RANGE:
            return f"{name} is out of range"
    return None


def trend(values: Iterable[float]) -> int:
    """Says whether values fall (-1), rise (1) or stay (0): the last third against the first.

    A change counts if it is more than a twentieth of the range.
    """
    good = [value for value in values if math.isfinite(value)]
    if len(good) < 2:
        return 0
    part = max(len(good) // 3, 1)
    change = sum(good[-part:]) / part - sum(good[:part]) / part
    if abs(change) <= (max(good) - min(good)) / 20:
        return 0
    return 1 if change > 0 else -1
