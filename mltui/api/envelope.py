"""Reads the envelope around the server's answers, and turns its error codes into exceptions."""

from __future__ import annotations

import json
import re

from pydantic_core import from_json

from mltui.api.errors import (
    ApiError,
    AskedTooOften,
    BadCredentials,
    InvalidRequest,
    InvalidStatus,
    NoPermission,
    NotClearML,
    NotSupported,
    ServerFault,
    UnknownId,
)
from mltui.api.plain_words import in_plain_words
from mltui.api.since import needed
from mltui.api.types.json import Json, JsonObject

#: Subcodes of status 400 by what a caller can do about them. The rest is `InvalidRequest`.
UNKNOWN_ID = frozenset(
    (10, 101, 130, 201, 204, 301, 401, 403, 701, 1001, 1004, 1005, 1050, 1051, 1052)
)
INVALID_TASK_STATUS = frozenset((110, 111, 112, 113, 114, 120, 121, 122, 123, 125, 129, 150, 160))
INVALID_STATUS = INVALID_TASK_STATUS | frozenset(
    (202, 203, 205, 206, 402, 405, 406, 413, 702, 703, 704, 706, 1003)
)
NOT_SUPPORTED = frozenset((1, 2))
NO_PERMISSION = frozenset((6, 13, 24))

#: Status 403: the request was sent to a place that does not serve it.
FORBIDDEN_ENDPOINT = frozenset((10, 12))

#: Status 401: the login is fine, the user is not allowed.
NOT_ALLOWED = frozenset((1, 2))

#: Status and subcode of a token that has expired or that the server never issued.
INVALID_TOKEN = (401, 30)

_LONGEST_MESSAGE = 500
#: Digits of a whole number that nothing can calculate with.
_ENDLESS = b"0" * 309
_DIGITS_ALIKE = bytes.maketrans(b"123456789", b"0" * 9)
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_answer(endpoint: str, status: int, answer: Json, location: str = "") -> JsonObject:
    """Return the `data` of an answer.

    Args:
        endpoint: The endpoint that was called.
        status: The HTTP status.
        answer: The body, decoded; None if it is no JSON.
        location: Where the answer redirects to, "" if it does not.

    Raises:
        ApiError: The answer is an error, or not one of a ClearML server.
    """
    meta = answer.get("meta") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or not isinstance(meta, dict):
        raise foreign_answer(endpoint, status, answer is not None, location)
    code = _integer(meta.get("result_code"), status)
    if status >= 300 and code < 300:
        code = status
    if code >= 300:
        raise server_error(
            endpoint,
            code,
            _integer(meta.get("result_subcode"), 0),
            _text(meta.get("result_msg")),
            _object(meta.get("error_data")),
        )
    data = answer.get("data")
    if data is not None and not isinstance(data, dict):
        raise NotClearML(
            "The server's answer has no data where a ClearML server has it.",
            endpoint=endpoint,
            status=status,
        )
    return data or {}


def decode(content: bytes, *, is_guess: bool = False) -> Json:
    """Return decoded JSON, None for what is none; NaN and infinities are kept as floats.

    A whole number that no float can hold is infinite.

    Args:
        content: The text.
        is_guess: It is none more often than not: what only the slower decoder takes is None, too.
    """
    if _ENDLESS in content.translate(_DIGITS_ALIKE):
        if is_guess:
            return None
        try:
            return _without_surrogates(json.loads(content, parse_int=_whole))
        except (ValueError, RecursionError):
            return None
    try:
        # Two to three times as quick as the standard library's.
        value: Json = from_json(content)
    except ValueError:
        # It takes no lone surrogates and nothing very deep.
        if is_guess:
            return None
        try:
            value = json.loads(content)
        except (ValueError, RecursionError):
            return None
    if b"\\ud" not in content and b"\\uD" not in content:
        return value
    # A lone surrogate can be written in JSON, but never be encoded or shown.
    try:
        return _without_surrogates(value)
    except RecursionError:
        return None


