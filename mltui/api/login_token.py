"""What a login token says about itself and the server (a JSON Web Token, RFC 7519)."""

from __future__ import annotations

import base64
import binascii
import math
from dataclasses import dataclass

from mltui.api.envelope import decode
from mltui.api.types.json import Json


@dataclass(frozen=True, slots=True)
class TokenPayload:
    """What a token says; it is read without checking its signature, which is the server's part.

    Attributes:
        expires: When it expires, epoch seconds by the server's clock; None if it does not say.
        issued: When it was issued, epoch seconds by the server's clock; None if it does not say.
        server_version: The server's version, such as "2.3.0".
        api_version: The newest version of the API that the server knows, such as "2.34".
    """

    expires: float | None = None
    issued: float | None = None
    server_version: str | None = None
    api_version: str | None = None


def read_token(token: str) -> TokenPayload:
    """Return what a token says, nothing for what is not a token."""
    parts = token.split(".")
    if len(parts) != 3:
        return TokenPayload()
    try:
        content = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
    except (binascii.Error, ValueError):
        return TokenPayload()
    payload = decode(content)
    if not isinstance(payload, dict):
        return TokenPayload()
    return TokenPayload(
        expires=_number(payload.get("exp")),
        issued=_number(payload.get("iat")),
        server_version=_text(payload.get("server_version")),
        api_version=_text(payload.get("api_version")),
    )


def _number(value: Json) -> float | None:
    if not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _text(value: Json) -> str | None:
    return str(value) if isinstance(value, str | int | float) else None
