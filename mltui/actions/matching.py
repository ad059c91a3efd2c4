"""Everything that fits a filter, also far beyond what a list has loaded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from mltui.actions.reading import (
    MODEL_FIELDS,
    PAGE,
    TASK_FIELDS,
    model_subject,
    task_subject,
)
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

    async def page_of(number: int) -> list[Subject]:
        answer = await client.tasks.get_all_ex(
            **criteria,
            order_by=["created"],
            page=number,
            page_size=PAGE,
            only_fields=list(TASK_FIELDS),
        )
        return [task_subject(task) for task in answer.tasks or ()]

    return await _all_pages(page_of)


async def all_models(client: Client, criteria: Mapping[str, Any]) -> list[Subject]:
    """Ask for every model that fits, page by page, as `all_tasks` does.

    Args:
        client: The server to ask.
        criteria: Fields of a `models.get_all_ex` request.

    Raises:
        ApiError: The server could not be asked.
    """

    async def page_of(number: int) -> list[Subject]:
        answer = await client.models.get_all_ex(
            **criteria,
            order_by=["created"],
            page=number,
            page_size=PAGE,
            only_fields=list(MODEL_FIELDS),
        )
        return [model_subject(model) for model in answer.models or ()]

    return await _all_pages(page_of)


async def _all_pages(page_of: Callable[[int], Awaitable[list[Subject]]]) -> list[Subject]:
    found: dict[str, Subject] = {}
    number = 0
    while True:
        page = await page_of(number)
        found.update((subject.id, subject) for subject in page if subject.id)
        if len(page) < PAGE:
            return list(found.values())
        number += 1
