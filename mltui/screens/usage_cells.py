"""Usage as rows, as stacked bars and as CSV. Pure functions."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from mltui.live.usage import MEASURES, Organization, Usage
from mltui.series import numbers
from mltui.series.plotly.model import BarGroup, Bars, Figure, Titled
from mltui.widgets.columns import Column
from mltui.widgets.lines import Line
from mltui.widgets.palette import SERIES
from mltui.widgets.rows import Cell, Row

#: As many are told apart in the bars; the rest is one more.
MOST_GROUPS = 6

#: Bars side by side at most; more days are drawn by week.
MOST_BARS = 62

#: What follows the name of a project whose parts are listed as well.
ITSELF = "  itself"

_DAY_S = 86_400.0

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def columns(breakdown: str, measure: str) -> list[Column]:
    """Return the table's columns, the one that is drawn marked."""
    found = [
        Column("name", breakdown.upper(), flex=1, priority=9, minimum=20),
        *(
            Column(key, title.upper(), width=11, align="right", priority=8 - place)
            for place, (key, title) in enumerate(MEASURES)
        ),
        Column("share", "SHARE", width=6, align="right", priority=5),
        Column("tasks", "TASKS", width=6, align="right", priority=4),
    ]
    if breakdown != "project":
        found.pop()
    return [_sorted(column, measure) for column in found]


def _sorted(column: Column, measure: str) -> Column:
    return replace(column, sort="desc") if column.key == measure else column


def ordered(usages: Sequence[Usage], measure: str) -> list[Usage]:
    """Return them with the largest of a measure first."""
    return sorted(usages, key=lambda usage: (-usage.total.get(measure, 0.0), usage.name))


def usage_rows(usages: Sequence[Usage], measure: str, tasks: Mapping[str, int]) -> list[Row]:
    """Return the rows of the table, those that the bars tell apart in their colours.

    Args:
        usages: What was used.
        measure: What the bars show.
        tasks: How many tasks ran, by project, where they were counted.
    """
    whole = sum(usage.total.get(measure, 0.0) for usage in usages)
    listed = ordered(usages, measure)
    shares = percentages([usage.total.get(measure, 0.0) for usage in listed])
    rows: list[Row] = []
    for place, usage in enumerate(listed):
        amount = usage.total.get(measure, 0.0)
        style = SERIES[place] if place < MOST_GROUPS and amount else "muted"
        cells: dict[str, Cell | str] = {
            key: Cell(hours(usage.total.get(key, 0.0)), "strong" if key == measure else "")
            for key, _ in MEASURES
        }
        itself = ((ITSELF, "muted"),) if usage.itself else ()
        cells["name"] = Cell("■ ", style, more=((usage.name, ""), *itself))
        cells["share"] = Cell(f"{shares[place]}%" if whole else numbers.NOTHING, "muted")
        counted = tasks.get(usage.id)
        cells["tasks"] = Cell(numbers.NOTHING if counted is None else f"{counted:,}", "muted")
        rows.append(Row(usage.id, cells))
    return rows


def percentages(amounts: Sequence[float]) -> list[int]:
    """Return each one's share in percent, rounded so that all of them are 100 together."""
    whole = sum(amounts)
    if not whole:
        return [0] * len(amounts)
    exact = [amount * 100 / whole for amount in amounts]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: shares[place] - exact[place])
    for place in by_remainder[: 100 - sum(shares)]:
        shares[place] += 1
    return shares


def hours(amount: float) -> str:
    """Write a number of hours: <0.1, 0.4, 31.2, 1.2k; nothing is a dash."""
    if not amount:
        return numbers.NOTHING
    if amount < 1000:
        return said_hours(amount, 1)
    return numbers.si(amount)


def said_hours(amount: float, places: int) -> str:
    """Write a number of hours with so many places; a start of a few minutes is not nothing."""
    return "<0.1" if 0 < amount < 0.05 else f"{amount:,.{places}f}"


