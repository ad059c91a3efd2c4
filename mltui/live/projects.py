"""The projects with what happened in them: one question, one plain answer."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from mltui.api.turns import Turns
from mltui.live.kept import Keep
from mltui.live.names import exactly
from mltui.live.stamps import epoch_s

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.services.answers.projects import ProjectList
    from mltui.api.types import projects as types
    from mltui.api.types.json import JsonObject

#: The server gives at most this many projects in one answer.
PAGE_SIZE = 500

#: More projects than this are not a tree anybody reads; a filter finds the rest.
MOST_PROJECTS = 20_000

#: Where something is about all projects and each has to be asked, so many are.
MOST_BUSY = 10

FIELDS = ["name", "last_update", "system_tags"]


@dataclass(frozen=True, slots=True)
class Project:
    """One project, its counts including its sub-projects.

    Attributes:
        id: The server's id.
        name: The whole name, `a/b/c`.
        counts: Tasks that are not archived, by status.
        completed_24h: Tasks completed in the last 24 hours.
        runtime_s: Run time of all tasks, seconds.
        last_update: When it or a task's status in it last changed, epoch seconds.
        within: Ids of the projects below it.
    """

    id: str
    name: str
    counts: Mapping[str, int] = field(default_factory=dict)
    completed_24h: int = 0
    runtime_s: int = 0
    last_update: float | None = None
    within: tuple[str, ...] = ()

    @property
    def subtree(self) -> tuple[str, ...]:
        """Ids of the project and of all below it."""
        return (self.id, *self.within)

    @property
    def total(self) -> int:
        """How many tasks there are."""
        return sum(self.counts.values())


async def ask_projects(client: Client, pattern: str = "") -> list[Project]:
    """Ask for the projects whose whole name matches a pattern (all for `""`), by name."""
    asked = partial(
        client.projects.get_all_ex,
        name=pattern or None,
        include_stats=True,
        stats_for_state="active",
        only_fields=FIELDS,
        order_by=["name"],
    )
    turns = Turns()
    found: list[Project] = []
    for item in await _all_pages(asked):
        found.append(_project(item))
        await turns.next()
    return found


async def find_project(client: Client, name: str) -> Project | None:
    """Return the project that a person means by a name: exactly it, else the first like it."""
    projects = await ask_projects(client, _meant(name))
    wanted = name.casefold()
    exact = [project for project in projects if project.name.casefold() == wanted]
    return next(iter(exact or projects), None)


async def ask_topmost(client: Client) -> list[str]:
    """Ask for the ids of the projects that are below no other."""
    asked = partial(client.projects.get_all_ex, only_fields=["id"], shallow_search=True)
    return [project.id for project in await _all_pages(asked) if project.id]


async def ask_subtrees(client: Client, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Ask for the ids of projects with all below them, by project; `PAGE_SIZE` at most."""
    if not ids:
        return {}
    answer = await client.projects.get_all_ex(
        id=ids, include_stats=True, only_fields=["id"], page=0, page_size=PAGE_SIZE
    )
    projects = [_project(item) for item in answer.projects or ()]
    return {project.id: tuple(project.subtree) for project in projects}


async def ask_project_names(client: Client) -> tuple[str, ...]:
    """Ask for the names of all projects, in order."""
    asked = partial(client.projects.get_all_ex, only_fields=["name"], order_by=["name"])
    return tuple(project.name for project in await _all_pages(asked) if project.name)


async def ask_busiest(client: Client) -> list[str]:
    """Ask for the ids of the projects in which something happened last, `MOST_BUSY` of them."""
    answer = await client.projects.get_all_ex(
        page=0, page_size=MOST_BUSY, only_fields=["id"], order_by=["-last_update"]
    )
    return [project.id for project in answer.projects or () if project.id]


async def _all_pages(
    ask: Callable[..., Awaitable[ProjectList]],
) -> list[types.ProjectsGetAllResponseSingle]:
    found: list[types.ProjectsGetAllResponseSingle] = []
    for page in range(MOST_PROJECTS // PAGE_SIZE):
        projects = (await ask(page=page, page_size=PAGE_SIZE)).projects or []
        found += projects
        if len(projects) < PAGE_SIZE:
            break
    return found


def unknown_project(wanted: str, names: Sequence[str]) -> str:
    """Say that none of all projects is meant by what was typed of a name, "" if one may be."""
    from mltui.expressions import expression

    try:
        pattern = expression(_meant(wanted), re.IGNORECASE)
    except ValueError:  # each word of it can be right, and all together not, or too costly
        return ""
    if not (wanted and names) or any(pattern.is_in(name) for name in names):
        return ""
    return f"No project has “{wanted}” in its name."


def _meant(name: str) -> str:
    """Return what finds a project by what was typed; signs in its whole name may be any."""
    return f"{name_pattern(name)}|{exactly(name)}"


def name_pattern(text: str) -> str:
    """Return what a person typed as a regular expression the server takes.

    Names have to hold all words, in any order; a blank with a backslash before it divides none. A
    word that is no valid expression, such as one half typed, is taken literally.
    """
    words = [_expression(word) for word in re.split(r"(?<!\\) +", text) if word]
    if len(words) < 2:
        return "".join(words)
    return "".join(f"(?=.*(?:{word}))" for word in words)


def _expression(word: str) -> str:
    try:
        re.compile(word)
    except (re.error, OverflowError, RecursionError):
        return re.escape(word)
    return word


def whole(words: Sequence[str]) -> str:
    """Return words of a filter as a pattern: blanks within one, which was quoted, stay in it."""
    return " ".join(word.replace(" ", "\\ ") for word in words)


def _project(item: types.ProjectsGetAllResponseSingle) -> Project:
    stats = item.stats.active if item.stats is not None else None
    counts = stats.status_count if stats is not None else None
    return Project(
        id=item.id or "",
        name=item.name or "",
        counts=_counts(counts),
        completed_24h=(stats.completed_tasks_24h or 0) if stats is not None else 0,
        runtime_s=(stats.total_runtime or 0) if stats is not None else 0,
        last_update=epoch_s(item.last_update),
        within=tuple(sub.id for sub in item.sub_projects or () if sub.id),
    )


def _counts(counts: types.StatusCount | None) -> dict[str, int]:
    return {status: n for status, n in counts or () if isinstance(n, int) and n}


def _encode(projects: list[Project]) -> JsonObject:
    return cast("JsonObject", {"projects": [asdict(project) for project in projects]})


def _decode(value: JsonObject) -> list[Project]:
    kept = cast("list[dict[str, Any]]", value["projects"])
    return [Project(**{**item, "within": tuple(item["within"])}) for item in kept]


KEEP = Keep("projects", _encode, _decode)
