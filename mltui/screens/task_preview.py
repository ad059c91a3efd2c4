"""The panel beside the list of tasks: the task under the cursor at a glance."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Vertical

from mltui.live.task_preview import Preview
from mltui.screens.messages import Answered
from mltui.screens.task_cells import age, judged, worker_or_host
from mltui.series import numbers
from mltui.widgets import glyphs
from mltui.widgets.cells import width_of
from mltui.widgets.chart import Chart, Series
from mltui.widgets.folding import hanging
from mltui.widgets.lines import Line, Lines

#: Rows of the facts at least, and those that a long one of them takes at most.
FEWEST_ROWS, FOLDED_ROWS = 6, 3


class PreviewAnswered(Answered[Preview | None]):
    """The task under the cursor was asked about; None if nothing moved."""


class TaskPreview(Vertical):
    """Status, rate and place of a task, the curve of its main metric, its hyperparameters."""

    def compose(self) -> ComposeResult:
        """Yield the facts, the curve and the parameters."""
        yield Lines(id="facts")
        yield Chart(id="curve", framed=False)
        yield Lines(id="parameters")

    def clear(self) -> None:
        """Show nothing."""
        self.query_one("#facts", Lines).show(())
        self.query_one("#parameters", Lines).show(())
        self.query_one(Chart).show((), empty="")

    def show(self, preview: Preview, now: float) -> None:
        """Show a task.

        Args:
            preview: What the server said about it.
            now: Epoch seconds, for ages.
        """
        width = max(self.size.width - 2, 20)
        lines = hanging(_facts(preview, now), width, FOLDED_ROWS)
        facts = self.query_one("#facts", Lines)
        facts.styles.height = max(len(lines), FEWEST_ROWS)
        facts.show(lines)
        self.query_one("#parameters", Lines).show(_parameters(preview, width))
        chart = self.query_one(Chart)
        if preview.metric is None:
            chart.show((), empty="no metrics reported")
        else:
            title = str(preview.metric)
            # The curve's points may be averages; the last value is the one that was reported.
            last = preview.task.values.get(title)
            chart.show((Series("", preview.xs, preview.ys, last=last),), title=title)


def _facts(preview: Preview, now: float) -> Iterator[Line]:
    task = preview.task
    status = glyphs.status(judged(task, now))
    yield ((task.name, "strong"),)
    label = status.label(glyphs.ascii_only())
    since = task.started if task.running else task.last_update
    yield ((label, status.token), (f"  {age(since, now)}" if since else "", "muted"))
    yield ((f"{task.project}  {task.user}", "muted"),)
    facts = [
        f"{numbers.si(task.iteration)} it" if task.iteration else "",
        f"{numbers.si(preview.per_minute)}/min" if preview.per_minute else "",
        f"ran {numbers.duration(task.run_time_s(now))}" if task.started else "",
    ]
    yield (("   ".join(fact for fact in facts if fact), ""),)
    if task.status == "queued" and task.queue:
        yield (("in ", "muted"), (task.queue, ""))
    elif place := worker_or_host(task):
        yield (("on ", "muted"), (place, ""))
    else:
        yield ()
    if task.why and task.status == "failed":
        yield ((task.why, "failed"),)
    elif preview.comment:
        yield ((preview.comment, "muted"),)


def _parameters(preview: Preview, width: int) -> Iterator[Line]:
    """Fill lines with `name value` pairs, as many to a line as fit."""
    line: list[tuple[str, str]] = []
    used = 0
    for name, value in preview.parameters:
        needed = width_of(name) + 1 + width_of(value)
        if line and used + 3 + needed > width:
            yield tuple(line)
            line, used = [], 0
        if line:
            line.append(("   ", ""))
            used += 3
        line += [(f"{name} ", "muted"), (value, "")]
        used += needed
    if line:
        yield tuple(line)
