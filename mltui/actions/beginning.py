"""Begins a report, in a project by its name or in none.

Names of reports are not unique, so that one whose answer was lost can't be found by its name
alone, nor be begun again without beginning two. So those of that name are read before: the one
that was not among them is it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mltui.actions.creating import Newcomer
from mltui.api.errors import UnknownId
from mltui.live.names import exactly
from mltui.live.reports import HIDDEN_FOLDER

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.reports import Report


class Beginning:
    """A report that is to be begun."""

    def __init__(self, project: str, name: str) -> None:
        """Begin nothing yet.

        Args:
            project: Name of its project; empty for none.
            name: Its name.
        """
        self._project = project
        self._name = name
        self._newcomer = Newcomer(self._of_that_name)

    async def send(self, client: Client) -> str:
        """Begin it; return its id.

        Raises:
            ApiError: There is no such project, the server refuses, or its answer was lost.
        """
        identity = await self._project_id(client) if self._project else None
        await self._newcomer.note(client)
        made = await client.reports.create(name=self._name, project=identity)
        return made.id or ""

    async def look(self, client: Client) -> str | None:
        """Return the id of what was begun though the answer was lost; None if nothing was.

        Raises:
            ApiError: The server could not be asked.
        """
        return await self._newcomer.look(client)

    async def _of_that_name(self, client: Client) -> list[str]:
        answer = await client.reports.get_all_ex(
            name=exactly(self._name),
            order_by=["-created"],
            page=0,
            page_size=500,
            only_fields=["name", "project.name"],
        )
        return [
            report.id
            for report in answer.tasks
            if report.id and report.name == self._name and _project_of(report) == self._project
        ]

    async def _project_id(self, client: Client) -> str:
        answer = await client.projects.get_all_ex(name=exactly(self._project), only_fields=["name"])
        known = {each.name: each.id for each in answer.projects or ()}
        identity = known.get(self._project)
        if not identity:
            sentence = f"There is no project “{self._project}”."
            raise UnknownId(sentence, endpoint="reports.create")
        return identity


def _project_of(report: Report) -> str:
    name = (report.project.name if report.project is not None else None) or ""
    return name.removesuffix(HIDDEN_FOLDER).removesuffix("/")
