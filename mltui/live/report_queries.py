"""Plots in reports whose tasks or models a query finds, such as the newest of a project."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mltui.series.embeds import Embed

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.json import Json

#: Tasks (or models) of one plot at most.
MOST_TASKS = 10

#: What of a question for tasks or models is a list, also where a single value is given.
_LISTS = frozenset(("id", "user", "tags", "system_tags", "project", "order_by", "last_update"))
_TASK_LISTS = _LISTS | {"type", "status", "status_changed"}
_MODEL_LISTS = _LISTS | {"framework", "task", "uri"}

_NUMBERS = frozenset(("page", "page_size"))

_TEXTS = frozenset(("name", "parent", "search_text", "include_subprojects", "search_hidden"))


async def with_tasks(client: Client, embed: Embed) -> Embed | str:
    """Return an embedded plot with the tasks (or models) that it is of.

    Where there are none it is a sentence that says why.
    """
    if embed.tasks:
        return embed
    lists = _MODEL_LISTS if embed.models else _TASK_LISTS
    known = lists | _NUMBERS | _TEXTS | ({"ready"} if embed.models else set())
    unknown = next((name for name, _ in embed.query if name not in known), "")
    if unknown:
        return f"The query of this plot has “{unknown}” in it, which is not known here."
    asked: dict[str, Any] = {name: _value(name, values, lists) for name, values in embed.query}
    if not 0 < asked.get("page_size", 0) <= MOST_TASKS:
        asked["page_size"] = MOST_TASKS
    asked.setdefault("page", 0)
    if embed.models:
        # The server then looks among models, and answers them in the place of tasks.
        asked["model_events"] = True
    answer = await client.reports.get_task_data(only_fields=["name"], **asked)
    found = tuple(task.id for task in answer.tasks if task.id)
    return (
        replace(embed, tasks=found) if found else f"No {_kind(embed)} fits the query of this plot."
    )


def nothing_of(embed: Embed, what: str) -> str:
    """Return a sentence that says that there is nothing to be drawn."""
    return f"The {_kind(embed)} has reported no such {what}, or is gone."


def _kind(embed: Embed) -> str:
    return "model" if embed.models else "task"


def _value(name: str, values: tuple[str, ...], lists: frozenset[str]) -> Json:
    if name in _NUMBERS:
        last = values[-1] if values else ""
        return int(last) if last.isdecimal() and last.isascii() else 0
    if name in lists or len(values) > 1:
        return [*values]
    value = "".join(values)
    return {"true": True, "false": False}.get(value.lower(), value)
