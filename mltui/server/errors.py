"""The failures of the embedded server, in the words and numbers of the ClearML server."""

from __future__ import annotations

from collections.abc import Iterable

from mltui.api.types.json import Json, JsonObject

# HTTP status and result_subcode to the sentence the ClearML server 2.3.0 begins its message with.
MESSAGES: dict[tuple[int, int], str] = {
    (301, 1): "This endpoint is no longer supported for the requested api version",
    (400, 1): "Endpoint is not supported",
    (400, 10): "Invalid object id",
    (400, 11): "Missing required fields",
    (400, 12): "Validation error",
    (400, 14): "Fields not defined for object",
    (400, 15): "Conflicting fields",
    (400, 16): "Invalid value for fields",
    (400, 17): "Batch request contains no items",
    (400, 18): "Batch request validation error",
    (400, 20): "Fields type error",
    (400, 21): "Malformed regular expression",
    (400, 24): "Cannot modify public object",
    (400, 100): "General task error",
    (400, 101): "Invalid task id",
    (400, 102): "Task validation error",
    (400, 110): "Invalid task status",
    (400, 113): "Task is already published",
    (400, 122): "Task is missing expected fields",
    (400, 123): "Task cannot be deleted",
    (400, 126): "Invalid task type",
    (400, 127): "Invalid task input",
    (400, 128): "Invalid task output",
    (400, 130): "Task not found",
    (400, 131): "Events not added",
    (400, 150): "Operation supported on reports only",
    (400, 160): "At least one pipeline run should be left",
    (400, 201): "Invalid model id",
    (400, 202): "Model is not ready",
    (400, 203): "Model is ready",
    (400, 204): "Invalid model uri",
    (400, 205): "Model is used by tasks",
    (400, 206): "Task that created this model exists",
    (400, 300): "Invalid user",
    (400, 301): "Invalid user id",
    (400, 302): "User id already exists",
    (400, 305): "Malformed key and/or value",
    (400, 401): "Invalid project id",
    (400, 402): "Project has associated tasks",
    (400, 403): "Project not found",
    (400, 405): "Project has associated models",
    (400, 406): "Project has associated non-empty datasets",
    (400, 407): "Invalid project name",
    (400, 408): "Cannot update project location. Use projects.move instead",
    (400, 409): "Project path exceed the maximum allowed depth",
    (400, 410): "Project has the same source and destination paths",
    (400, 411): "Project can not be moved under itself in the projects hierarchy",
    (400, 412): "Project can not be merged into its own child",
    (400, 701): "Invalid queue id",
    (400, 702): "Queue is not empty",
    (400, 703): "Invalid queue id or task not in queue",
    (400, 706): "Failed adding task to queue since task is already queued",
    (400, 707): "No queue is tagged as the default queue for this company",
    (400, 800): "Data validation error",
    (400, 801): "Value combination already exists",
    (400, 1001): "Invalid worker id",
    (400, 1002): "Worker registration failed",
    (400, 1003): "Worker is already registered",
    (400, 1004): "Worker is not registered",
    (400, 1005): "Worker stats not found",
    (400, 1050): "Invalid container id",
    (400, 1051): "Container is not registered",
    (400, 1052): "No container instances found for service url",
    (400, 1104): "Invalid scroll id",
    (401, 1): "Unauthorized (not authorized for endpoint)",
    (401, 10): "Unauthorized (bad authentication header type)",
    (401, 20): "Unauthorized (missing credentials)",
    (401, 21): "Unauthorized (malformed credentials)",
    (401, 22): "Unauthorized (invalid credentials)",
    (401, 30): "Invalid token",
    (403, 20): "Forbidden (not allowed for role)",
    (403, 21): "Forbidden (modification not allowed)",
    (500, 100): "General data error",
}


class ServerError(Exception):
    """A call that failed, as the client gets to see it.

    Attributes:
        status: the HTTP status, which is also `result_code`.
        subcode: `result_subcode`, see `errors.json` of the API reference.
        message: `result_msg`.
        data: `error_data`.
        facts: what the message names, as the `*_many` endpoints tell it for each failed object.
    """

    def __init__(
        self,
        status: int,
        subcode: int,
        message: str,
        data: JsonObject | None = None,
        facts: JsonObject | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.subcode = subcode
        self.message = message
        self.data: JsonObject = data or {}
        self.facts: JsonObject = facts or {}


def failure(status: int, subcode: int, detail: str | None = None, /, **facts: Json) -> ServerError:
    """Words a failure as the ClearML server does: `Sentence (detail): fact=value, ...`.

    Args:
        status: HTTP status.
        subcode: result subcode; its sentence comes from `MESSAGES`.
        detail: what goes in brackets after the sentence.
        facts: what follows the colon; a list is written as `(a, b)`.
    """
    sentence = MESSAGES.get((status, subcode), "Error")
    return failure_as(status, subcode, sentence, detail, **facts)


def failure_as(
    status: int, subcode: int, sentence: str, detail: str | None = None, /, **facts: Json
) -> ServerError:
    """Words a failure for which the ClearML server has another sentence in this place."""
    message = sentence if detail is None else f"{sentence} ({detail})"
    if facts:
        message += ": " + ", ".join(f"{name}={_worded(value)}" for name, value in facts.items())
    return ServerError(status, subcode, message, facts=facts)


def validation_error(detail: str, **facts: Json) -> ServerError:
    """400/12: the request does not have the expected form."""
    return failure(400, 12, detail, **facts)


def _worded(value: Json) -> str:
    if isinstance(value, list):
        return f"({_joined(value)})"
    return str(value)


def _joined(values: Iterable[Json]) -> str:
    return ", ".join(str(value) for value in values)
