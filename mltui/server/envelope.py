"""The envelope around every JSON answer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from mltui.api.types.json import Json, JsonObject
from mltui.server.errors import ServerError


@dataclass(slots=True)
class Addressed:
    """What of a request shows in the envelope of its answer.

    Attributes:
        endpoint: the endpoint's name, "" if the path names none.
        requested_version: the version asked for.
        actual_version: the version of the form that answers, None if there is none.
        transaction: the caller's own id of the request, None without one.
    """

    endpoint: str = ""
    requested_version: Json = 1.0
    actual_version: str | None = None
    transaction: str | None = None


def enveloped(
    addressed: Addressed, data: JsonObject, error: ServerError | None = None
) -> JsonObject:
    """The body of an answer: the data, or, with an error, why there is none."""
    call_id = uuid.uuid4().hex
    return {
        "meta": {
            "id": call_id,
            "trx": addressed.transaction or call_id,
            "endpoint": {
                "name": addressed.endpoint,
                "requested_version": addressed.requested_version,
                "actual_version": addressed.actual_version,
            },
            "result_code": error.status if error else 200,
            "result_subcode": error.subcode if error else 0,
            "result_msg": error.message if error else "OK",
            "error_stack": None,
            "error_data": error.data if error else {},
        },
        "data": {} if error else data,
    }
