"""The feeds of one view: they start, rest and end together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from mltui.live.feed import Feed
from mltui.live.freshness import Freshness, combine


class Feeds:
    """The questions a view asks, under one switch.

    They rest until the first `resume`. A feed added while the view is watched starts at once.
    """

    def __init__(self) -> None:
        self._feeds: dict[str, Feed[Any]] = {}
        self._resting = True

    def __iter__(self) -> Iterator[Feed[Any]]:
        return iter(self._feeds.values())

    def __len__(self) -> int:
        return len(self._feeds)

    def __getitem__(self, name: str) -> Feed[Any]:
        return self._feeds[name]

    @property
    def freshness(self) -> Freshness:
        """How fresh the whole view is: as the worst of its feeds that are not resting.

        While all rest, those count that have ever asked.
        """
        asking = [feed for feed in self if not feed.resting]
        asked = [feed for feed in self if feed.freshness != Freshness()]
        return combine(feed.freshness for feed in asking or asked or self)

    @property
    def answered(self) -> bool:
        """Whether anything was answered yet."""
        return any(feed.freshness.answered_at is not None for feed in self)

    @property
    def first_is_remembered(self) -> bool:
        """Whether what the first of them knows, most of a view, comes from an earlier run."""
        return any(feed.freshness.remembered for feed in islice(self, 1))

    def add(self, feed: Feed[Any]) -> None:
        """Take a feed in; its name must be new."""
        if feed.name in self._feeds:
            raise ValueError(f"There is a feed {feed.name!r} already.")
        self._feeds[feed.name] = feed
        if not self._resting:
            feed.start()

    async def remove(self, name: str) -> None:
        """Close one feed; nothing happens if there is none of that name."""
        feed = self._feeds.pop(name, None)
        if feed is not None:
            await feed.close()

    def rest(self) -> None:
        """Nobody looks: ask nothing."""
        self._resting = True
        for feed in self:
            feed.rest()

    def resume(self, wanted: Callable[[str], bool] = lambda _: True) -> None:
        """Somebody looks again; what is not wanted, such as a hidden tab's question, rests."""
        self._resting = False
        for feed in self:
            if wanted(feed.name):
                feed.start()
                feed.resume()
            else:
                feed.rest()

    def ask_now(self) -> None:
        """Ask every question at once."""
        for feed in self:
            feed.ask_now()

    def ask_failing_now(self) -> None:
        """Ask those that failed: called when another one got through, so the server is back."""
        for feed in self:
            if feed.freshness.failing:
                feed.ask_now(wanted=False)

    async def close(self) -> None:
        """End all of them."""
        feeds, self._feeds = list(self._feeds.values()), {}
        await asyncio.gather(*(feed.close() for feed in feeds))
