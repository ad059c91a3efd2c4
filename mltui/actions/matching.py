"""Everything that fits a filter, also far beyond what a list has loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mltui.actions.reading import PAGE, TASK_FIELDS, task_subject
from mltui.actions.subject import Subject

if TYPE_CHECKING:
    from mltui.api.client import Client


async def all_tasks(client: Client, criteria: Mapping[str, Any]) -> list[Subject]:
    """Ask for every task that fits, page by page.

    The oldest come first: tasks that are made meanwhile come last and move no page. What moved
    out of the filter between two pages may be missed; nobody is there twice.

    Args:
        client: The server to ask.
        criteria: Fields of a `tasks.get_all_ex` request.

    Raises:
        ApiError: The server could not be asked.
    """
    found: dict[str, Subject] = {}
    page = 0
    while True:
        answer = await client.tasks.get_all_ex(
            **criteria,
            order_by=["created"],
            page=page,
            page_size=PAGE,
            only_fields=list(TASK_FIELDS),
        )
        tasks = answer.tasks or []
        found.update((task.id, task_subject(task)) for task in tasks if task.id)
        if len(tasks) < PAGE:
            return list(found.values())
        page += 1
