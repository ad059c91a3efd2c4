"""Columns of a list of models besides the fixed ones: entries of their metadata, called notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mltui.live.known_names import PAGE_SIZE, ask_names

if TYPE_CHECKING:
    from mltui.api.client import Client

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

    async def ask_page(of: str | None, page: int) -> tuple[set[str], int]:
        answer = await client.projects.get_model_metadata_keys(
            project=of, include_subprojects=True, page=page, page_size=PAGE_SIZE
        )
        return set(answer.keys or ()), answer.remaining or 0

    return await ask_names(client, ask_page, project, "keys of metadata")
