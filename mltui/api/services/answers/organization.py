"""The answers of `organization`."""

from __future__ import annotations

from pydantic import Field

from mltui.api.types import organization as types
from mltui.api.types.base import ApiObject


class Owner(ApiObject):
    """A user of a company."""

    id: str | None = None
    """Its id."""
    name: str | None = None
    """Its name."""
    avatar: str | None = None
    """The address of a picture."""


class Company(ApiObject):
    """A company."""

    id: str | None = None
    """Its id."""
    name: str | None = None
    """Its name."""
    allocated: int | None = None
    """How many users it has."""
    owners: list[Owner] = Field(default_factory=list)
    """Its users."""


class Companies(ApiObject):
    """The companies of the user."""

    companies: list[Company] = Field(default_factory=list)
    """The companies."""


class EntitiesCount(ApiObject):
    """How many things match; those that were not asked for are None."""

    projects: int | None = None
    """Projects."""
    tasks: int | None = None
    """Tasks."""
    models: int | None = None
    """Models."""
    pipelines: int | None = None
    """Pipelines."""
    pipeline_runs: int | None = None
    """Runs of pipelines."""
    datasets: int | None = None
    """Datasets."""
    dataset_versions: int | None = None
    """Versions of datasets."""
    reports: int | None = None
    """Reports."""
    errors: dict[str, str] | None = None
    """What could not be counted, and why."""


class PreparedDownload(ApiObject):
    """An export that is ready."""

    prepare_id: str | None = None
    """Gets it from `download_for_get_all`, for a minute or so."""


class ProjectUsages(ApiObject):
    """What was used."""

    projects: types.Usages | None = None
    """By project."""
    users: types.Usages | None = None
    """By user."""
    queues: types.Usages | None = None
    """By queue."""
