"""The reports: their list, one with its text, and the plots of tasks that it refers to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from mltui.api.errors import ApiError, NotSupported
from mltui.live.feed import PASSING
from mltui.live.projects import name_pattern
from mltui.live.report_comparison import ask_comparison
from mltui.live.report_curves import curve_key, curves_figure
from mltui.live.report_queries import nothing_of, with_tasks
from mltui.live.stamps import epoch_s
from mltui.live.task_rows import reference_name
from mltui.series.embeds import Embed
from mltui.series.plotly.model import Figure, Grid, Titled, UnreadableFigure
from mltui.series.plotly.read import read_figure

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.services.answers.reports import TaskData
    from mltui.api.types import reports as types

#: Reports in one answer; who has more filters.
PAGE_SIZE = 500

#: Points of an embedded curve.
SAMPLES = 200

#: Panels of an embedded plot that are drawn.
MOST_PANELS = 6

#: Projects in which the server hides reports, one in every project.
HIDDEN_FOLDER = ".reports"

PUBLISHED = "published"

FIELDS = (
    "name",
    "project.name",
    "user.name",
    "status",
    "tags",
    "system_tags",
    "created",
    "last_update",
    "comment",
)


@dataclass(frozen=True, slots=True)
class Report:
    """One report. Times are epoch seconds.

    Attributes:
        project: Name of the project it is about.
        text: Its Markdown; empty in a list.
        assets: Addresses of files that it shows.
    """

    id: str
    name: str = ""
    project: str = ""
    user: str = ""
    status: str = ""
    tags: tuple[str, ...] = ()
    archived: bool = False
    created: float | None = None
    updated: float | None = None
    comment: str = ""
    text: str = ""
    assets: tuple[str, ...] = ()

    @property
    def published(self) -> bool:
        """Whether its text is final."""
        return self.status == PUBLISHED


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Which reports are wanted; empty means all that are not archived."""

    pattern: str = ""
    tags: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    archived: bool = False


def parse_report_filter(line: str) -> ReportFilter:
    """Read what a person typed: `tag:weekly status:published scaling`."""
    wanted = ReportFilter()
    pattern: list[str] = []
    for word in line.split():
        name, _, value = word.partition(":")
        values = tuple(part for part in value.split(",") if part)
        match name.casefold():
            case "tag" | "tags" if value:
                wanted = replace(wanted, tags=wanted.tags + values)
            case "status" if value:
                known = {"draft": "created"}
                chosen = tuple(known.get(one, one) for one in values)
                wanted = replace(wanted, statuses=wanted.statuses + chosen)
            case "archived":
                wanted = replace(wanted, archived=value.casefold() not in ("no", "false", "0"))
            case _:
                pattern.append(word)
    return replace(wanted, pattern=" ".join(pattern))


async def ask_reports(client: Client, wanted: ReportFilter) -> list[Report]:
    """Ask for the reports that fit a filter, the newest first."""
    answer = await client.reports.get_all_ex(
        name=name_pattern(wanted.pattern) if wanted.pattern else None,
        tags=list(wanted.tags) or None,
        status=list(wanted.statuses) or None,
        system_tags=["archived"] if wanted.archived else ["-archived"],
        order_by=["-last_update"],
        page=0,
        page_size=PAGE_SIZE,
        only_fields=list(FIELDS),
    )
    return [_report(report) for report in answer.tasks]


async def ask_report(client: Client, identity: str) -> Report | None:
    """Ask for one report with its text; None if it is gone."""
    answer = await client.reports.get_all_ex(
        id=[identity], only_fields=[*FIELDS, "report", "report_assets"]
    )
    report = next(iter(answer.tasks), None)
    return _report(report) if report is not None else None


def _report(report: types.Report) -> Report:
    return Report(
        id=report.id or "",
        name=report.name or "",
        project=reference_name(report.project).removesuffix(HIDDEN_FOLDER).removesuffix("/"),
        user=reference_name(report.user),
        status=str(report.status or ""),
        tags=tuple(report.tags or ()),
        archived="archived" in (report.system_tags or ()),
        created=epoch_s(report.created),
        updated=epoch_s(report.last_update),
        comment=report.comment or "",
        text=report.report or "",
        assets=tuple(report.report_assets or ()),
    )


