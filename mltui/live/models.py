"""The visible part of the list of models, and which models a person wants to see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypedDict, cast

from mltui.api.errors import NotSupported
from mltui.live.filter_line import plain, words_of
from mltui.live.projects import find_project, name_pattern
from mltui.live.stamps import epoch_s
from mltui.live.task_rows import reference_name

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import models as types
    from mltui.api.types.json import JsonObject

#: Models in one page.
PAGE_SIZE = 100

#: Pages asked for in one go, besides those on the screen.
MOST_PAGES = 3

#: The fields of a model that a list asks for.
FIELDS = (
    "name",
    "project.name",
    "user.name",
    "task.name",
    "framework",
    "ready",
    "tags",
    "system_tags",
    "created",
    "last_update",
    "last_iteration",
    "uri",
    "labels",
)


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model of a list. Times are epoch seconds.

    Attributes:
        published: Whether it is published; the server calls it ready.
        task: Name of the task that made it.
        labels: How many labels it has.
        uri: Where its file is.
    """

    id: str
    name: str = ""
    project: str = ""
    user: str = ""
    task: str = ""
    framework: str = ""
    published: bool = False
    archived: bool = False
    tags: tuple[str, ...] = ()
    created: float | None = None
    updated: float | None = None
    iteration: int | None = None
    labels: int = 0
    uri: str = ""


class ModelCriteria(TypedDict, total=False):
    """The fields of a `models.get_all_ex` request that choose models."""

    name: str
    project: list[str]
    ready: bool
    framework: list[str]
    tags: list[str]
    system_tags: list[str]


@dataclass(frozen=True, slots=True)
class ModelFilter:
    """Which models are wanted; empty means all that are not archived.

    Attributes:
        without_tags: None of these tags.
        published: Only published ones, only others, or (None) both.
        project: What was typed after `project:`.
    """

    pattern: str = ""
    frameworks: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    published: bool | None = None
    project: str = ""
    archived: bool = False
    without_tags: tuple[str, ...] = ()

    def criteria(self, projects: Sequence[str] = ()) -> ModelCriteria:
        """Return the fields of a request that ask for these models.

        Args:
            projects: Ids of the projects to look in; none means all.
        """
        wanted: ModelCriteria = {
            "system_tags": ["archived"] if self.archived else ["-archived"],
        }
        if self.pattern:
            wanted["name"] = name_pattern(self.pattern)
        if projects:
            wanted["project"] = list(projects)
        if self.frameworks:
            wanted["framework"] = list(self.frameworks)
        if self.tags:
            # A list that starts with "__$all" asks for all of its tags instead of any of them.
            wanted["tags"] = ["__$all", *self.tags] if len(self.tags) > 1 else list(self.tags)
        if self.without_tags:
            wanted["tags"] = ["__$and", *self.tags, *(f"-{tag}" for tag in self.without_tags)]
        if self.published is not None:
            wanted["ready"] = self.published
        return wanted


def parse_model_filter(line: str) -> ModelFilter:
    """Read what a person typed: `framework:PyTorch tag:best,!old published yolo`.

    Quotes keep together what has spaces in it.
    """
    wanted = ModelFilter()
    pattern: list[str] = []
    project: list[str] = []
    rest = pattern
    for word in words_of(line):
        name, colon, value = word.text.partition(":")
        parts = [part for part in value.split(",") if part]
        without = tuple(plain(part[1:]) for part in parts if part[0] in "!-" and len(part) > 1)
        values = tuple(plain(part) for part in parts if part[0] not in "!-")
        value = plain(value)
        match (name.casefold(), bool(colon)):
            case ("framework", True):
                wanted = replace(wanted, frameworks=wanted.frameworks + values)
            case ("tag" | "tags", True):
                wanted = replace(
                    wanted,
                    tags=wanted.tags + values,
                    without_tags=wanted.without_tags + without,
                )
            case ("published", _):
                wanted = replace(wanted, published=_yes(value))
            case ("archived", _):
                wanted = replace(wanted, archived=_yes(value))
            case ("project", True):
                project = [value] if value else []
                rest = pattern if '"' in word.raw else project
                continue
            case _:
                rest.append(plain(word.text))
                continue
        rest = pattern
    return replace(wanted, pattern=" ".join(pattern), project=" ".join(project))


