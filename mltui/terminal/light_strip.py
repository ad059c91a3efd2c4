"""Lines without what makes Textual's strips slow to make and large: caches that nothing is in."""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment
from textual.cache import FIFOCache
from textual.strip import Strip

#: The caches of a strip by their attributes, and how much Textual lets each hold. They are most of
#: the work of making a strip, and take a kilobyte while they are empty, which most of them remain.
CACHES = {
    "_divide_cache": 4,
    "_crop_cache": 16,
    "_style_cache": 16,
    "_filter_cache": 4,
    "_line_length_cache": 4,
    "_crop_extend_cache": 4,
    "_offsets_cache": 4,
}


class LightStrip(Strip):
    """A strip that makes each of its caches when it first needs it.

    Args:
        segments: The text; the list belongs to the strip from now on.
        cell_length: Its length in cells.
    """

    __slots__ = ()

    def __init__(self, segments: list[Segment], cell_length: int) -> None:
        self._segments = segments
        self._cell_length = cell_length
        self._render_cache = None
        self._link_ids = None
        self._cell_count = None

    def __getattr__(self, name: str) -> FIFOCache[object, object]:
        return _cache(self, name)


def lighten(kind: type[Strip] = Strip) -> None:
    """Let strips that Textual makes by itself be as light; of those there are thousands.

    Args:
        kind: Whose strips, for tests.
    """
    for name, method in (("__init__", _begin), ("__getattr__", _cache)):
        setattr(kind, name, method)


def _begin(strip: Strip, segments: Iterable[Segment], cell_length: int | None = None) -> None:
    strip._segments = [*segments]
    strip._cell_length = cell_length
    strip._render_cache = None
    strip._link_ids = None
    strip._cell_count = None


def _cache(strip: Strip, name: str) -> FIFOCache[object, object]:
    # Only asked for what is not there.
    size = CACHES.get(name)
    if size is None:
        raise AttributeError(name)
    cache: FIFOCache[object, object] = FIFOCache(size)
    setattr(strip, name, cache)
    return cache
