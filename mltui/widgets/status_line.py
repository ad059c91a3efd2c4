"""The line at the top: server, user, where one is, and how fresh what is shown is."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from rich.style import Style
from textual.strip import Strip

from mltui.ages import coarse_age
from mltui.terminal.sanitise import clean
from mltui.widgets.cells import beside_first_field, cut_fields, line_of, width_of
from mltui.widgets.glyphs import sign
from mltui.widgets.line_view import LineView


@dataclass(frozen=True, slots=True)
class Link:
    """How the server answers.

    Attributes:
        state: "live", "slow", "connecting", "refused" or "offline".
        latency_ms: of the last answers, milliseconds.
        age_s: seconds since the last good answer; shown in coarse steps, so that a screen that
            nobody touches stays silent.
        note: shown instead of the age where there is more to say.
    """

    state: str = "connecting"
    latency_ms: float | None = None
    age_s: float | None = None
    note: str = ""


_GAP = 2
"""Cells between two parts."""

#: What is written shorter where there is little room: 3 of 12.
_SHARE = re.compile(r"(?<=\d) of (?=\d)")

_LOOKS = {
    "live": ("●", "live", "good"),
    "slow": ("●", "slow", "warn"),
    "connecting": ("◌", "connecting", "muted"),
    "refused": ("○", "refused", "warn"),
    "offline": ("○", "offline", "bad"),
}


class StatusLine(LineView):
    """One line whose right end says whether the picture is live.

    It has no clock: it only changes when something worth a person's look has changed.
    """

    DEFAULT_CSS = """
    StatusLine {
        height: 1;
        dock: top;
    }
    """

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._left: tuple[tuple[str, str], ...] = (("mltui", "accent strong"),)
        self._counts = ""
        self._alerts = ""
        self._link = Link()
        self._latency = ""
        self._age = ""

    def show_place(self, *parts: tuple[str, str]) -> None:
        """Sets the left side: (text, token) parts, the most important first; they are set apart."""
        if parts != self._left:
            self._left = parts
            self.redraw()

    def show_counts(self, text: str) -> None:
        """Sets what stands left of the link, such as "48 of 212"."""
        if text != self._counts:
            self._counts = text
            self.redraw()

    def show_alerts(self, text: str) -> None:
        """Sets what stands before all that, such as "2 alerts"; "" for nothing."""
        if text != self._alerts:
            self._alerts = text
            self.redraw()

    def show_link(self, link: Link) -> None:
        """Says how the server answers; small changes of latency and age are not shown."""
        before = self._link, self._latency, self._age
        self._link = steady_link(self._link, link)
        if link.latency_ms is not None:
            self._latency = steady_latency(self._latency, link.latency_ms)
        self._age = coarse_age(link.age_s)
        if before != (self._link, self._latency, self._age):
            self.redraw()

    @property
    def link(self) -> Link:
        """What was last said about the server."""
        return replace(self._link)

    def draw_line(self, y: int) -> Strip:
        """Draws the line: place at the left, counts and link at the right."""
        if y:
            return Strip.blank(self.size.width, self.token(""))
        return self._drawn()

    def at_next_start(self, columns: int) -> Strip:
        """Draws the line as it is to be seen while the next run starts.

        Args:
            columns: How many are kept for the age, before the last one.
        """
        now, self._link = self._link, Link(note="0" * columns)
        try:
            return self._drawn()
        finally:
            self._link = now

    def _drawn(self) -> Strip:
        width, base = self.size.width, self.token("")
        right = self._right_parts()
        right_width = sum(width_of(text) for text, _ in right)
        if right_width > width // 2 and self._counts:
            right = self._right_parts(short=True)
            right_width = sum(width_of(text) for text, _ in right)
        parts: list[tuple[str, Style]] = [(" ", base)]
        room = width - right_width - 1 - _GAP
        for number, (text, token) in enumerate(self._left):
            shown = clean(text)
            if not shown:
                continue
            gap = _GAP if number else 0
            if room <= gap + 3 and room < gap + width_of(shown):
                break
            # Names are told apart by both ends; of all else the beginning says most.
            if number < 2:
                more = clean(self._left[2][0]) if number and len(self._left) > 2 else ""
                shown = beside_first_field(shown, more, room - gap, _GAP)
            else:
                shown = cut_fields(shown, room - gap)
            parts.append((" " * gap, base))
            parts.append((shown, self.token(token)))
            room -= gap + width_of(shown)
        parts.append((" " * max(room + _GAP, 0), base))
        parts.extend((text, self.token(token)) for text, token in right)
        return line_of(parts, width, base)

    def _right_parts(self, short: bool = False) -> list[tuple[str, str]]:
        glyph, word, token = _LOOKS.get(self._link.state, _LOOKS["connecting"])
        parts: list[tuple[str, str]] = []
        if self._alerts:
            parts += [(f"{sign('⚠')} {clean(self._alerts)}", "warn strong"), ("  ", "")]
        if self._counts:
            counts = clean(self._counts)
            parts.append((_SHARE.sub("/", counts) if short else counts, "muted"))
            parts.append(("   " if not short else "  ", ""))
        parts.append((f"{sign(glyph)} {word}", token))
        detail = self._link.note or (
            self._latency if self._link.state in ("live", "slow") else self._age
        )
        if detail:
            parts.append((f" {clean(detail)}", "muted"))
        parts.append((" ", ""))
        return parts


_STEPS_MS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)

_UNFELT_MS = 20
"""A latency that nobody feels: below it nothing new is told."""

_QUICK_AGAIN_MS = 600
"""What was slow is called so until it is at least so quick."""


def steady_link(shown: Link, link: Link) -> Link:
    """Returns what to say of a link: what was slow stays so while it is hardly any quicker.

    Args:
        shown: what was said last.
        link: what is to be said.
    """
    hardly_quicker = link.latency_ms is not None and link.latency_ms > _QUICK_AGAIN_MS
    if (shown.state, link.state) == ("slow", "live") and hardly_quicker:
        return replace(link, state="slow")
    return link


def steady_latency(shown: str, latency_ms: float | None) -> str:
    """Rounds a latency up to a step, and stays with the step shown while it is near enough.

    Args:
        shown: the text that stands on the screen, or "".
        latency_ms: the new latency, milliseconds.

    Returns:
        The text to show, the same one unless the latency left a band of a fifth to 1.6 times the
        step shown. Whatever is less than `_UNFELT_MS` is the same to a person.
    """
    if latency_ms is None or not 0 <= latency_ms < math.inf:
        return ""
    for step in _STEPS_MS:
        least = step * 0.2 if step > _UNFELT_MS else 0
        if shown == _latency_text(step) and least <= latency_ms <= max(step * 1.6, _UNFELT_MS):
            return shown
    for step in _STEPS_MS:
        if latency_ms <= step:
            return _latency_text(step)
    return _latency_text(_STEPS_MS[-1]) + "+"


def _latency_text(step_ms: int) -> str:
    return f"{step_ms}ms" if step_ms < 1000 else f"{step_ms / 1000:g}s"
