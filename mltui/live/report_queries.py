"""Plots in reports whose tasks a query finds, such as the newest of a project."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mltui.series.embeds import Embed

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.json import Json

#: Tasks of one plot at most.
MOST_TASKS = 10

#: What of a question for tasks is a list, also where a single value is given.
_LISTS = frozenset(("id", "user", "type", "tags", "system_tags", "status", "project", "order_by"))

_NUMBERS = frozenset(("page", "page_size"))

_KNOWN = frozenset(
    (*_LISTS, *_NUMBERS, "name", "parent", "search_text", "include_subprojects", "search_hidden")
)


async def with_tasks(client: Client, embed: Embed) -> Embed | str:
    """Return an embedded plot with the tasks that it is of, or a sentence why there are none."""
    if embed.tasks:
        return embed
    if embed.models:
        return "A plot of models that a query finds cannot be drawn here."
    unknown = next((name for name, _ in embed.query if name not in _KNOWN), "")
    if unknown:
        return f"The query of this plot has “{unknown}” in it, which is not known here."
    asked: dict[str, Any] = {name: _value(name, values) for name, values in embed.query}
    if not 0 < asked.get("page_size", 0) <= MOST_TASKS:
        asked["page_size"] = MOST_TASKS
    asked.setdefault("page", 0)
    answer = await client.reports.get_task_data(only_fields=["name"], **asked)
    found = tuple(task.id for task in answer.tasks if task.id)
    return replace(embed, tasks=found) if found else "No task fits the query of this plot."


def _value(name: str, values: tuple[str, ...]) -> Json:
    if name in _NUMBERS:
        last = values[-1] if values else ""
        return int(last) if last.isdecimal() and last.isascii() else 0
    if name in _LISTS or len(values) > 1:
        return [*values]
    value = "".join(values)
    return {"true": True, "false": False}.get(value.lower(), value)
