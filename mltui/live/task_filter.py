"""Which tasks a person wants to see, and the line they type to say so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypedDict

from mltui.live.projects import name_pattern

#: Words for statuses, as the screen shows them, and what the server calls them.
STATUS_WORDS = {
    "running": "in_progress",
    "queued": "queued",
    "completed": "completed",
    "failed": "failed",
    "stopped": "stopped",
    "draft": "created",
    "published": "published",
    "publishing": "publishing",
    "closed": "closed",
}

ARCHIVED = "archived"


class Criteria(TypedDict, total=False):
    """The fields of a `tasks.get_all_ex` request that choose tasks."""

    name: str
    project: list[str]
    status: list[str]
    type: list[str]
    tags: list[str]
    system_tags: list[str]


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks are wanted; empty means all.

    Attributes:
        pattern: Part of the name, or a regular expression of it.
        statuses: The server's names of statuses.
        types: Task types such as `training`.
        tags: All of these tags.
        project: What was typed after `project:`; resolving it to ids takes the server.
        archived: Show the archived tasks instead of the others.
    """

    pattern: str = ""
    statuses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    project: str = ""
    archived: bool = False

    def criteria(self, projects: Iterable[str] = ()) -> Criteria:
        """Return the fields of a request that ask for these tasks.

        Args:
            projects: Ids of the projects to look in; none means all.
        """
        # A list that starts with "__$all" asks for all of its tags instead of any of them.
        tags = ["__$all", *self.tags] if len(self.tags) > 1 else list(self.tags)
        archived = [ARCHIVED] if self.archived else [f"-{ARCHIVED}"]
        criteria: Criteria = {"system_tags": archived}
        if self.pattern:
            criteria["name"] = name_pattern(self.pattern)
        if projects:
            criteria["project"] = list(projects)
        if self.statuses:
            criteria["status"] = list(self.statuses)
        if self.types:
            criteria["type"] = list(self.types)
        if tags:
            criteria["tags"] = tags
        return criteria


def parse_filter(line: str) -> TaskFilter:
    """Read what a person typed: `status:running,queued tag:prod yolo`.

    Words with one of the known names before a colon choose by it; the project's name may hold
    spaces and goes up to the end of the line or the next such word. The rest is the name's
    pattern. A word that no status fits matches nothing, as the person would expect.
    """
    wanted = TaskFilter()
    pattern: list[str] = []
    project: list[str] = []
    rest = pattern
    for word in line.split():
        name, colon, value = word.partition(":")
        name = name.casefold()
        if not colon or name not in _NAMES:
            rest.append(word)
            continue
        rest = pattern
        values = tuple(part for part in value.split(",") if part)
        match _NAMES[name]:
            case "status":
                statuses = tuple(_status(part) for part in values)
                wanted = replace(wanted, statuses=wanted.statuses + statuses)
            case "type":
                wanted = replace(wanted, types=wanted.types + values)
            case "tags":
                wanted = replace(wanted, tags=wanted.tags + values)
            case "archived":
                wanted = replace(wanted, archived=value.casefold() not in ("no", "false", "0"))
            case _:
                project = [value] if value else []
                rest = project
    return replace(wanted, pattern=" ".join(pattern), project=" ".join(project))


_NAMES = {
    "status": "status",
    "type": "type",
    "tag": "tags",
    "tags": "tags",
    "archived": "archived",
    "project": "project",
}


def _status(word: str) -> str:
    word = word.casefold()
    found = next((name for name in STATUS_WORDS if name.startswith(word)), None)
    return STATUS_WORDS[found] if found is not None else word
