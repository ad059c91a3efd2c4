"""Tags as a filter line has them, and as the server is asked for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mltui.api.errors import InvalidRequest
from mltui.api.since import is_before
from mltui.live.filter_line import plain

if TYPE_CHECKING:
    from mltui.api.client import Client

#: The API version that brought what asks for all of some tags and for any of others at once.
BOTH_SINCE = (2, 27)


def parse_tags(value: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read `best,!old`, what stands behind `tag:`; return the wanted ones and the unwanted."""
    parts = [part for part in value.split(",") if part]
    wanted = tuple(plain(part) for part in parts if part[0] not in "!-")
    unwanted = tuple(plain(part[1:]) for part in parts if part[0] in "!-" and len(part) > 1)
    return wanted, unwanted


def tag_fields(
    tags: Sequence[str], without: Sequence[str], any_of: Sequence[str]
) -> dict[str, object]:
    """Return the fields of a request that tags are asked by.

    Args:
        tags: All of these.
        without: None of these.
        any_of: At least one of these.
    """
    # A list that starts with "__$all" asks for all of its tags instead of any of them.
    asked = ["__$all", *tags] if len(tags) > 1 else list(tags)
    if without:
        asked = ["__$and", *tags, *(f"-{tag}" for tag in without)]
    fields: dict[str, object] = {"tags": asked} if asked else {}
    if any_of and asked:
        fields["filters"] = {"tags": {"any": {"include": list(any_of)}}}
    elif any_of:
        fields["tags"] = list(any_of)
    return fields


async def check_tags(
    client: Client, tags: Sequence[str], without: Sequence[str], any_of: Sequence[str]
) -> None:
    """Refuse what the server is too old to be asked: it would answer as if half was not wished.

    Raises:
        ApiError: It is too old, which the sentence says, or cannot be reached.
    """
    if not (any_of and (tags or without)):
        return
    # The login tells the version.
    await client.session.login()
    if is_before(client.session.api_version, BOTH_SINCE):
        raise InvalidRequest(
            f"This server (API {client.session.api_version}) cannot choose by “tag:” and “anytag:”"
            " at once; that needs API 2.27 or newer. Leave one of them out."
        )
