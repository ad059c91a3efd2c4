"""What two or more tasks differ in, and which of them is best. Pure functions."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Sequence

from mltui.live.compare import ComparedTask, Extremes
from mltui.live.masking import MASK, is_secret
from mltui.live.metric_names import MONITOR_PREFIX, is_in_name, machine_last
from mltui.live.names import natural
from mltui.screens.compare.columns import NAME, titled
from mltui.series import numbers
from mltui.widgets.rows import Cell, Row

#: What a row of values shows.
SHOWN = ("last", "min", "max")

#: Words by which less of something is better, or more of it. The long ones may end another word
#: (`totalloss`); the others stand alone, or `sentiment` would be a time.
_LOWER = re.compile(
    r"(loss(es)?|errors?|perplexity|latency)(?![a-z])"
    r"|(?<![a-z])(r?mse|mae|wer|cer|fid|nll|(run)?times?)(?![a-z])"
)
_HIGHER = re.compile(
    r"(accuracy|recall|precision|bleu|rouge|rewards?|scores?|psnr|ssim|throughput)(?![a-z])"
    r"|(?<![a-z])(acc|f1|auc|m?ap|m?iou|top.?\d+|per.second|samples/s)(?![a-z])"
)

#: What a metric is that ends so, whatever it is an error of (`top-5 error`, `precision loss`).
_LOWER_AT_END = re.compile(r"^.*?((loss(es)?|errors?|latency)([ _-]rate)?)$")

#: Where a name in camel case begins another word.
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")

_ABSENT = "–"

#: How the best value of a row is marked.
_BEST = "good strong"

#: In a table so wide the names have room for what the machine's readings begin with, cells.
ROOMY = 110


def parameter_rows(
    tasks: Sequence[ComparedTask], *, everything: bool = False, pattern: str = ""
) -> list[Row]:
    """Return a row for each parameter and configuration object in which tasks differ.

    Args:
        tasks: Whose.
        everything: Those in which they are alike, too.
        pattern: Only names with this text in them, in lower case.
    """
    settings = [_settings(task) for task in tasks]
    rows = []
    for name in sorted({name for each in settings for name in each}, key=natural):
        found = [each.get(name) for each in settings]
        alike = len(set(found)) == 1
        if (alike and not everything) or pattern not in name.casefold():
            continue
        cells: dict[str, Cell | str] = {NAME: Cell(name, "muted" if alike else "")}
        for task, value in zip(tasks, found, strict=True):
            text = _ABSENT if value is None else _short(name, value, found)
            cells[task.id] = Cell(text, "faint" if alike or value is None else "strong")
        rows.append(Row(name, cells))
    return rows


def any_parameters(tasks: Sequence[ComparedTask]) -> bool:
    """Return whether any of the tasks has parameters or configuration objects."""
    found = (task.configuration for task in tasks)
    return any(each.parameters or each.objects for each in found)


def told_apart(tasks: Sequence[ComparedTask], name: str) -> list[str]:
    """Return all that tasks have under the name of one row of parameters, for reading.

    Values in a line each; of texts the first one's difference to each of the others.
    """
    found = [(titled(number, task), _settings(task).get(name)) for number, task in enumerate(tasks)]
    if is_secret(name):
        return [f"{title}: {_ABSENT if value is None else MASK}" for title, value in found]
    if all(value is None or "\n" not in value for _, value in found):
        return [f"{title}: {_ABSENT if value is None else value}" for title, value in found]
    title, first = found[0]
    before = (first or "").splitlines()
    lines: list[str] = []
    for other, value in found[1:]:
        if lines:
            lines.append("")
        if value == first:
            lines += [f"{other} has the same as {title}", *before]
        else:
            after = (value or "").splitlines()
            lines += difflib.unified_diff(before, after, title, other, lineterm="", n=3)
    return lines


def _settings(task: ComparedTask) -> dict[str, str]:
    found = {f"{p.section}/{p.name}": p.value for p in task.configuration.parameters}
    return found | {item.name: item.value for item in task.configuration.objects}


def _short(name: str, value: str, others: Sequence[str | None]) -> str:
    """Write a value in one line; of a text, how many lines it has and which part no other has."""
    if is_secret(name):
        return MASK
    lines = value.splitlines()
    if len(lines) < 2:
        return value
    elsewhere = {
        line
        for other in others
        if other is not None and other != value
        for line in other.splitlines()
    }
    own = [line.strip() for line in lines if line not in elsewhere]
    if not elsewhere or not own:
        return f"{len(lines)} lines"
    return f"{len(lines)} lines, own: {'; '.join(own)}"


def value_rows(
    tasks: Sequence[ComparedTask], shown: str, *, pattern: str = "", width: int = 0
) -> list[Row]:
    """Return a row for each metric with the values of all tasks, the best of them marked.

    Which is best is known from the metric's name; where the name does not tell, none is marked.

    Args:
        tasks: Whose.
        shown: One of `SHOWN`.
        pattern: Only names with this text in them, in lower case.
        width: Cells of the whole table.
    """
    rows = []
    names = {name for task in tasks for name in task.values}
    for name in sorted(names, key=lambda name: machine_last(*name)):
        # Of the machine's readings the variant alone says what they are, and much sooner.
        machine = name[0].startswith(MONITOR_PREFIX)
        title = f"{name[0].removeprefix(MONITOR_PREFIX)} / {name[1]}"
        if machine and width < ROOMY:
            title = name[1]
        if not is_in_name(pattern, *name):
            continue
        found = [_value(task.values.get(name), shown) for task in tasks]
        best = _best(title, found)
        cells: dict[str, Cell | str] = {NAME: Cell(title, "muted") if machine else title}
        for task, value in zip(tasks, found, strict=True):
            mark = best is not None and value == best
            text = numbers.metric(value)
            cells[task.id] = Cell(f"* {text}", _BEST) if mark else Cell(text)
        rows.append(Row("\x00".join(name), cells))
    return rows


def marks_best(rows: Sequence[Row]) -> bool:
    """Return whether in some row of values the best is marked."""
    cells = (cell for row in rows for cell in row.cells.values())
    return any(isinstance(cell, Cell) and cell.style == _BEST for cell in cells)


def _value(found: Extremes | None, shown: str) -> float | None:
    if found is None:
        return None
    return {"last": found.last, "min": found.low, "max": found.high}[shown]


def _best(title: str, values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None and math.isfinite(value)]
    if len(known) < 2 or min(known) == max(known):
        return None
    names = _HUMP.sub(" ", title).lower().split(" / ")
    words = " / ".join(_LOWER_AT_END.sub(r"\1", name) for name in names)
    lower, higher = _LOWER.search(words), _HIGHER.search(words)
    if bool(lower) == bool(higher):
        return None
    return min(known) if lower else max(known)
