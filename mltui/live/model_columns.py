"""Columns of a list of models besides the fixed ones: entries of their metadata, called notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mltui.api.errors import InvalidRequest
from mltui.live.projects import MOST_BUSY, ask_busiest

if TYPE_CHECKING:
    from mltui.api.client import Client

#: Keys in one answer.
PAGE_SIZE = 500

_PREFIX = "note\t"


def note_column(key: str) -> str:
    """Return the key of the column that shows an entry."""
    return _PREFIX + key


def note_of(column: str) -> str | None:
    """Return the key of the entry that a column shows, None if it shows another thing."""
    return column.removeprefix(_PREFIX) if column.startswith(_PREFIX) else None


def note_field(key: str) -> str:
    """Return the server's field of an entry's value, for filters and `order_by`."""
    # A dot within a key would divide it.
    return f"metadata.{key.replace('.', '%2E')}.value"


async def ask_notes(client: Client, project: str | None = None) -> tuple[list[str], str]:
    """Ask which entries the metadata of a project's models have, or of all models.

    Returns:
        Their keys in order, and a sentence about what there may be besides.

    Raises:
        ApiError: The server does not say.
    """
    try:
        keys, left = await _keys_of(client, project)
    except InvalidRequest:
        if project is not None:
            raise
        return await _notes_of_busiest(client)
    return sorted(keys), f"{left} more keys of metadata are not listed." if left else ""


async def _notes_of_busiest(client: Client) -> tuple[list[str], str]:
    """Ask a server that insists on a project, as its reference says, for those of the busiest."""
    busy = await ask_busiest(client)
    found: set[str] = set()
    for one in busy:
        found |= (await _keys_of(client, one))[0]
    if len(busy) < MOST_BUSY:
        return sorted(found), ""
    return sorted(found), (
        f"Keys of metadata are those of the {MOST_BUSY} projects in which something happened last."
    )


async def _keys_of(client: Client, project: str | None) -> tuple[set[str], int]:
    answer = await client.projects.get_model_metadata_keys(
        project=project, include_subprojects=True, page=0, page_size=PAGE_SIZE
    )
    return set(answer.keys or ()), answer.remaining or 0
