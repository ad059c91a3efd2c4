"""What the requests about events have in common."""

from __future__ import annotations

from collections.abc import Sequence

from mltui.api.types.json import Json, JsonObject
from mltui.server.errors import failure, validation_error
from mltui.server.events.kinds import KINDS
from mltui.server.events.scalars import Axis, Series
from mltui.server.registry import Call
from mltui.server.validation import check_range

DEFAULT_SAMPLES = 2000
MAX_SAMPLES = 6000

_AXES: dict[str, Axis] = {"iter": "iteration", "timestamp": "timestamp", "iso_time": "timestamp"}


def owners(call: Call, ids: Sequence[str]) -> dict[str, JsonObject]:
    """The tasks (or models, if the request says so) of these ids, ready to read their events.

    Raises:
        ServerError: 400/101 or 400/201, there is none of such an id.
    """
    models = bool(call.request.get("model_events") or call.request.get("model_event"))
    collection = call.store.models if models else call.store.tasks
    found = {owner: collection.get(owner) for owner in ids}
    documents = {owner: document for owner, document in found.items() if document is not None}
    if len(documents) < len(found):
        raise failure(400, 201 if models else 101, ids=list(ids))
    for owner in documents:
        call.store.events.ready(owner)
    return documents


def one_owner(call: Call) -> str:
    """The id in the request's `task` field, which is known."""
    owner = str(call.request["task"])
    owners(call, [owner])
    return owner


def listed_owners(call: Call) -> dict[str, JsonObject]:
    """The tasks of the request's `tasks` field, by id."""
    return owners(call, texts(call.request["tasks"]))


def event_kind(call: Call, default: str | None = None) -> str | None:
    """The kind in the request's `event_type` field.

    Raises:
        ServerError: 400/12, there is no such kind.
    """
    kind = call.request.get("event_type")
    if kind is None:
        return default
    if kind not in KINDS and kind != "all":
        raise _wrong_choice("event_type", "eventtype", kind)
    return None if kind == "all" else str(kind)


def axis(call: Call) -> Axis:
    """The axis in the request's `key` field.

    Raises:
        ServerError: 400/12, there is no such axis.
    """
    key = call.request.get("key") or "iter"
    if not isinstance(key, str) or key not in _AXES:
        raise _wrong_choice("key", "scalarkeyenum", key)
    return _AXES[key]


def samples(call: Call) -> int:
    """The request's `samples`.

    Raises:
        ServerError: 400/12, it is out of bounds.
    """
    value = whole(call, "samples", DEFAULT_SAMPLES)
    check_range("samples", value, 1, MAX_SAMPLES)
    return value


def whole(call: Call, name: str, default: int) -> int:
    """A field that holds a whole number."""
    value = call.request.get(name)
    return value if isinstance(value, int) else default


def whole_or_none(call: Call, name: str) -> int | None:
    """A field that may hold a whole number."""
    value = call.request.get(name)
    return int(value) if isinstance(value, int | float) else None


def texts(value: Json) -> list[str]:
    """A list of texts; one text alone stands for a list of it."""
    if isinstance(value, list):
        return [str(item) for item in value]
    return [] if value is None else [str(value)]


def chosen(series: Sequence[Series], wanted: Sequence[tuple[str, Sequence[str]]]) -> list[Series]:
    """The series of the wanted metrics and variants, all of them if nothing is named."""
    if not wanted:
        return list(series)
    return [
        item
        for item in series
        if any(
            item.metric == metric and (not variants or item.variant in variants)
            for metric, variants in wanted
        )
    ]


def _wrong_choice(name: str, kind: str, value: Json) -> Exception:
    return validation_error(
        f"error for field '{name}': ('value is wrong, expected type \"{kind}\"', {value!r})."
    )
