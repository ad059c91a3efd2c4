"""How documents are answered: as bare ids, or as objects with the names that were asked for."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence

from mltui.api.types.json import Json, JsonObject
from mltui.server.document import Path, keys_of, read, write
from mltui.server.errors import failure
from mltui.server.listing import MODELS, PROJECTS, QUEUES, TASKS, USERS, Listing
from mltui.server.query import path_of
from mltui.server.store import Store

_LISTINGS = {listing.collection: listing for listing in (TASKS, MODELS, PROJECTS, QUEUES, USERS)}


def only_fields_of(request: JsonObject) -> list[str] | None:
    """The fields a request wants of each object, None for all of them."""
    wanted = request.get("only_fields")
    if isinstance(wanted, str):
        return [wanted]
    if not isinstance(wanted, list) or not wanted:
        return None
    return [str(name) for name in wanted]


def check_fields(listing: Listing, wanted: Iterable[str]) -> None:
    """Refuses fields that the object does not have.

    Raises:
        ServerError: 400/14.
    """
    unknown: dict[str, list[str]] = {}
    for name in wanted:
        reference = _reference(listing, name)
        if name.split(".")[0].lstrip("-") not in listing.fields:
            unknown.setdefault(listing.kind, []).append(name)
        elif reference is not None and reference[1]:
            target = _LISTINGS.get(listing.references[reference[0]])
            if target is not None and reference[1].split(".")[0] not in target.fields:
                unknown.setdefault(target.kind, []).append(reference[1])
    for kind, names in unknown.items():
        listed: list[Json] = list(names)
        raise failure(400, 14, fields=listed, object=kind)


def plain(listing: Listing, document: JsonObject, wanted: Sequence[str] | None) -> JsonObject:
    """A document with bare ids."""
    if wanted is None:
        return {key: value for key, value in document.items() if key not in listing.hidden}
    result: JsonObject = {}
    for name in wanted:
        reference = _reference(listing, name)
        _copy(document, result, path_of(reference[0] if reference else name))
    return result


def extended(
    store: Store, listing: Listing, documents: Sequence[JsonObject], wanted: Sequence[str] | None
) -> list[JsonObject]:
    """Documents with `{"id": …}` where they refer to others, and what was asked of those.

    Args:
        store: where the others are.
        listing: what the documents are.
        documents: the documents.
        wanted: the fields wanted, such as `name` and `project.name`; None for all own fields.
    """
    asked: dict[str, list[str]] = {}
    own: list[str] | None = None
    if wanted is not None:
        own = ["id"]
        for name in wanted:
            reference = _reference(listing, name)
            if reference is None:
                own.append(name)
            else:
                own.append(reference[0])
                if reference[1]:
                    asked.setdefault(reference[0], []).append(reference[1])
    # Copies, because what is put into them must not show in the documents.
    results = [copy.deepcopy(plain(listing, document, own)) for document in documents]
    for field, collection in listing.references.items():
        _resolve(store, results, field, collection, asked.get(field, []))
    return results


def _resolve(
    store: Store, results: Sequence[JsonObject], field: str, collection: str, names: list[str]
) -> None:
    """Puts objects where the results hold ids."""
    others: dict[str, JsonObject] = {}
    if names:
        ids = {one for result in results for one in _ids(result, field)}
        if ids:
            found = store.collection_named(collection).find({"id": [*sorted(ids)]})
            others = {str(other["id"]): other for other in found}

    def entry(one: str) -> JsonObject:
        shown: JsonObject = {"id": one}
        for name in names:
            if one in others:
                _copy(others[one], shown, name)
        return shown

    for result in results:
        parent, _, leaf = field.rpartition(".")
        holder = read(result, parent) if parent else result
        for place in holder if isinstance(holder, list) else [holder]:
            if isinstance(place, dict) and isinstance(place.get(leaf), str):
                place[leaf] = entry(str(place[leaf]))


def _ids(result: JsonObject, field: str) -> Iterable[str]:
    parent, _, leaf = field.rpartition(".")
    holder = read(result, parent) if parent else result
    for place in holder if isinstance(holder, list) else [holder]:
        if isinstance(place, dict) and isinstance(place.get(leaf), str):
            yield str(place[leaf])


def _reference(listing: Listing, name: str) -> tuple[str, str] | None:
    """The reference a name goes through, and what is wanted of the other object."""
    for field in listing.references:
        if name == field:
            return field, ""
        if name.startswith(field + "."):
            return field, name[len(field) + 1 :]
    return None


def _copy(document: JsonObject, result: JsonObject, path: Path) -> None:
    """Copies a place of a document; where an array is on the way, from each of its items."""
    keys = keys_of(path)
    value: Json = document
    for depth, key in enumerate(keys):
        if isinstance(value, list):
            _copy_items(value, result, keys[:depth], keys[depth:])
            return
        if not isinstance(value, Mapping) or key not in value:
            # What is missing still shows that the object it would be in is there.
            if depth and isinstance(value, Mapping) and read(result, keys[:depth]) is None:
                write(result, keys[:depth], {})
            return
        value = value[key]
    write(result, keys, value)


def _copy_items(
    items: list[Json], result: JsonObject, above: tuple[str, ...], below: tuple[str, ...]
) -> None:
    copies = read(result, above)
    if not isinstance(copies, list):
        copies = [{} for _ in items]
        write(result, above, copies)
    for item, target in zip(items, copies, strict=True):
        if isinstance(item, dict) and isinstance(target, dict):
            _copy(item, target, below)