def bars(
    usages: Sequence[Usage], measure: str, begin: float, end: float, zone: tzinfo
) -> Figure | None:
    """Return a measure over time as stacked bars, by day or by week; None if nothing was used.

    Args:
        usages: What was used.
        measure: Which measure.
        begin: From when, epoch seconds.
        end: Until when.
        zone: Whose days they are.
    """
    first_day = datetime.fromtimestamp(begin, zone).replace(hour=0, minute=0, second=0)
    first = first_day.replace(microsecond=0).timestamp()
    days = max(round((end - first) / _DAY_S + 0.5), 1)
    width = 1 if days <= MOST_BARS else 7
    count = -(-days // width)
    shown = [usage for usage in ordered(usages, measure) if usage.total.get(measure)]
    if not shown:
        return None
    groups = [
        BarGroup(_named(usage), _binned([usage], measure, first, width, count))
        for usage in shown[:MOST_GROUPS]
    ]
    if len(shown) > MOST_GROUPS:
        others = _binned(shown[MOST_GROUPS:], measure, first, width, count)
        groups.append(BarGroup("others", others))
    names = tuple(
        (first_day + timedelta(days=place * width)).strftime("%b %d") for place in range(count)
    )
    unit = "day" if width == 1 else "week"
    word = dict(MEASURES)[measure]
    title = f"{word[:1].upper()}{word[1:]} a {unit}"
    panel = Bars(names, tuple(groups), stacked=True, binned=True, value=title)
    return Figure(panels=(Titled(panel),))


def _named(usage: Usage) -> str:
    return f"{usage.name}{ITSELF}" if usage.itself else usage.name


def _binned(
    usages: Sequence[Usage], measure: str, first: float, width: int, count: int
) -> tuple[float, ...]:
    sums = [0.0] * count
    for usage in usages:
        for day, amount in usage.days.get(measure, {}).items():
            place = int((day - first) // (_DAY_S * width))
            if 0 <= place < count:
                sums[place] += amount
    return tuple(sums)


def as_csv(usages: Sequence[Usage], breakdown: str, zone: tzinfo) -> str:
    """Return what was used as CSV: one line for each project (or user, queue) and day with any.

    A text that a spreadsheet would take for a formula is set off by an apostrophe.

    Args:
        usages: What was used.
        breakdown: By what it is broken down.
        zone: Whose days they are.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    keys = [key for key, _ in MEASURES]
    writer.writerow([f"{breakdown}_id", breakdown, "date", *(f"{key}_hours" for key in keys)])
    for usage in usages:
        name = f"'{usage.name}" if usage.name.startswith(_FORMULAS) else usage.name
        days = {day for amounts in usage.days.values() for day, amount in amounts.items() if amount}
        for day in sorted(days):
            date = datetime.fromtimestamp(day, zone).strftime("%Y-%m-%d")
            amounts = [f"{usage.days.get(key, {}).get(day, 0.0):.4f}" for key in keys]
            writer.writerow([usage.id, name, date, *amounts])
    return file.getvalue()


def _one(name: str, count: int) -> str:
    return name.removesuffix("s") if count == 1 else name


def organization_lines(organization: Organization, *, wide: bool = True) -> list[Line]:
    """Say what there is: counts, people, tags.

    Args:
        organization: What there is.
        wide: Whether there is room to say also of what there is none.
    """
    counts = [
        piece
        for name, count in organization.counts
        if count or wide
        for piece in (
            (f"{count:,}", "strong"),
            (f" {_one(name, count)}   ", "muted"),
        )
    ]
    count, word = numbers.people(organization.people).split(" ")
    people = [(count, "strong"), (f" {word}   ", "muted")]
    tags = "  ".join(organization.tags) or "none"
    return [
        ((f"{organization.company}   ", "accent strong"), *counts, *people),
        (("tags ", "muted"), (tags, "")),
    ]
