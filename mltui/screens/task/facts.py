"""What a person asks first about a task, as lines of text. Pure functions."""

from __future__ import annotations

import math
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from mltui.ages import coarse_age
from mltui.live.metric_names import MONITOR_PREFIX
from mltui.live.names import short_worker
from mltui.live.queue_place import QueuePlace
from mltui.live.task import LastMetric, TaskDetails
from mltui.live.task_rows import STOPPING
from mltui.series import numbers
from mltui.series.moments import local, local_with_age
from mltui.series.rates import overall_per_minute, per_minute, usual_pause_s
from mltui.series.runs import (
    IDLE_GPU_PERCENT,
    SILENT_AT_LEAST_S,
    Judgement,
    judge,
    silent_too_long,
)
from mltui.widgets import glyphs
from mltui.widgets.columns import Column
from mltui.widgets.lines import Line
from mltui.widgets.rows import Cell, Row
from mltui.widgets.sparkline import sparkline

_LABEL_WIDTH = 12

#: What a server takes for the iteration of a value that has none.
OF_SINGLE_VALUES = -(2**31)

#: What the SDK calls its readings of the GPUs, and what of them tells that one works.
GPU_MONITOR = f"{MONITOR_PREFIX}gpu"
GPU_USAGE = re.compile(r"gpu_\d+_utilization")

#: Seconds between the last reports of a training and of its machine from which on both are told.
SEPARATE_S = 60.0

#: Cells of a metric's small curve.
TREND_WIDTH = 8

METRIC_COLUMNS = (
    Column("metric", "METRIC", flex=1, priority=9, minimum=26, ends=True),
    Column("trend", "TREND", width=TREND_WIDTH, priority=6),
    Column("last", "LAST", width=8, align="right", priority=8),
    Column("low", "MIN", width=8, align="right", priority=7),
    Column("low_at", "AT", width=6, align="right", priority=5),
    Column("high", "MAX", width=8, align="right", priority=6),
    Column("high_at", "AT", width=6, align="right", priority=4),
)


