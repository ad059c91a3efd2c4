"""Lines that are drawn once and compared: Textual's strips without what makes them slow to make."""

from __future__ import annotations

from rich.segment import Segment
from textual.cache import FIFOCache
from textual.strip import Strip

#: The caches of a strip, which are most of the work of making one, by their attributes.
CACHES = (
    "_divide_cache",
    "_crop_cache",
    "_style_cache",
    "_filter_cache",
    "_line_length_cache",
    "_crop_extend_cache",
    "_offsets_cache",
)

_SIZE = 4


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
        # Only asked for what is not there.
        if name not in CACHES:
            raise AttributeError(name)
        cache: FIFOCache[object, object] = FIFOCache(_SIZE)
        setattr(self, name, cache)
        return cache
