"""The line that says what the monitor costs: bytes to the terminal, requests, memory."""

from __future__ import annotations

from dataclasses import dataclass

from textual.strip import Strip

from mltui.widgets.cells import line_of
from mltui.widgets.line_view import LineView


@dataclass(frozen=True, slots=True)
class Traffic:
    """What was used over the last seconds.

    Attributes:
        bytes_s: Bytes to the terminal in a second.
        frames_s: Drawings in a second.
        skipped: Drawings that the terminal was too slow for, since the start.
        round_trip_ms: How long the terminal takes to answer, None if it has not.
        requests_minute: Requests to the server in a minute.
        latency_ms: How long its last answer took, None before the first.
        memory_mib: The process's memory.
    """

    bytes_s: float = 0.0
    frames_s: float = 0.0
    skipped: int = 0
    round_trip_ms: float | None = None
    requests_minute: float = 0.0
    latency_ms: float | None = None
    memory_mib: float = 0.0


#: From this width on every figure has its name beside it.
ROOMY = 132


class TrafficLine(LineView):
    """One line of figures, drawn again only where a figure has changed."""

    DEFAULT_CSS = """
    TrafficLine {
        height: 1;
        background: $panel;
    }
    """

    def __init__(self) -> None:
        super().__init__(id="traffic")
        self._traffic = Traffic()

    def show(self, traffic: Traffic) -> None:
        """Shows other figures."""
        self._traffic = traffic
        self.redraw()

    def draw_line(self, y: int) -> Strip:
        """Draws the figures."""
        base = self.token("")
        parts = [(" ", base)]
        if self.size.width < ROOMY:
            parts += [(f"{figure}  ", base) for figure in brief(self._traffic)]
        else:
            for name, figure in figures(self._traffic):
                parts += [(f"{name} ", self.token("muted")), (f"{figure}   ", base)]
        return line_of(parts if y == 0 else [], self.size.width, base)


def figures(traffic: Traffic) -> list[tuple[str, str]]:
    """Names and writes the figures, each always as wide, so that its neighbours stay in place."""
    skipped = f" ({traffic.skipped} skipped)" if traffic.skipped else ""
    return [
        ("terminal", f"{_size(traffic.bytes_s):>8}/s"),
        ("frames", f"{traffic.frames_s:>4.1f}/s{skipped}"),
        ("round trip", _milliseconds(traffic.round_trip_ms)),
        ("requests", f"{traffic.requests_minute:>3.0f}/min"),
        ("server", _milliseconds(traffic.latency_ms)),
        ("memory", f"{traffic.memory_mib:>4.0f} MiB"),
    ]


def brief(traffic: Traffic) -> list[str]:
    """Writes the same for a narrow terminal; what was skipped is left out."""
    return [
        f"{_size(traffic.bytes_s):>8}/s",
        f"{traffic.frames_s:>4.1f} frames/s",
        f"trip {_milliseconds(traffic.round_trip_ms).strip()}",
        f"{traffic.requests_minute:>3.0f} req/min",
        f"server {_milliseconds(traffic.latency_ms).strip()}",
        f"{traffic.memory_mib:>4.0f} MiB",
    ]


def _size(size: float) -> str:
    return f"{size:.0f} B" if size < 1000 else f"{size / 1000:.1f} kB"


def _milliseconds(time_ms: float | None) -> str:
    return "     ?" if time_ms is None else f"{time_ms:>4.0f}ms"