def server_error(
    endpoint: str, status: int, subcode: int, message: str, data: JsonObject
) -> ApiError:
    """Return the exception for an error that a ClearML server answered."""
    message = message[:_LONGEST_MESSAGE]
    kind = _kind(status, subcode)
    said = in_plain_words(message).rstrip(". ") or "it does not say why"
    sentences = {
        BadCredentials: _credentials_sentence(subcode, said),
        NoPermission: f"You are not allowed to do this: {said}.",
        UnknownId: f"The server does not find it: {said}.",
        InvalidStatus: f"That is not possible in its present state: {said}.",
        NotSupported: _missing_sentence(endpoint, said),
        ServerFault: f"The server failed: {said}.",
        AskedTooOften: f"The server asks to be left alone for a while: {said}.",
    }
    sentence = sentences.get(kind, f"The server does not accept the request: {said}.")
    return kind(
        sentence, endpoint=endpoint, status=status, subcode=subcode, message=message, data=data
    )


def foreign_answer(
    endpoint: str, status: int, is_json: bool = False, location: str = ""
) -> ApiError:
    """Return the exception for an answer without an envelope: from a proxy or another server."""
    if status in (413, 415):
        sentence = f"The server refuses the request as it was sent (HTTP {status})."
        return InvalidRequest(sentence, endpoint=endpoint, status=status)
    if status == 429:
        sentence = "The server asks to be left alone for a while: too many requests."
        return AskedTooOften(sentence, endpoint=endpoint, status=status)
    # A plain web server says 501 of what it is posted, a hotel's network 511 until one logs in.
    if status >= 500 and status not in (501, 511):
        sentence = f"The server, or a proxy before it, failed (HTTP {status})."
        return ServerFault(sentence, endpoint=endpoint, status=status)
    what = "some other JSON" if is_json else "something else"
    if location:
        sentence = (
            f"The address redirects to {location[:200]}. "
            "If that is the ClearML API, set its address as the API server."
        )
    elif status in (401, 403, 407, 511):
        sentence = (
            f"Something before the server refuses access (HTTP {status}): "
            "a proxy or gateway that wants a login of its own."
        )
    elif 200 <= status < 300:
        sentence = (
            f"The address answers with {what} than a ClearML API. "
            "Is it the API server's address (usually port 8008)?"
        )
    else:
        usual = "usually port 8008" + (", and no path behind it" if status == 404 else "")
        sentence = (
            f"The address answers HTTP {status} with {what} than a ClearML API. "
            f"Is it the API server's address ({usual})?"
        )
    return NotClearML(sentence, endpoint=endpoint, status=status)


def _missing_sentence(endpoint: str, said: str) -> str:
    version = needed(endpoint)
    if version:
        return f"Not on this server: {endpoint} needs API {version} or newer."
    return f"This server does not offer {endpoint}: {said}."


def _kind(status: int, subcode: int) -> type[ApiError]:
    if status == 401:
        return NoPermission if subcode in NOT_ALLOWED else BadCredentials
    if status == 403:
        return NotSupported if subcode in FORBIDDEN_ENDPOINT else NoPermission
    if status in (301, 404, 410) or (status, subcode) == (500, 9999):
        return NotSupported
    if status == 429:
        return AskedTooOften
    if status >= 500:
        return ServerFault
    if status == 400:
        for subcodes, kind in (
            (UNKNOWN_ID, UnknownId),
            (INVALID_STATUS, InvalidStatus),
            (NOT_SUPPORTED, NotSupported),
            (NO_PERMISSION, NoPermission),
        ):
            if subcode in subcodes:
                return kind
    return InvalidRequest


def _credentials_sentence(subcode: int, said: str) -> str:
    if subcode == 20:
        return "The server wants a login: set an access key and a secret key."
    if subcode == 22:
        return (
            "The server does not know this pair of access key and secret key. Keys are made in"
            " ClearML's web pages, under Settings, Workspace; those of `mltui serve` are in the"
            " clearml.conf of its data folder."
        )
    if subcode in (30, 31):
        return f"The server does not accept the login token: {said}. Log in with keys again."
    return f"The server does not accept the login: {said}."


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < len(_ENDLESS) else float(digits)


def _integer(value: Json, default: int) -> int:
    try:
        return int(value) if isinstance(value, int | float | str) else default
    except (ValueError, OverflowError):
        return default


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _object(value: Json) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _without_surrogates(value: Json) -> Json:
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_SURROGATE.sub("\ufffd", key): _without_surrogates(v) for key, v in value.items()}
    return value
