"""JSON Web Tokens signed with HMAC-SHA256 (RFC 7519, algorithm HS256)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from datetime import datetime

from mltui.api.types.json import JsonObject

_HEADER = {"alg": "HS256", "typ": "JWT"}


class BadToken(Exception):
    """A token that is not to be trusted; the text says why."""


def sign(payload: JsonObject, secret: str) -> str:
    """The token that carries the payload."""
    content = f"{_encoded(_HEADER)}.{_encoded(payload)}"
    return f"{content}.{_signature(content, secret)}"


def verify(token: str, secret: str, now: datetime) -> JsonObject:
    """The payload of a token.

    Raises:
        BadToken: it is malformed, signed with another secret or expired.
    """
    parts = token.split(".")
    if len(parts) != 3:
        raise BadToken("Not enough segments")
    content = f"{parts[0]}.{parts[1]}"
    if not hmac.compare_digest(_signature(content, secret).encode(), parts[2].encode()):
        raise BadToken("Signature verification failed")
    try:
        payload = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError) as error:
        raise BadToken("Invalid payload padding") from error
    if not isinstance(payload, dict):
        raise BadToken("Invalid payload string: must be a json object")
    expires = payload.get("exp")
    if isinstance(expires, int | float) and expires <= now.timestamp():
        raise BadToken("Signature has expired")
    return payload


def _signature(content: str, secret: str) -> str:
    digest = hmac.new(secret.encode(), content.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _encoded(value: object) -> str:
    text = json.dumps(value, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()
