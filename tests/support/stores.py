"""Servers' stores as tests need them by the thousand."""

from __future__ import annotations

from functools import cache

from mltui.server.store import Store


@cache
def _empty() -> bytes:
    return Store().connection.serialize()


def empty_store() -> Store:
    """An empty store in memory, a copy of the first: to make the tables takes longest."""
    return Store(content=_empty())
