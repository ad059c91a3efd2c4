"""The visible part of the list of models."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from mltui.api.errors import NotSupported
from mltui.live.masking import shown
from mltui.live.model_columns import note_field
from mltui.live.model_filter import ModelCriteria, ModelFilter
from mltui.live.pages import PAGE_SIZE, Pages
from mltui.live.stamps import epoch_s
from mltui.live.subtree import Subtree
from mltui.live.tag_filter import check_tags
from mltui.live.task_rows import reference_name
from mltui.live.users import NamedUsers

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import models as types
    from mltui.api.types.json import JsonObject

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
        notes: The entries of its metadata that were asked for, by key.
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
    notes: Mapping[str, str] = field(default_factory=dict)


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
        pages: The models that were asked for; none if nothing moved since the last answer.
        total: How many fit the filter; None where the server cannot count, or nothing moved.
    """

    question: int
    pages: tuple[ModelPage, ...] = ()
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells whether any model moved.

    Attributes:
        newest: The model that was changed last, and when.
        count: How many there are; None where the server cannot count.
    """

    newest: tuple[object, ...]
    count: int | None


class ModelsQuestion(Pages):
    """The question of the list of models: which, in which order, from where to where.

    Between changes two tiny questions (which model moved last? how many are there?) decide
    whether the rows are asked for again.
    """

    def __init__(self) -> None:
        super().__init__()
        self.filter = ModelFilter()
        self.order: tuple[str, ...] = ("-last_update",)
        self._notes: tuple[str, ...] = ()
        self._named = Subtree()
        self._users = NamedUsers()
        self._stamp: Stamp | None = None
        self.clock: Callable[[], float] = time.time

    def look_for(self, wanted: ModelFilter) -> None:
        """Ask for other models from now on, beginning with the first."""
        self.filter = wanted
        self.start_over()

    def sort_by(self, *order: str) -> None:
        """Ask in another order from now on (`order_by` keys of the server)."""
        self.order = order
        self.start_over()

    def show_notes(self, keys: tuple[str, ...]) -> None:
        """Ask for these entries of the metadata as well, from now on."""
        if keys != self._notes:
            self._notes = keys
            self.forget()

    async def ask(self, client: Client) -> ModelWindow:
        """Ask the server for what is on the screen and what was wanted."""
        asking = self.begin()
        criteria = await self._criteria(client)
        stamp = Stamp(await _newest(client, criteria), await _count(client, criteria))
        moved = asking.is_due or stamp != self._stamp
        wanted = self.to_ask(moved)
        pages = [await self._page(client, criteria, page) for page in wanted]
        if self.answered(asking, wanted, moved):
            self._stamp = stamp
        return ModelWindow(asking.question, tuple(pages), stamp.count if moved else None)

    async def criteria(self, client: Client) -> ModelCriteria:
        """Return the fields of a request that choose the models of this list."""
        return await self._criteria(client)

    @property
    def project(self) -> str | None:
        """The id of the project that the filter names, None for all."""
        ids = self._named.ids
        return ids[0] if self.filter.project and ids else None

    def forget_projects(self) -> None:
        """Have the project that the filter names, and those below it, looked for next time."""
        self._named.forget()

    async def _criteria(self, client: Client) -> ModelCriteria:
        tags = self.filter.tags, self.filter.without_tags, self.filter.any_tags
        await check_tags(client, *tags)
        wanted, users = self.filter.project, await self._users.ids(client, self.filter.users)
        if wanted:
            await self._named.look_for(client, wanted, self.clock())
        ids = self._named.ids if wanted else ()
        return self.filter.criteria(ids, users, self.clock())

    async def _page(self, client: Client, criteria: ModelCriteria, page: int) -> ModelPage:
        answer = await client.models.get_all_ex(
            **criteria,
            order_by=list(self.order),
            page=page,
            page_size=PAGE_SIZE,
            only_fields=[*FIELDS, *map(note_field, self._notes)],
        )
        return ModelPage(page * PAGE_SIZE, tuple(model_row(model) for model in answer.models))


async def _newest(client: Client, criteria: ModelCriteria) -> tuple[object, ...]:
    answer = await client.models.get_all_ex(
        **criteria,
        order_by=["-last_change"],
        page=0,
        page_size=1,
        only_fields=["last_change", "last_update"],
    )
    return tuple((model.id, model.last_change, model.last_update) for model in answer.models)


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
        notes={
            key: shown(item.key or key, item.value)
            for key, item in (model.metadata or {}).items()
            if item.value is not None
        },
    )
