"""debug: is anybody there."""

from __future__ import annotations

from mltui.api.types.json import JsonObject
from mltui.server.registry import Call, endpoint


@endpoint("debug.ping", login=False)
def ping(_: Call) -> JsonObject:
    """Says that a ClearML server answers here."""
    return {"msg": "ClearML server"}
