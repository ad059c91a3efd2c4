"""How old something is, in words that seldom change. Imports nothing: a start waits for it."""

from __future__ import annotations

_STEPS_S = (1, 5, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800, 43200)


def coarse_age(age_s: float | None) -> str:
    """Says an age in steps that seldom change: 1s, 5s, 10s, 30s, 1m, 2m, 5m."""
    if age_s is None or age_s != age_s:
        return ""
    if age_s >= 86400:
        return f"{int(age_s // 86400)}d"
    step = max((step for step in _STEPS_S if step <= age_s), default=_STEPS_S[0])
    if step < 60:
        return f"{step}s"
    return f"{step // 60}m" if step < 3600 else f"{step // 3600}h"
