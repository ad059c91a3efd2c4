"""The types of decoded JSON, shared by the client and the embedded server."""

from __future__ import annotations

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
"""Any decoded JSON value."""

JsonObject = dict[str, Json]
"""A decoded JSON object."""
