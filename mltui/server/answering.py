"""From a request, as bytes and headers, to an answer: what every way to the server shares."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from mltui.api.types.json import Json, JsonObject
from mltui.server.auth import Caller, authenticate
from mltui.server.engine import Engine
from mltui.server.envelope import Addressed, enveloped
from mltui.server.errors import ServerError
from mltui.server.identity import NOBODY
from mltui.server.registry import RawAnswer
from mltui.server.versions import API_VERSION

API_PATH = re.compile(r"/+(?:v(?P<version>\d+(?:\.\d+)?)/+)?(?P<name>[^/.]+\.[^/]+?)/*")
"""The path of an endpoint's address: `/service.action` or `/v2.34/service.action`."""

_log = logging.getLogger(__name__)

_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Received:
    """A request, taken apart so far as the event loop does it."""

    path: str
    body: bytes = b""
    query: list[tuple[str, str]] = field(default_factory=list)
    content_type: str = ""
    authorization: str | None = None
    cookie: str | None = None
    transaction: str | None = None
    worker: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, ready to be sent."""

    status: int
    content: bytes
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


def answered(engine: Engine, received: Received) -> Answered:
    """Answers a request; whatever is wrong is told in the answer. Runs on the engine's thread."""
    addressed = Addressed(transaction=received.transaction)
    try:
        answer = _answer(engine, received, addressed)
    except ServerError as error:
        return _json(enveloped(addressed, {}, error), error.status)
    except Exception as error:
        _log.exception("%s failed", addressed.endpoint)
        return _json(enveloped(addressed, {}, ServerError(500, 0, str(error))), 500)
    if isinstance(answer, RawAnswer):
        return Answered(200, answer.content, answer.content_type, dict(answer.headers))
    return _json(enveloped(addressed, answer), 200)


def _answer(engine: Engine, received: Received, addressed: Addressed) -> JsonObject | RawAnswer:
    match = API_PATH.fullmatch(received.path)
    if match is None:
        raise ServerError(400, 0, f"Invalid request path {received.path}")
    version = match["version"] or API_VERSION
    addressed.endpoint = match["name"]
    addressed.requested_version = version
    try:
        form = engine.find(addressed.endpoint, version)
    except ServerError:
        if match["version"]:
            addressed.requested_version = float(version)
        raise
    addressed.actual_version = form.min_version
    request, batch = _decoded(received)
    caller = _caller(engine, received) if form.login else Caller(NOBODY)
    call = engine.prepare(
        request,
        caller.identity,
        version,
        batch=batch,
        worker=received.worker,
        address=received.address,
        token=caller.token,
    )
    return engine.answer(form, call)


def check_caller_of(engine: Engine, received: Received) -> None:
    """Checks who sends a request, whatever it asks for. Runs on the engine's thread.

    Raises:
        ServerError: 401, it is nobody known.
    """
    _caller(engine, received)


def refused(received: Received, error: ServerError) -> Answered:
    """The answer to a request that was not even read to its end."""
    match = API_PATH.fullmatch(received.path)
    addressed = Addressed(match["name"] if match else "", transaction=received.transaction)
    return _json(enveloped(addressed, {}, error), error.status)


def _caller(engine: Engine, received: Received) -> Caller:
    return authenticate(
        engine.store,
        received.authorization,
        received.cookie,
        engine.clock(),
        received.address,
    )


def _decoded(received: Received) -> tuple[JsonObject, list[Json] | None]:
    """The request, and the objects of its lines if it is a batch."""
    arguments = _arguments(received.query)
    if not received.body.strip():
        return arguments, None
    try:
        text = received.body.decode()
        # Half a character can be written in JSON, as Python does with names of files that are no
        # UTF-8, but neither be kept nor sent.
        read = _without_halves if "\\ud" in text.lower() else json.loads
        if "json-lines" in received.content_type:
            return arguments, [read(line) for line in text.split("\n") if line.strip()]
        body = read(text)
    except (ValueError, RecursionError) as error:
        raise ServerError(
            400,
            0,
            "The browser (or proxy) sent a request that this server could not understand.",
        ) from error
    if body is None:
        return arguments, None
    if not isinstance(body, dict):
        raise ServerError(500, 0, "Data should be a dict")
    return {**arguments, **body}, None


def _without_halves(text: str) -> Json:
    """The value of a JSON text, with a replacement character for half a character."""
    # Written without escapes all other signs stay as they are, and halves are easily told.
    whole = json.dumps(json.loads(text), ensure_ascii=False)
    value: Json = json.loads(_HALF.sub("\ufffd", whole))
    return value


def _arguments(query: list[tuple[str, str]]) -> JsonObject:
    """The fields of a query string: `page=0&only_fields[]=id&only_fields[]=name`."""
    arguments: JsonObject = {}
    for key, text in query:
        value: Json = int(text) if re.fullmatch(r"-?\d{1,15}", text) else text
        if key.endswith("[]"):
            listed = arguments.setdefault(key[:-2], [])
            if isinstance(listed, list):
                listed.append(value)
        else:
            arguments[key] = value
    return arguments


def _json(content: JsonObject, status: int) -> Answered:
    return Answered(status, json.dumps(content, separators=(",", ":")).encode())
