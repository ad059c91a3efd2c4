"""Projects: making and changing them."""

from __future__ import annotations

from collections.abc import Sequence

from mltui.api.services.answers import many, projects
from mltui.api.services.endpoint import NOT_GIVEN, NotGiven, endpoint
from mltui.api.services.projects_reading import ProjectReadingEndpoints


class ProjectsService(ProjectReadingEndpoints):
    """The endpoints of `projects`."""

    @endpoint("projects.create", many.Created)
    async def create(
        self,
        *,
        name: str,
        description: str | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        default_output_destination: str | None = None,
    ) -> many.Created:
        """Make a project; those above it in its name are made too."""

    @endpoint("projects.update", many.Updated)
    async def update(
        self,
        *,
        project: str,
        name: str | None = None,
        description: str | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        default_output_destination: str | NotGiven | None = NOT_GIVEN,
    ) -> many.Updated:
        """Change a project."""

    @endpoint("projects.move", projects.MovedProject)
    async def move(
        self,
        *,
        project: str,
        new_location: str | None = None,
    ) -> projects.MovedProject:
        """Move a project below another, by name."""

    @endpoint("projects.merge", projects.MergedProject)
    async def merge(
        self,
        *,
        project: str,
        destination_project: str | None = None,
    ) -> projects.MergedProject:
        """Move everything of a project into another."""

    @endpoint("projects.delete", projects.DeletedProject)
    async def delete(
        self,
        *,
        project: str,
        force: bool | None = None,
        delete_contents: bool | None = None,
        delete_external_artifacts: bool | None = None,
    ) -> projects.DeletedProject:
        """Delete a project."""

    @endpoint("projects.make_public", many.Updated)
    async def make_public(
        self,
        *,
        ids: Sequence[str] | None = None,
    ) -> many.Updated:
        """Make projects visible to all companies."""

    @endpoint("projects.make_private", many.Updated)
    async def make_private(
        self,
        *,
        ids: Sequence[str] | None = None,
    ) -> many.Updated:
        """Make projects visible to their company only."""
