"""organization: what all projects have in common: tags, totals, people, files of lists."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from mltui.api.types.json import Json, JsonObject
from mltui.server.condition import EVERYTHING, Condition
from mltui.server.document import read
from mltui.server.endpoints.projects_content import tags_of
from mltui.server.errors import validation_error
from mltui.server.listing import MODELS, PROJECTS, TASKS, Listing
from mltui.server.lists import MAX_PAGE, listed, wanted_documents
from mltui.server.registry import Call, RawAnswer, endpoint
from mltui.server.reports import REPORTS
from mltui.server.times import iso, parse
from mltui.server.validation import check_choice

_HIDDEN_ROLES = ("system", "root")
_DOWNLOAD_LIFE = timedelta(minutes=10)
_MOST_ROWS = 50_000
"""As `max_download_items` of `users.get_current_user` tells."""


@endpoint("organization.get_tags", types={"include_system": bool, "filter": dict})
def get_tags(call: Call) -> JsonObject:
    """The tags that tasks and models have."""
    tasks = tags_of(call, call.store.tasks, EVERYTHING)
    models = tags_of(call, call.store.models, EVERYTHING)
    return {
        field: [*sorted({str(tag) for tag in (*_list(tasks[field]), *_list(models[field]))})]
        for field in tasks
    }


@endpoint("organization.get_user_companies")
def get_user_companies(call: Call) -> JsonObject:
    """The caller's company and who is in it."""
    company = call.store.companies.get(call.identity.company) or {}
    people = [user for user in call.store.users.find() if user.get("role") not in _HIDDEN_ROLES]
    owners: list[Json] = [
        {"id": user["id"], "name": user.get("name"), "avatar": user.get("avatar")}
        for user in people
    ]
    return {
        "companies": [
            {
                "id": call.identity.company,
                "name": company.get("name"),
                "allocated": len(owners),
                "owners": owners,
            }
        ]
    }


@endpoint("organization.get_entities_count", types={"active_users": list})
def get_entities_count(call: Call) -> JsonObject:
    """How many objects of each kind asked for there are, by the filters of their lists."""
    limit = call.request.get("limit")
    # The recorded server takes `true` for 1.
    most = int(limit) if isinstance(limit, int) and limit else None
    counts: JsonObject = {}
    for kind, count in _COUNTED.items():
        filters = call.request.get(kind)
        if isinstance(filters, dict):
            request = {**_shared(call), **filters}
            found = count(replace(call, request=request))
            counts[kind] = found if most is None else min(found, most)
    return counts


@endpoint(
    "organization.prepare_download_for_get_all",
    required=("entity_type", "only_fields", "field_mappings"),
    types={"only_fields": list, "field_mappings": list},
)
def prepare_download_for_get_all(call: Call) -> JsonObject:
    """Keeps what is to be downloaded; the answer's id is good for ten minutes."""
    check_choice("entity_type", call.request["entity_type"], tuple(_DOWNLOADED))
    earliest = iso(call.now - _DOWNLOAD_LIFE)
    for kept in call.store.settings.find():
        if str(kept["id"]).startswith(_DOWNLOAD) and str(kept["created"]) < earliest:
            call.store.settings.delete(str(kept["id"]))
    prepare_id = uuid.uuid4().hex
    call.store.settings.insert(
        {"id": _DOWNLOAD + prepare_id, "created": iso(call.now), "request": {**call.request}}
    )
    return {"prepare_id": prepare_id}


@endpoint("organization.download_for_get_all", required=("prepare_id",))
def download_for_get_all(call: Call) -> RawAnswer:
    """A list as a file of comma-separated values."""
    kept = call.store.settings.get(_DOWNLOAD + str(call.request["prepare_id"]))
    request = kept.get("request") if kept else None
    if kept is None or call.now - parse(str(kept["created"])) > _DOWNLOAD_LIFE:
        raise validation_error("prepare ID invalid or expired")
    asked = request if isinstance(request, dict) else {}
    listing = _DOWNLOADED[str(asked.get("entity_type"))]
    mappings = [m for m in _list(asked.get("field_mappings")) if isinstance(m, dict)]
    file = io.StringIO()
    table = csv.writer(file, quoting=csv.QUOTE_ALL)
    table.writerow([mapping.get("name") or mapping.get("field") for mapping in mappings])
    for page in range(_MOST_ROWS // MAX_PAGE):
        request = {**asked, "page": page, "page_size": MAX_PAGE}
        documents = _list(listed(listing, replace(call, request=request), extend=True)[listing.key])
        for document in documents:
            if isinstance(document, dict):
                table.writerow([_cell(document, mapping) for mapping in mappings])
        if len(documents) < MAX_PAGE:
            break
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    content = file.getvalue().encode("utf-8-sig")
    return RawAnswer(content, "text/csv; charset=utf-8")


_DOWNLOAD = "download "
_DOWNLOADED = {"task": TASKS, "model": MODELS}


def _cell(document: JsonObject, mapping: JsonObject) -> str:
    value = read(document, str(mapping.get("field")))
    for translation in _list(mapping.get("values")):
        if isinstance(translation, dict) and translation.get("key") == value:
            value = translation.get("value")
            break
    if isinstance(value, list):
        return ", ".join(_text(item) for item in value)
    return _text(value)


def _text(value: Json) -> str:
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("id"))
    return "" if value is None else str(value)


def _shared(call: Call) -> JsonObject:
    """What a request for counts says for all kinds at once."""
    shared: JsonObject = {}
    if call.request.get("search_hidden"):
        shared["search_hidden"] = True
    if call.request.get("active_users"):
        shared["user"] = call.request["active_users"]
    return shared


def _counter(
    listing: Listing, also: Condition = EVERYTHING, *, hidden: bool = False
) -> Callable[[Call], int]:
    def count(call: Call) -> int:
        if hidden:
            call = replace(call, request={**call.request, "search_hidden": True})
        return listing.of(call.store).count(wanted_documents(listing, call, also))

    return count


# Pipelines and datasets are hidden projects, their runs and versions hidden tasks, told apart by
# the system tags that the request filters by.
_COUNTED: dict[str, Callable[[Call], int]] = {
    "projects": _counter(PROJECTS),
    "tasks": _counter(TASKS),
    "models": _counter(MODELS),
    "pipelines": _counter(PROJECTS, hidden=True),
    "pipeline_runs": _counter(TASKS, hidden=True),
    "datasets": _counter(PROJECTS, hidden=True),
    "dataset_versions": _counter(TASKS, hidden=True),
    "reports": _counter(TASKS, REPORTS, hidden=True),
}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
