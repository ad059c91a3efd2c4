"""Issues a pair of keys to the person who is logged in, and revokes one.

The secret comes with the answer and never again. If that is lost, the pair is of no use, but it
lets in whoever has its secret: so it is looked for, by reading before which pairs there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mltui.actions.creating import Newcomer
from mltui.live.masking import MASK, masked_key

if TYPE_CHECKING:
    from mltui.api.client import Client


@dataclass(frozen=True, slots=True)
class NewKey:
    """A pair of keys as it is issued; its secret is told this once.

    Attributes:
        access_key: By which it is known.
        secret_key: Empty where the answer that told it was lost.
    """

    access_key: str
    secret_key: str = ""

    def __repr__(self) -> str:
        return f"NewKey(access_key={masked_key(self.access_key)!r}, secret_key={MASK!r})"


class Issuing:
    """A pair of keys that is to be issued."""

    def __init__(self, label: str) -> None:
        """Issue nothing yet; the label may be empty."""
        self._label = label
        self._newcomer = Newcomer(self._of_that_label)

    async def send(self, client: Client) -> NewKey:
        """Issue it.

        Raises:
            ApiError: The server refuses, or its answer was lost.
        """
        await self._newcomer.note(client)
        answer = await client.auth.create_credentials(label=self._label or None)
        made = answer.credentials
        return NewKey(
            (made.access_key if made else "") or "",
            (made.secret_key if made else "") or "",
        )

    async def look(self, client: Client) -> NewKey | None:
        """Return what was issued though the answer was lost, without its secret; None if nothing.

        Raises:
            ApiError: The server could not be asked.
        """
        found = await self._newcomer.look(client)
        return NewKey(found) if found is not None else None

    async def _of_that_label(self, client: Client) -> list[str]:
        answer = await client.auth.get_credentials()
        return [
            key.access_key
            for key in answer.credentials
            if key.access_key and (key.label or "") == self._label
        ]


async def revoke(client: Client, access_key: str) -> bool:
    """Revoke a pair of keys.

    Raises:
        ApiError: The server refuses, or its answer was lost.
    """
    await client.auth.revoke_credentials(access_key=access_key)
    return True


async def is_revoked(client: Client, access_key: str) -> bool | None:
    """Read whether a pair of keys is there no more; None if it still is.

    Raises:
        ApiError: The server could not be asked.
    """
    answer = await client.auth.get_credentials()
    return None if access_key in {key.access_key for key in answer.credentials} else True