@dataclass(frozen=True)
class Facts:
    """A task's details at a moment, in words.

    Attributes:
        details: What the server said.
        reports: When (epoch seconds) which iteration was reported, as far as it was seen.
        now: Epoch seconds; when the server was heard last.
        seen: When that is looked at, where the server is away since; None for `now`.
        place: Where it stands in its queue; None if it does not wait, or that is not known.
    """

    details: TaskDetails
    reports: tuple[tuple[float, int], ...]
    now: float
    seen: float | None = None
    place: QueuePlace | None = None

    @cached_property
    def judgement(self) -> Judgement | None:
        """Whether the run stalls or has diverged."""
        row = self.details.row
        return judge(
            row.status,
            silent_s=row.silent_s(self.now),
            usual_pause_s=self._usual_pause_s,
            last_metrics={
                f"{last.metric}/{last.variant}": last.value for last in self.details.metrics
            },
        )

    @property
    def status(self) -> glyphs.Status:
        """The status to show: the server's, that it is to stop, or the judgement."""
        judged = self.judgement
        if self.details.row.stopping:
            return glyphs.status(STOPPING)
        return glyphs.status(judged.kind if judged is not None else self.details.row.status)

    @cached_property
    def rate(self) -> float | None:
        """Iterations per minute: of the reports seen, else over the whole run; None if unsure."""
        row = self.details.row
        if not row.running or self._stalled:
            return None
        times, iterations = [time for time, _ in self.reports], [count for _, count in self.reports]
        seen = per_minute(times, iterations)
        return overall_per_minute(row.iteration, row.active_s) if seen is None else seen

    @property
    def remaining_s(self) -> float | None:
        """How long it still runs by its own progress, seconds; None while it does not get on."""
        return None if self._stalled else self.details.remaining_s

    @property
    def _stalled(self) -> bool:
        """Whether it does not get on, also where its status says first that it is to stop."""
        row = self.details.row
        return row.running and silent_too_long(row.silent_s(self.now), self._usual_pause_s)

    @property
    def _usual_pause_s(self) -> float | None:
        return usual_pause_s([time for time, _ in self.reports])

    def headline(self) -> str:
        """Say in one line how the task is: status, run time, iteration, rate, ETA, worker."""
        row = self.details.row
        label = self.status.label(glyphs.ascii_only())
        run_s = row.run_time_s(self.now)
        # How long it ran is not how long it has been silent.
        link = "  after " if self._stalled else " "
        parts = [f"{label}{link}{numbers.duration(run_s)}" if run_s else label]
        if self.seen is not None:
            parts.insert(0, f"{coarse_age(self.seen - self.now)} ago:")
        if row.iteration:
            parts.append(f"{numbers.grouped(row.iteration)} it")
        if self.rate:
            parts.append(f"{numbers.si(self.rate)}/min")
        if self.remaining_s is not None:
            parts.append(f"ETA {numbers.duration(self.remaining_s)}")
        if row.running and row.worker:
            parts.append(short_worker(row.worker))
        return "  ".join(parts)

    def lines(self) -> list[Line]:
        """Return the overview, the most telling first; what is empty is left out."""
        details, row = self.details, self.details.row
        remaining_s = self.remaining_s
        told = [
            ("Message", row.status_message),
            ("Reason", self._reason()),
            ("Iteration", numbers.grouped(row.iteration) if row.iteration else ""),
            ("Rate", f"{numbers.si(self.rate)} iterations a minute" if self.rate else ""),
            ("Progress", f"{details.progress:.0f}%" if details.progress else ""),
            ("Time left", "" if remaining_s is None else f"about {numbers.duration(remaining_s)}"),
            ("Run time", numbers.duration(run_s) if (run_s := row.run_time_s(self.now)) else ""),
            ("Worker", self._worker()),
            ("Machine", details.machine),
            ("Queue", self._queue()),
            ("Last report", self._last_report()),
            ("", " "),
            ("Project", row.project),
            ("Type", row.type.replace("_", " ")),
            ("User", row.user),
            ("Tags", ", ".join(row.tags)),
            ("Parent", details.parent),
            ("Created", self._when(details.created)),
            ("Started", self._when(row.started)),
            ("Completed", self._when(row.completed)),
            ("Archived", "yes" if details.archived else ""),
            ("Comment", details.comment),
            ("Id", row.id),
        ]
        return [self._status_line()] + [
            ((f"{label:<{_LABEL_WIDTH}}", "muted"), (text, "faint" if label == "Id" else ""))
            for label, text in told
            if text
        ]

    def _reason(self) -> str:
        """Give the reason of the status where it tells more than what stands above it."""
        reason = self.details.status_reason.strip()
        told = (self.details.row.status, self.details.row.status_message.strip())
        return "" if reason in told else reason

    def _worker(self) -> str:
        """Name the worker, and say if that is the computer the monitor runs on."""
        worker = self.details.row.worker
        host = self.details.row.host or worker.partition(":")[0]
        here = host and _short_host(host) == _short_host(socket.gethostname())
        if here:
            return f"{worker or host}  on this host"
        return worker

    def _queue(self) -> str:
        queue = self.details.row.queue
        if self.place is None:
            return queue
        return f"{queue}  {self.place.place} of {self.place.waiting}"

    def _status_line(self) -> Line:
        shown = self.status
        changed = self.details.status_changed
        more = f"for {numbers.age(self.now - changed)}" if changed is not None else ""
        if self.judgement is not None:
            more = self.judgement.reason
            if self._stalled and self._gpus_idle:
                more += f", {self._gpus_idle} meanwhile"
        return (
            (f"{'Status':<{_LABEL_WIDTH}}", "muted"),
            (shown.label(glyphs.ascii_only()), f"{shown.token} strong"),
            (f"  {more}", "muted"),
        )

    @property
    def _machine_goes_on(self) -> bool:
        """Whether the machine is reported while the training itself is silent."""
        reported, machine = self.details.row.reported, self.details.machine_reported
        if not self.details.row.running or reported is None or machine is None:
            return False
        return machine - reported >= SEPARATE_S and self.now - machine < SILENT_AT_LEAST_S

    @property
    def _gpus_idle(self) -> str:
        """Say that the task's GPUs are idle, if they were read since it is silent."""
        used = [
            last.value
            for last in self.details.metrics
            if last.metric == GPU_MONITOR and GPU_USAGE.fullmatch(last.variant)
        ]
        known = [value for value in used if value is not None]
        if not known or max(known) >= IDLE_GPU_PERCENT or not self._machine_goes_on:
            return ""
        return "its GPU idles" if len(known) == 1 else f"its {len(known)} GPUs idle"

    def _last_report(self) -> str:
        """Say when the training last reported, and when else something was, where that is later.

        Its machine is read while it hangs, and its agent says that it is there.
        """
        row, machine = self.details.row, self.details.machine_reported
        if row.started is None:
            return ""
        reported, heard = row.reported, row.last_update
        if not row.running or reported is None or heard is None or heard - reported < SEPARATE_S:
            return self._when(heard)
        of, at = ("its machine", machine) if self._machine_goes_on else ("anything else", heard)
        _, _, ago = self._when(at).partition("  ")
        return f"{self._when(reported)}, of {of} {ago}"

    def _when(self, at: float | None) -> str:
        if at is not None and self.seen is not None and self.seen - at < 60:
            return f"{local(at)}  {coarse_age(self.seen - at)} ago"
        return local_with_age(at, self.now if self.seen is None else self.seen)


def _short_host(name: str) -> str:
    return name.partition(".")[0].casefold()


def metric_row(last: LastMetric, curve: Sequence[float] = ()) -> Row:
    """Return the table's row of a metric, with its curve in a few cells."""
    # What all readings of the machine begin with would push their ends out of sight.
    metric = last.metric.removeprefix(MONITOR_PREFIX)
    name = metric if metric == last.variant else f"{metric} / {last.variant}"
    lost = last.value is not None and not math.isfinite(last.value)
    return Row(
        f"{last.metric}\x00{last.variant}",
        {
            "metric": Cell(name, "muted" if last.metric.startswith(MONITOR_PREFIX) else ""),
            "trend": Cell(sparkline(curve, TREND_WIDTH) if len(curve) > 1 else "", "running"),
            "last": Cell(numbers.metric(last.value), "diverged" if lost else "strong"),
            "low": Cell(numbers.metric(last.low)),
            "low_at": Cell(_at(last.low_iteration), "faint"),
            "high": Cell(numbers.metric(last.high)),
            "high_at": Cell(_at(last.high_iteration), "faint"),
        },
    )


def _at(iteration: int | None) -> str:
    """Write where a value was reported; a single value was nowhere."""
    return numbers.si(None if iteration == OF_SINGLE_VALUES else iteration)
