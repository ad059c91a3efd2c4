"""What each kind of object can be listed, filtered and sorted by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mltui.server.collection import Collection
    from mltui.server.store import Store


@dataclass(frozen=True, slots=True)
class Listing:
    """One kind of object as its `get_all` endpoints see it. A field not named is not filterable.

    Attributes:
        collection: the attribute of `Store` that holds the documents.
        key: the field of the answer that holds the list.
        kind: the name of the object in error messages.
        fields: the top-level fields there are, for `only_fields` and `order_by`.
        lists: fields filtered by a list of values; one ending in a dot stands for all below it.
        ranges: fields filtered by `[min, max]`.
        dates: fields filtered by `[">=…", "<…"]`.
        patterns: fields filtered by a regular expression.
        flags: fields filtered by true or false.
        arrays: fields whose value is an array.
        references: fields that hold the id of another document, to the collection it is in.
        hidden: fields that are never answered.
    """

    collection: str
    key: str
    kind: str
    fields: frozenset[str]
    lists: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    arrays: frozenset[str] = frozenset({"tags", "system_tags"})
    references: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    def of(self, store: Store) -> Collection:
        """The collection that is listed."""
        return store.collection_named(self.collection)


def _fields(names: str) -> frozenset[str]:
    return frozenset(names.split())


TASKS = Listing(
    collection="tasks",
    key="tasks",
    kind="Task",
    fields=_fields(
        "id company user name type status status_reason status_message status_changed comment"
        " report report_assets created started completed published active_duration parent project"
        " output execution tags system_tags script last_worker last_worker_report last_update"
        " last_change last_changed_by last_iteration last_metrics unique_metrics metric_stats"
        " hyperparams configuration runtime models container enqueue_status company_origin"
        " duration"
    ),
    lists=(
        "id",
        "user",
        "tags",
        "system_tags",
        "type",
        "status",
        "project",
        "parent",
        "execution.queue",
        "models.input.model",
        "hyperparams.",
    ),
    ranges=("created", "started", "active_duration", "last_iteration", "last_metrics."),
    dates=("status_changed", "last_update", "last_change"),
    patterns=("name", "comment"),
    arrays=frozenset({"tags", "system_tags", "models.input", "models.output"}),
    references={
        "company": "companies",
        "user": "users",
        "project": "projects",
        "parent": "tasks",
        "execution.queue": "queues",
        "models.input.model": "models",
        "models.output.model": "models",
    },
    hidden=frozenset({"unique_metrics", "enqueue_status"}),
)
"""Tasks, reports among them."""

MODELS = Listing(
    collection="models",
    key="models",
    kind="Model",
    fields=_fields(
        "id company user name project parent created task comment tags system_tags uri framework"
        " design labels ready ui_cache last_update last_change last_changed_by metadata"
        " last_iteration last_metrics unique_metrics metric_stats stats company_origin"
    ),
    lists=(
        "id",
        "user",
        "tags",
        "system_tags",
        "framework",
        "uri",
        "project",
        "task",
        "parent",
        "metadata.",
    ),
    ranges=("created", "last_iteration", "last_metrics."),
    dates=("last_update", "last_change"),
    patterns=("name", "comment"),
    flags=("ready",),
    references={
        "company": "companies",
        "user": "users",
        "project": "projects",
        "task": "tasks",
        "parent": "models",
    },
    hidden=frozenset({"unique_metrics"}),
)
"""Models."""

PROJECTS = Listing(
    collection="projects",
    key="projects",
    kind="Project",
    fields=_fields(
        "id company user name basename description created tags system_tags last_update featured"
        " parent default_output_destination logo_url logo_blob company_origin stats"
    ),
    lists=("id", "tags", "system_tags", "parent", "path"),
    ranges=("last_update",),
    patterns=("name", "basename", "description"),
    arrays=frozenset({"tags", "system_tags", "path"}),
    references={"company": "companies", "user": "users", "parent": "projects"},
    hidden=frozenset({"path"}),
)
"""Projects."""

QUEUES = Listing(
    collection="queues",
    key="queues",
    kind="Queue",
    fields=_fields(
        "id company user name display_name created tags system_tags entries last_update metadata"
        " workers company_origin"
    ),
    lists=("id", "tags", "system_tags"),
    dates=("last_update",),
    patterns=("name",),
    references={"company": "companies", "user": "users"},
)
"""Queues."""

USERS = Listing(
    collection="users",
    key="users",
    kind="User",
    fields=_fields(
        "id company name family_name given_name avatar created created_in_version active_in_company"
    ),
    lists=("id",),
    patterns=("name",),
    arrays=frozenset(),
    references={"company": "companies"},
    hidden=frozenset({"credentials", "role", "email", "preferences"}),
)
"""Users."""
