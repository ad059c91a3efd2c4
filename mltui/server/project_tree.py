"""Projects and their nesting: `a/b/c` is below `a/b`, which is below `a`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from mltui.api.types.json import Json, JsonObject
from mltui.server.condition import NOTHING, Condition, any_of
from mltui.server.errors import failure, validation_error
from mltui.server.store import Store
from mltui.server.times import iso

_FEATURED = 9999
"""What the ClearML server writes into `featured` of a project that is not featured."""


def new_project(name: str, user: str, company: str, now: datetime) -> JsonObject:
    """The document of a project that has nothing above it yet."""
    return {
        "id": uuid.uuid4().hex,
        "company": company,
        "user": user,
        "name": name,
        "basename": name.rpartition("/")[2],
        "description": "",
        "created": iso(now),
        "tags": [],
        "system_tags": [],
        "last_update": iso(now),
        "featured": _FEATURED,
    }


def ensure_project(
    store: Store,
    name: str,
    *,
    user: str,
    company: str,
    now: datetime,
    details: Mapping[str, Json] | None = None,
) -> str:
    """The id of the project of this name; made, with what is above it, if it is not there.

    Args:
        store: where projects are.
        name: the full name.
        user: who makes it.
        company: whose it is.
        now: the time.
        details: more fields of the project, if it is made.

    Raises:
        ServerError: 400/12, a part of the name is blank.
    """
    name = checked_name(name)
    found = find_project(store, name)
    if found is not None:
        return str(found["id"])
    project = {**new_project(name, user, company, now), **(details or {})}
    parent_name = name.rpartition("/")[0]
    if parent_name:
        place_below(
            store, project, ensure_project(store, parent_name, user=user, company=company, now=now)
        )
    store.projects.insert(project)
    return str(project["id"])


def place_below(store: Store, project: JsonObject, parent: str | None) -> None:
    """Writes into a project's document what is above it."""
    if parent is None:
        project.pop("parent", None)
        project.pop("path", None)
        return
    above = store.projects.get(parent) or {}
    path = above.get("path")
    project["parent"] = parent
    project["path"] = [*(path if isinstance(path, list) else []), parent]


def find_project(store: Store, name: str) -> JsonObject | None:
    """The project of exactly this name."""
    return next((p for p in store.projects.find({"name": name}) if p["name"] == name), None)


def checked_name(name: str) -> str:
    """A project's name without blanks around its parts.

    Raises:
        ServerError: 400/12, a part of it is blank.
    """
    parts = [part.strip() for part in name.split("/")]
    if not all(parts):
        raise validation_error("Project name cannot be blank")
    return "/".join(parts)


def get_project(store: Store, project: str) -> JsonObject:
    """A project.

    Raises:
        ServerError: 400/401, there is none of this id.
    """
    found = store.projects.get(project)
    if found is None:
        raise failure(400, 401, id=project)
    return found


def touch_project(store: Store, project: Json, now: datetime) -> None:
    """Notes that something in the project changed."""
    if isinstance(project, str):
        store.projects.update(project, {"last_update": iso(now)})


def below(projects: list[str]) -> Condition:
    """Holds for the projects that are somewhere below one of the given ones."""
    if not projects:
        return NOTHING
    return any_of(Condition("instr(path, ?) > 0", (f'"{project}"',)) for project in projects)


def with_all_below(store: Store, project: str) -> list[str]:
    """The ids of a project and of all below it."""
    return [project, *(str(row[0]) for row in store.projects.rows(["id"], below([project])))]


def move_project(store: Store, project: JsonObject, name: str, parent: str | None) -> int:
    """Gives a project another name and place; answers how many projects changed.

    The projects below it keep their place relative to it.
    """
    old_name = str(project["name"])
    descendants = store.projects.find(below([str(project["id"])]))
    moved = dict(project)
    moved["name"] = name
    moved["basename"] = name.rpartition("/")[2]
    place_below(store, moved, parent)
    store.projects.replace(moved)
    # Nearest first, so that the one above is always right already.
    for child in sorted(descendants, key=lambda one: str(one["name"]).count("/")):
        child["name"] = name + str(child["name"])[len(old_name) :]
        place_below(store, child, str(child["parent"]))
        store.projects.replace(child)
    return 1 + len(descendants)
