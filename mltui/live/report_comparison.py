"""What a report says of the parameters and results of several tasks, as a table.

The web pages draw one axis for each; here it is a column, which loses nothing but the lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mltui.series import numbers
from mltui.series.plotly.model import Figure, Grid, Titled

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.reports import Task
    from mltui.series.embeds import Embed

#: Which value of a metric it is, in words.
_WHICH = {"min_value": "least", "max_value": "greatest"}


async def ask_comparison(client: Client, embed: Embed) -> Figure | None:
    """Ask for the parameters and the values of metrics of tasks; None if there are none."""
    data = await client.reports.get_task_data(
        id=[*embed.tasks],
        only_fields=["name", "last_metrics", *(f"hyperparams.{one}" for one in embed.variants)],
    )
    if not data.tasks:
        return None
    results = [(*one.split("."), embed.which)[:3] for one in embed.metrics if "." in one]
    header = ["task", *(one.partition(".")[2] or one for one in embed.variants)]
    header += [_title(data.tasks, *result) for result in results]
    rows = [
        (
            task.name or task.id or "",
            *(_parameter(task, one) for one in embed.variants),
            *(_result(task, *result) for result in results),
        )
        for task in data.tasks
    ]
    return Figure(panels=(Titled(Grid(tuple(header), tuple(rows))),))


def _parameter(task: Task, path: str) -> str:
    section, _, name = path.partition(".")
    found = (task.hyperparams or {}).get(section, {}).get(name)
    return (found.value if found is not None else None) or numbers.NOTHING


def _result(task: Task, metric: str, variant: str, which: str) -> str:
    found = (task.last_metrics or {}).get(metric, {}).get(variant)
    value = getattr(found, which if which in _WHICH else "value", None)
    return f"{value:g}" if isinstance(value, int | float) else numbers.NOTHING


def _title(tasks: list[Task], metric: str, variant: str, which: str) -> str:
    for task in tasks:
        found = (task.last_metrics or {}).get(metric, {}).get(variant)
        if found is not None:
            name = f"{found.metric}/{found.variant}"
            return f"{name} {_WHICH[which]}" if which in _WHICH else name
    return "metric"
