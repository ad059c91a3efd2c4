"""The common part of all `get_all` endpoints: filters, order, pages and scrolling."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from mltui.api.types.json import JsonObject
from mltui.server.condition import EVERYTHING, Condition, all_of
from mltui.server.document import Path
from mltui.server.errors import ServerError, failure_as, validation_error
from mltui.server.listing import Listing
from mltui.server.project_tree import below
from mltui.server.query import NOT_HIDDEN, compile_filters, path_of
from mltui.server.references import check_fields, extended, only_fields_of, plain
from mltui.server.registry import Call

MAX_PAGE = 500
"""The most objects one answer holds."""

_FARTHEST = 2**62
"""The number of a document that no page goes beyond: SQLite counts in 64 bits."""

_SCROLL_LIFE = timedelta(minutes=10)


class Scrolls:
    """How far each list that is being scrolled has got. Forgotten after ten minutes."""

    def __init__(self) -> None:
        self._positions: dict[str, tuple[int, datetime]] = {}

    def position(self, scroll_id: str, now: datetime) -> int | None:
        """How many objects were answered, None for an id that is unknown or too old."""
        found = self._positions.get(scroll_id)
        return found[0] if found and now - found[1] <= _SCROLL_LIFE else None

    def put(self, scroll_id: str, position: int, now: datetime) -> None:
        """Remembers how many objects were answered."""
        for old, (_, time) in list(self._positions.items()):
            if now - time > _SCROLL_LIFE:
                del self._positions[old]
        self._positions[scroll_id] = (position, now)


def wanted_documents(listing: Listing, call: Call, also: Condition = EVERYTHING) -> Condition:
    """The condition of a `get_all` request.

    Args:
        listing: what is listed.
        call: the request.
        also: what must hold besides.
    """
    request = dict(call.request)
    projects = request.get("project")
    if request.get("include_subprojects") and isinstance(projects, list):
        request["project"] = [*projects, *_below(call, [str(p) for p in projects if p])]
    parts = [also, compile_filters(listing, listing.of(call.store), request)]
    narrowed = any(request.get(name) for name in ("id", "project"))
    if "system_tags" in listing.fields and not request.get("search_hidden") and not narrowed:
        parts.append(NOT_HIDDEN)
    return all_of(parts)


def listed(
    listing: Listing, call: Call, *, extend: bool, also: Condition = EVERYTHING
) -> JsonObject:
    """The answer of a `get_all` endpoint.

    Args:
        listing: what is listed.
        call: the request.
        extend: whether references are answered as objects, as `get_all_ex` does.
        also: what must hold besides the request's filters.

    Raises:
        ServerError: 400/12 and 400/21 for bad filters or pages, 400/14 for unknown fields.
    """
    wanted = only_fields_of(call.request)
    if wanted is not None:
        check_fields(listing, wanted)
    documents, scroll_id = page_of(listing, call, wanted_documents(listing, call, also))
    answer: JsonObject = {
        listing.key: [
            *(
                extended(call.store, listing, documents, wanted)
                if extend
                else (plain(listing, document, wanted) for document in documents)
            )
        ]
    }
    if scroll_id is not None:
        answer["scroll_id"] = scroll_id
    return answer


def page_of(
    listing: Listing, call: Call, condition: Condition
) -> tuple[list[JsonObject], str | None]:
    """The documents of the page that a request asks for, and its scroll id if it scrolls."""
    request = call.request
    order = order_of(listing, call)
    collection = listing.of(call.store)
    if "scroll_id" in request:
        size = request.get("size")
        if not isinstance(size, int) or size < 1:
            raise validation_error(
                "Integer size parameter greater than 1 should be provided when working with scroll"
            )
        size = min(size, MAX_PAGE)
        scroll_id = str(request["scroll_id"] or "")
        position = call.engine.scrolls.position(scroll_id, call.now)
        if position is None:
            scroll_id, position = uuid.uuid4().hex, 0
        skip, limit = position, size
        if request.get("refresh_scroll") and position:
            skip, limit = 0, position
        documents = collection.find(condition, order, skip, limit)
        call.engine.scrolls.put(scroll_id, skip + len(documents), call.now)
        return documents, scroll_id
    page, page_size = request.get("page") or 0, request.get("page_size")
    if not isinstance(page, int):
        raise ServerError(
            500, 0, f"'<' not supported between instances of '{type(page).__name__}' and 'int'"
        )
    if page < 0:
        raise validation_error("page must be >=0", field="page")
    limit = MAX_PAGE
    if isinstance(page_size, int) and not isinstance(page_size, bool):
        if page_size < 1:
            raise validation_error("page_size must be >0", field="page_size")
        limit = min(page_size, MAX_PAGE)
    if page * limit > _FARTHEST:
        raise validation_error("page is too large", field="page")
    return collection.find(condition, order, page * limit, limit), None


def order_of(listing: Listing, call: Call) -> Sequence[Path]:
    """The fields to sort by.

    Raises:
        ServerError: 400/14, there is no such field.
    """
    wanted = call.request.get("order_by")
    keys = wanted if isinstance(wanted, list) else [wanted] if isinstance(wanted, str) else []
    order: list[Path] = []
    for key in keys:
        name = str(key)
        if name.lstrip("-").split(".")[0] not in listing.fields:
            raise failure_as(
                400,
                14,
                "Lookup error (probably an invalid field name or unsupported nested field)",
                err=f'Cannot resolve field "{name.lstrip("-")}"',
            )
        order.append(path_of(name))
    return order


def _below(call: Call, projects: list[str]) -> list[str]:
    """The ids of all projects below the given ones."""
    return [str(row[0]) for row in call.store.projects.rows(["id"], below(projects))]