def _yes(value: str) -> bool:
    return value.casefold() not in ("no", "false", "0")


@dataclass(frozen=True, slots=True)
class ModelPage:
    """Consecutive models of the list, the first at index `start`."""

    start: int
    rows: tuple[ModelRow, ...]


@dataclass(frozen=True, slots=True)
class ModelWindow:
    """What the server said about the visible part.

    Attributes:
        question: Grows with every change of filter or order: answers to an older one are void.
        total: How many models fit the filter; None where the server cannot count.
    """

    question: int
    pages: tuple[ModelPage, ...]
    total: int | None = None


class ModelsQuestion:
    """The question of the list of models: which, in which order, from where to where."""

    def __init__(self) -> None:
        self.filter = ModelFilter()
        self.order: tuple[str, ...] = ("-last_update",)
        self.question = 0
        self._visible: tuple[int, ...] = (0,)
        self._wanted: list[int] = []
        self._found: tuple[str, tuple[str, ...]] = ("", ())

    def look_for(self, wanted: ModelFilter) -> None:
        """Ask for other models from now on, beginning with the first."""
        self.filter = wanted
        self._start_over()

    def sort_by(self, *order: str) -> None:
        """Ask in another order from now on (`order_by` keys of the server)."""
        self.order = order
        self._start_over()

    def look_at(self, start: int, count: int) -> None:
        """Note which rows are on the screen: these are kept fresh."""
        first = max(start, 0) // PAGE_SIZE
        last = (max(start, 0) + max(count, 1) - 1) // PAGE_SIZE
        self._visible = tuple(range(first, last + 1))

    def want(self, start: int) -> None:
        """Have the page at this index asked for once."""
        page = start // PAGE_SIZE
        if page not in self._wanted:
            self._wanted = [*self._wanted, page][-MOST_PAGES:]

    async def ask(self, client: Client) -> ModelWindow:
        """Ask the server for what is on the screen and what was wanted."""
        question = self.question
        criteria = await self._criteria(client)
        wanted = dict.fromkeys([*self._visible, *self._wanted])
        pages = [await self._page(client, criteria, page) for page in wanted]
        total = await _count(client, criteria)
        if question == self.question:
            self._wanted = [page for page in self._wanted if page not in wanted]
        return ModelWindow(question, tuple(pages), total)

    async def criteria(self, client: Client) -> ModelCriteria:
        """Return the fields of a request that choose the models of this list."""
        return await self._criteria(client)

    def _start_over(self) -> None:
        self.question += 1
        self._visible = (0,)
        self._wanted = []

    async def _criteria(self, client: Client) -> ModelCriteria:
        wanted = self.filter.project
        if not wanted:
            return self.filter.criteria()
        if self._found[0] != wanted:
            project = await find_project(client, wanted)
            # No such project: an id that no project has, so that the list is empty.
            self._found = (wanted, project.subtree if project is not None else ("none",))
        return self.filter.criteria(self._found[1])

    async def _page(self, client: Client, criteria: ModelCriteria, page: int) -> ModelPage:
        answer = await client.models.get_all_ex(
            **criteria,
            order_by=list(self.order),
            page=page,
            page_size=PAGE_SIZE,
            only_fields=list(FIELDS),
        )
        return ModelPage(page * PAGE_SIZE, tuple(model_row(model) for model in answer.models))


async def _count(client: Client, criteria: ModelCriteria) -> int | None:
    try:
        answer = await client.organization.get_entities_count(models=cast("JsonObject", criteria))
    except NotSupported:
        return None
    return answer.models


def model_row(model: types.Model) -> ModelRow:
    """Return the row of a model as the server sent it."""
    return ModelRow(
        id=model.id or "",
        name=model.name or "",
        project=reference_name(model.project),
        user=reference_name(model.user),
        task=reference_name(model.task),
        framework=model.framework or "",
        published=bool(model.ready),
        archived="archived" in (model.system_tags or ()),
        tags=tuple(model.tags or ()),
        created=epoch_s(model.created),
        updated=epoch_s(model.last_update),
        iteration=model.last_iteration,
        labels=len(model.labels or ()),
        uri=model.uri or "",
    )
