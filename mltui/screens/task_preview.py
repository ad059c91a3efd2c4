"""The panel beside the list of tasks: the task under the cursor at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from mltui.live.task_preview import Preview
from mltui.screens.messages import Answered
from mltui.screens.task_cells import age, judged, worker_or_host
from mltui.series import numbers
from mltui.series.runs import silent_too_long
from mltui.widgets import glyphs
from mltui.widgets.cells import width_of
from mltui.widgets.chart import Chart, Series
from mltui.widgets.folding import hanging
from mltui.widgets.lines import Line, Lines

#: Rows of the facts at least, and those that a long one of them takes at most.
FEWEST_ROWS, FOLDED_ROWS = 6, 3

#: Rows of the hyperparameters at least, and at most where the panel has so many rows itself.
PARAMETER_ROWS, MOST_PARAMETER_ROWS, TALL = 3, 10, 28

#: Between two hyperparameters on a line.
GAP = "   "


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
        lines = hanging(fact_lines(preview, now), width, FOLDED_ROWS)
        facts = self.query_one("#facts", Lines)
        facts.styles.height = max(len(lines), FEWEST_ROWS)
        facts.show(lines)
        most = MOST_PARAMETER_ROWS if self.size.height >= TALL else PARAMETER_ROWS
        rows = parameter_rows(preview.parameters, width, most)
        parameters = self.query_one("#parameters", Lines)
        parameters.styles.height = max(len(rows), PARAMETER_ROWS)
        parameters.show(rows)
        chart = self.query_one(Chart)
        if preview.metric is None:
            chart.show((), empty="no metrics reported")
        else:
            title = str(preview.metric)
            # The curve's points may be averages; the last value is the one that was reported.
            last = preview.task.values.get(title)
            chart.show((Series("", preview.xs, preview.ys, last=last),), title=title)


def fact_lines(preview: Preview, now: float) -> Iterator[Line]:
    """Return what is said of a task above its curve.

    Args:
        preview: What the server said about it.
        now: Epoch seconds, for ages.
    """
    task = preview.task
    judgement = judged(task, now)
    status = glyphs.status(judgement)
    # Over the whole run there is a rate, but a run that does not get on has none, whether it
    # diverged or was asked to stop before.
    stalled = task.running and silent_too_long(task.silent_s(now))
    rate = None if stalled else preview.per_minute
    yield ((task.name, "strong"),)
    label = status.label(glyphs.ascii_only())
    since = task.started if task.running else task.last_update
    if judgement == "stalled" and (silent_s := task.silent_s(now)) is not None:
        since = now - silent_s
    yield ((label, status.token), (f"  {age(since, now)}" if since else "", "muted"))
    yield ((f"{task.project}  {task.user}", "muted"),)
    facts = [
        f"{numbers.si(task.iteration)} it" if task.iteration else "",
        f"{numbers.si(rate)}/min" if rate else "",
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


def parameter_rows(parameters: Sequence[tuple[str, str]], width: int, most: int) -> list[Line]:
    """Return `name value` pairs, as many to a line as fit; the last line counts those left over.

    Args:
        parameters: Names and values.
        width: Cells of a line.
        most: Lines at most.
    """
    rows = _filled(parameters, width)
    if len(rows) <= most:
        return [_line(pairs) for pairs in rows]
    shown = rows[: most - 1]
    left = len(parameters) - sum(map(len, shown))
    return [*map(_line, shown), ((f"and {left} more", "muted"),)]


def _filled(parameters: Sequence[tuple[str, str]], width: int) -> list[list[tuple[str, str]]]:
    rows: list[list[tuple[str, str]]] = []
    used = width
    for name, value in parameters:
        needed = len(GAP) + width_of(name) + 1 + width_of(value)
        if used + needed > width:
            rows.append([])
            used = -len(GAP)
        rows[-1].append((name, value))
        used += needed
    return rows


def _line(pairs: Sequence[tuple[str, str]]) -> Line:
    pieces: list[tuple[str, str]] = []
    for name, value in pairs:
        pieces += [(GAP if pieces else "", ""), (f"{name} ", "muted"), (value, "")]
    return tuple(pieces)
