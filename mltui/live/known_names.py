"""Names that are in use on a server, such as hyperparameters, of which no list tells all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from mltui.api.errors import InvalidRequest
from mltui.live.projects import MOST_BUSY, ask_busiest

if TYPE_CHECKING:
    from mltui.api.client import Client

#: Names in one answer, and answers that are asked for of one project.
PAGE_SIZE, PAGES = 500, 10

Name = TypeVar("Name", str, tuple[str, str])

#: Asks for a page of the names in a project (None for all): they, and how many come after them.
AskPage = Callable[[str | None, int], Awaitable[tuple[set[Name], int]]]


async def ask_names(
    client: Client, ask_page: AskPage[Name], project: str | None, what: str
) -> tuple[list[Name], str]:
    """Ask for the names that are in use in a project and those below it, or everywhere.

    A server may insist on a project, as its reference says: those of the busiest are asked for.

    Args:
        client: The server.
        ask_page: Asks for a page of them.
        project: The project's id; None for all.
        what: What they are, as a sentence names it: "hyperparameters".

    Returns:
        The names in order, and a sentence about what there may be besides, empty for nothing.

    Raises:
        ApiError: The server does not say.
    """
    try:
        found, left = await _all_pages(ask_page, project)
    except InvalidRequest:
        if project is not None:
            raise
        return await _of_busiest(client, ask_page, what)
    return sorted(found), f"{left} more {what} are not listed." if left else ""


async def _of_busiest(client: Client, ask_page: AskPage[Name], what: str) -> tuple[list[Name], str]:
    busy = await ask_busiest(client)
    found: set[Name] = set()
    for one in busy:
        found |= (await ask_page(one, 0))[0]
    if len(busy) < MOST_BUSY:
        return sorted(found), ""
    return sorted(found), (
        f"{what[:1].upper()}{what[1:]} are those of the {MOST_BUSY} projects in which something"
        " happened last."
    )


async def _all_pages(ask_page: AskPage[Name], project: str | None) -> tuple[set[Name], int]:
    found: set[Name] = set()
    left = 0
    for page in range(PAGES):
        names, left = await ask_page(project, page)
        found |= names
        if not left:
            break
    return found, left