class FiguresQuestion:
    """A feed's question: the plots that a report refers to, asked for one after the other."""

    def __init__(self) -> None:
        self.embeds: tuple[Embed, ...] = ()

    async def __call__(self, client: Client) -> Mapping[Embed, Figure | str]:
        """Put the question; where there is no plot a sentence says why."""
        return {embed: await _asked(client, embed) for embed in self.embeds}


async def _asked(client: Client, embed: Embed) -> Figure | str:
    try:
        return await ask_figure(client, embed)
    except (NotSupported, *PASSING):
        raise
    except ApiError as error:
        # What is wrong with one plot is nothing to the others.
        return error.sentence


async def ask_figure(client: Client, embed: Embed) -> Figure | str:
    """Ask for what an embedded plot shows; return it, or a sentence why it cannot be drawn."""
    found = await with_tasks(client, embed)
    if isinstance(found, str):
        return found
    embed = found
    metrics: list[dict[str, Any]] = [
        {"metric": metric, "variants": list(embed.variants)}
        if embed.variants
        else {"metric": metric}
        for metric in embed.metrics
    ]
    chosen: dict[str, Any] = {"metrics": metrics} if metrics else {}
    ask = partial(
        client.reports.get_task_data,
        id=list(embed.tasks),
        only_fields=["name"],
        model_events=True if embed.models else None,
    )
    match embed.kind:
        case "scalar":
            asked = {"samples": SAMPLES, "key": curve_key(embed), **chosen}
            data = await ask(scalar_metrics_iter_histogram=asked)
            return curves_figure(data, embed, _names(data))
        case "plot":
            return _plot(await ask(plots={"iters": 1, **chosen}), embed)
        case "single":
            return _single_values(await ask(single_value_metrics=chosen), embed)
        case "parcoords" if not embed.models:
            return await ask_comparison(client, embed) or nothing_of(embed, "values")
    return f"A plot of the kind “{embed.kind}” cannot be drawn here."


def _names(data: TaskData) -> dict[str, str]:
    return {task.id or "": task.name or task.id or "" for task in data.tasks}


def _plot(data: TaskData, embed: Embed) -> Figure | str:
    """Draw the newest plot of each variant and task, up to `MOST_PANELS` panels."""
    names = _names(data)
    panels: list[Titled] = []
    wrong = nothing_of(embed, "plot")
    for variants in data.plots.values():
        for variant, tasks in variants.items():
            for task, iterations in tasks.items():
                title = " ".join(
                    part
                    for part in (
                        variant if len(variants) > 1 else "",
                        names.get(task, "") if len(tasks) > 1 else "",
                    )
                    if part
                )
                plots = [plot for one in iterations.values() for plot in one.plots]
                try:
                    drawn = [read_figure(plot.plot_str or "") for plot in plots[:1]]
                except UnreadableFigure as error:
                    wrong = str(error)
                    continue
                panels += [
                    replace(panel, title=" ".join(filter(None, (title, panel.title))))
                    for figure in drawn
                    for panel in figure.panels
                ]
    return Figure(panels=tuple(panels[:MOST_PANELS])) if panels else wrong


def _single_values(data: TaskData, embed: Embed) -> Figure | str:
    rows = [
        (task.task_name or "", value.variant or value.metric or "", f"{value.value:g}")
        for task in data.single_value_metrics
        for value in task.values or ()
        if value.value is not None
        and (not embed.variants or (value.variant or value.metric) in embed.variants)
    ]
    if not rows:
        return nothing_of(embed, "value")
    kind = "model" if embed.models else "task"
    return Figure(panels=(Titled(_grid((kind, "metric", "value"), rows)),))


def _grid(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Grid:
    return Grid(tuple(header), tuple(tuple(row) for row in rows))
