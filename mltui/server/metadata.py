"""The metadata of models and queues: items `{key, type, value}` under their keys."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.document import texts


def with_items(metadata: Json, items: Json, *, replace: bool = False) -> JsonObject:
    """The metadata with items added, or with them alone.

    Args:
        metadata: the present metadata.
        items: the items, a list.
        replace: whether the present ones go.
    """
    merged: JsonObject = dict(metadata) if isinstance(metadata, dict) and not replace else {}
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and item.get("key"):
            merged[str(item["key"])] = item
    return merged


def without_keys(metadata: Json, keys: Json) -> JsonObject:
    """The metadata without some keys."""
    gone = texts(keys)
    items = metadata.items() if isinstance(metadata, dict) else ()
    return {key: item for key, item in items if key not in gone}
