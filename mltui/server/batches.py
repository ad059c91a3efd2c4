"""The `*_many` endpoints: the same action on many objects, each succeeding or failing alone."""

from __future__ import annotations

from collections.abc import Callable

from mltui.api.types.json import Json, JsonObject
from mltui.server.errors import ServerError
from mltui.server.registry import Call
from mltui.server.validation import check_type


def ids_of(call: Call, name: str = "ids") -> list[str]:
    """The ids a request lists.

    Raises:
        ServerError: 400/12, they are not a list of text.
    """
    value = call.request.get(name)
    check_type(name, value, list)
    ids: list[str] = []
    for one in value if isinstance(value, list) else []:
        check_type(name, one, str)
        ids.append(str(one))
    return ids


def each(call: Call, action: Callable[[str], JsonObject]) -> JsonObject:
    """Runs the action on each of `ids`.

    Args:
        call: the request.
        action: gets an id and answers what is told of it if it succeeds; if it raises a
            `ServerError`, whatever it changed is taken back and the failure is told.

    Returns:
        `{succeeded: [{id, …}], failed: [{id, error: {codes, msg, data}}]}`.
    """
    succeeded: list[Json] = []
    failed: list[Json] = []
    for one in ids_of(call):
        try:
            with call.store.transaction():
                succeeded.append({"id": one, **action(one)})
        except ServerError as error:
            failed.append(
                {
                    "id": one,
                    "error": {
                        "codes": [error.status, error.subcode],
                        "msg": error.message,
                        "data": error.facts,
                    },
                }
            )
    return {"succeeded": succeeded, "failed": failed}
