"""The Machine tab: what the task says of its machine, beside what the worker says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from mltui.live.history import Track
from mltui.live.machine import Machine, MachineQuestion
from mltui.live.task_rows import TaskRow
from mltui.screens.task.tab import TaskTab
from mltui.screens.worker_charts import CELSIUS, MIB, PERCENT
from mltui.series import axes
from mltui.widgets.chart import AxisKind, Chart, Series
from mltui.widgets.lines import Line, Lines
from mltui.widgets.text_view import TextView

#: How often it is asked whether there are new readings, seconds.
PACE_S = 30.0

#: The least lines of a chart whose axis can be read.
LEAST_HEIGHT = 9

#: Lines of what is said where no worker reported.
SAID_HEIGHT = 2

GIB = 1024.0**3


@dataclass(frozen=True, slots=True)
class Pair:
    """Two charts of the same thing, as the task and as the worker has it.

    Attributes:
        title: What they show.
        task: (reading of the task's monitors, name of its line).
        worker: (reading of the worker, name of its line).
        kind: What the values are.
        task_scale: What the task's values are multiplied by.
        worker_scale: What the worker's values are multiplied by.
        limits: Fixed ends of the Y axis; without any it goes from 0 to the most of both.
        rounded: Whether the legends' values are whole numbers.
    """

    title: str
    task: tuple[tuple[str, str], ...]
    worker: tuple[tuple[str, str], ...]
    kind: AxisKind = AxisKind.NUMBER
    task_scale: float = 1.0
    worker_scale: float = 1.0
    limits: tuple[float, float] | None = None
    rounded: bool = False


# The SDK's "gb" and "mbs" are MiB divided or counted as they are: resource_monitor.py of 2.1.
PAIRS = (
    Pair(
        "GPU usage %",
        (("gpu_utilization", "GPUs"),),
        (("gpu_usage", "GPUs"),),
        AxisKind.PERCENT,
        limits=PERCENT,
    ),
    Pair(
        "GPU memory",
        (("gpu_mem_used_gb", "GPUs"),),
        (("gpu_memory_used", "GPUs"),),
        AxisKind.BYTES,
        GIB,
        MIB,
    ),
    Pair(
        "GPU °C",
        (("gpu_temperature", "GPUs"),),
        (("gpu_temperature", "GPUs"),),
        limits=CELSIUS,
        rounded=True,
    ),
    Pair("CPU %", (("cpu_usage", ""),), (("cpu_usage", ""),), AxisKind.PERCENT, limits=PERCENT),
    Pair("Memory", (("memory_used_gb", ""),), (("memory_used", ""),), AxisKind.BYTES, GIB, MIB),
    Pair(
        "Network / s",
        (("network_rx_mbs", "in"), ("network_tx_mbs", "out")),
        (("network_rx", "in"), ("network_tx", "out")),
        AxisKind.BYTES,
        MIB,
        MIB,
    ),
    Pair(
        "Disk / s",
        (("io_read_mbs", "read"), ("io_write_mbs", "written")),
        (("disk_read", "read"), ("disk_write", "written")),
        AxisKind.BYTES,
        MIB,
        MIB,
    ),
    Pair(
        "Disk free %",
        (("disk_free_percent", ""),),
        (("disk_free_home", ""),),
        AxisKind.PERCENT,
        limits=PERCENT,
    ),
)


class MachineTab(TaskTab, can_focus=True):
    """Pairs of charts over the task's life, as many as fit; the others are scrolled to.

    Where no worker reported the task's charts have the whole width.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll_by(1)", "more", key_display="j"),
        Binding("k,up", "scroll_by(-1)", "Back", show=False),
        Binding("g,home", "scroll_by(-100)", "Top", show=False),
        Binding("G,end", "scroll_by(100)", "End", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._machine: Machine | None = None
        self._first = 0
        self._told: list[int] = []

    def compose(self) -> ComposeResult:
        """Yield a pair of charts for everything there is."""
        for number, _ in enumerate(PAIRS):
            with Container(classes="pair", id=f"pair{number}"):
                yield Chart(classes="task")
                yield Chart(classes="worker")
        yield Lines(id="said")
        nothing = TextView(id="nothing")
        nothing.can_focus = False
        yield nothing

    def on_mount(self) -> None:
        """Say that it waits."""
        self._draw()
        self._arrange()

    def on_resize(self) -> None:
        """Show as many pairs as fit."""
        self._arrange()

    def open_feeds(self) -> None:
        """Ask for the readings over the task's life."""
        question = MachineQuestion(
            self.page.task_id, self._row, lambda: self.page.host.timing.now(), self._columns
        )
        self.ask("machine", question, PACE_S, self.show, eager=False)

    def _row(self) -> TaskRow | None:
        facts = self.page.facts
        return facts.details.row if facts is not None else None

    def _columns(self) -> int:
        # Of the screen: the tab's own size is not known yet when it first asks.
        return max(self.screen.size.width // 2 - 10, 30)

    def show(self, machine: Machine | None) -> None:
        """Draw these readings; None: they are as they were."""
        if machine is not None:
            self._machine = machine
        self._draw()

    # Drawing

    def _fitting(self) -> int:
        said = SAID_HEIGHT if self.has_class("-said") else 0
        return min(max((self.size.height - said) // LEAST_HEIGHT, 1), len(self._told))

    def _arrange(self) -> None:
        shown = self._fitting()
        self._first = min(max(self._first, 0), len(self._told) - shown)
        seen = self._told[self._first : self._first + shown]
        for number, _ in enumerate(PAIRS):
            self.query_one(f"#pair{number}").display = number in seen

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002
    ) -> bool | None:
        """Offer further pairs only where not all are shown."""
        return action != "scroll_by" or self._fitting() < len(self._told)

    def action_scroll_by(self, pairs: int) -> None:
        """Show further pairs."""
        self._first += pairs
        self._arrange()
        self.page.tab_changed()

    def counts(self) -> str:
        """Return which pairs are shown, if not all are."""
        shown = self._fitting()
        if shown == len(self._told):
            return ""
        return f"{self._first + 1}-{self._first + shown} of {len(self._told)}"

    def _draw(self) -> None:
        machine = self._machine
        monitors = machine.monitors if machine else {}
        readings = machine.worker.lines if machine and machine.worker else {}
        row = self._row()
        yet = " yet" if row is not None and row.running else ""
        told = []
        both = False
        for number, pair in enumerate(PAIRS):
            task = _lines(pair.task, monitors, pair.task_scale, pair.rounded)
            worker = _lines(pair.worker, readings, pair.worker_scale, pair.rounded)
            if task or worker:  # of a machine without GPUs, say, what there is comes first
                told.append(number)
            both = both or bool(worker)
            # What stands side by side has one scale.
            limits = pair.limits or _limits(pair.kind, (*task, *worker))
            for whose, lines in (("task", task), ("worker", worker)):
                self.query_one(f"#pair{number} .{whose}", Chart).show(
                    lines,
                    title=f"{pair.title} · {whose}",
                    x=AxisKind.WALL_TIME,
                    y=pair.kind,
                    x_limits=(machine.begin, machine.end) if machine else None,
                    y_limits=limits,
                    empty=f"nothing reported by the {whose}{yet}",
                )
        # Where nothing was told at all that is one sentence, and no frames around nothing.
        nothing = self.query_one("#nothing", TextView)
        nothing.show_nothing(self._nothing(yet))
        nothing.display = not told
        self.query_one("#said", Lines).show(_alone(row))
        alone = bool(told) and not both
        if told != self._told or alone != self.has_class("-said"):
            self._told = told
            self.set_class(alone, "-said")
            self._arrange()
            self.page.tab_changed()

    def _nothing(self, yet: str) -> str:
        row = self._row()
        if row is not None and row.started is None:
            return "this task has not begun"
        if self._machine is None:
            return "asking…"
        return f"neither this task nor a worker has reported anything of a machine{yet}"


def _alone(row: TaskRow | None) -> list[Line]:
    """Say why the worker tells nothing, and what would."""
    host = row.host or row.worker.partition(":")[0] if row is not None else ""
    where = f"of {host} " if host else ""
    agent = "clearml-agent daemon --queue default"
    return [
        ((f"The task itself told this; no worker reported {where}in that time.", "muted"),),
        (("An agent there tells the rest: ", "muted"), (agent, "accent")),
    ]


def _lines(
    sources: Sequence[tuple[str, str]],
    tracks: Mapping[str, Sequence[Track]],
    scale: float,
    rounded: bool,
) -> list[Series]:
    found = []
    for reading, name in sources:
        for track in tracks.get(reading, ()):
            label = f"GPU {track.name}" if track.name else name
            values = [value * scale for value in track.ys]
            last = round(values[-1]) if rounded and values else None
            found.append(Series(label, track.xs, values, last=last))
    return found


def _limits(kind: AxisKind, lines: Sequence[Series]) -> tuple[float, float] | None:
    """Return ends that start at 0, so that a small change looks small; None without any value."""
    high = max((value for line in lines for value in axes.finite(line.ys)), default=0.0)
    return axes.limits(0.0, high, kind, 8) if high > 0 else None
