"""A place within a range as a line of text."""

from __future__ import annotations

from mltui.series import numbers
from mltui.widgets.glyphs import sign


def slider(value: float, low: float, high: float, width: int) -> str:
    """Returns such as `100 ━━━●━━ 300`: where a value lies between two ends."""
    share = (value - low) / (high - low) if high > low else 1.0
    place = round(min(max(share, 0.0), 1.0) * (width - 1))
    line = sign("─") * place + sign("●") + sign("─") * (width - 1 - place)
    return f"{numbers.si(low)} {line} {numbers.si(high)}"
