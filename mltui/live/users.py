"""The people that a filter names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mltui.api.client import Client

#: Who is logged in.
ME = "me"

#: People that are asked for.
MOST_USERS = 500


class NamedUsers:
    """The ids of the users that a filter names, asked for once while the names stay the same."""

    def __init__(self) -> None:
        self._known: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    async def ids(self, client: Client, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return the ids; none for no names."""
        if names and names != self._known[0]:
            self._known = (names, await find_users(client, names))
        return self._known[1] if names else ()


async def find_users(client: Client, names: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the users that a filter names; one that nobody has if there is none.

    A name may be written with any of its words, or with hyphens for the spaces; an id is itself.
    """
    known = (await client.users.get_all_ex(page=0, page_size=MOST_USERS)).users or []
    found: list[str] = []
    for name in names:
        if name == ME:
            me = (await client.users.get_current_user()).user
            found.append((me.id if me is not None else None) or "none")
        else:
            word = name.replace("-", " ").casefold()
            same = [u.id for u in known if u.id == name]
            found += same or [u.id for u in known if u.id and word in (u.name or "").casefold()]
    return tuple(found) or ("none",)


async def ask_user_words(client: Client) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ask for all people's names as a filter takes them, with hyphens for blanks, and their ids."""
    users = (await client.users.get_all_ex(page=0, page_size=MOST_USERS)).users or ()
    names = sorted((user.name or "").replace(" ", "-") for user in users if user.name)
    return (ME, *names), tuple(user.id for user in users if user.id)
