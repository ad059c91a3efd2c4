"""Shows what the monitor costs, on whatever screen one is, as long as somebody wants to see it."""

from __future__ import annotations

import os
import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding, BindingType

from mltui.terminal.quiet_app import QuietApp
from mltui.widgets.key_bar import KeyBar
from mltui.widgets.traffic_line import Traffic, TrafficLine

if TYPE_CHECKING:
    from textual.timer import Timer

    from mltui.api.client import Client

#: How often the figures are taken, and over how long they are averaged, seconds.
TURN_S = 1.0
SPAN_S = 10.0


class Counts(NamedTuple):
    """What had been counted at a time (seconds of a steady clock)."""

    time: float
    bytes: int
    frames: int
    requests: int


class TrafficApp(QuietApp):
    """An application that can show its own traffic."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f12,ctrl+g", "traffic", "traffic", key_display="F12", show=False),
    ]

    _traffic_timer: Timer | None = None
    _counted: deque[Counts]

    def action_traffic(self) -> None:
        """Show or hide bytes, frames, requests, latency and memory."""
        if self._traffic_timer is None:
            self._counted = deque([self._counts()])
            self._traffic_timer = self.set_interval(TURN_S, self._show_traffic)
            self._show_traffic()
        else:
            self._traffic_timer.stop()
            self._traffic_timer = None
            for stack in self._screen_stacks.values():
                for screen in stack:
                    screen.query(TrafficLine).remove()

    def _show_traffic(self) -> None:
        if not self.screen_stack:
            return  # the program is about to end
        now = self._counts()
        while len(self._counted) > 1 and now.time - self._counted[0].time > SPAN_S:
            self._counted.popleft()
        before = self._counted[0]
        self._counted.append(now)
        line = self._traffic_line()
        if line is not None:
            line.show(self._traffic(before, now))

    def _traffic_line(self) -> TrafficLine | None:
        """Return the line on this screen, which gets one if it has a place for it."""
        for line in self.screen.query(TrafficLine):
            return line
        for keys in self.screen.query(KeyBar):
            line = TrafficLine()
            self.screen.mount(line, before=keys)
            return line
        return None

    def _traffic(self, before: Counts, now: Counts) -> Traffic:
        seconds = max(now.time - before.time, 0.001)
        client = self._client()
        latency_s = client.session.latency_s if client else None
        drawing = self._drawing
        round_trip_s = drawing.link.round_trip_s if drawing else None
        return Traffic(
            bytes_s=(now.bytes - before.bytes) / seconds,
            frames_s=(now.frames - before.frames) / seconds,
            skipped=drawing.skipped if drawing else 0,
            round_trip_ms=None if round_trip_s is None else round_trip_s * 1000,
            requests_minute=(now.requests - before.requests) / max(seconds, SPAN_S) * 60,
            latency_ms=None if latency_s is None else latency_s * 1000,
            memory_mib=memory_mib(),
        )

    def _counts(self) -> Counts:
        client = self._client()
        requests = client.session.requests if client else 0
        frames = self._drawing.frames if self._drawing else 0
        return Counts(time.monotonic(), self.bytes_to_terminal, frames, requests)

    def _client(self) -> Client | None:
        return getattr(self, "client", None)


def memory_mib() -> float:
    """Return the memory that this process uses, MiB; 0 where that is not known."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
