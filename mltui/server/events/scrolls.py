"""Where readers are in lists that they page through."""

from __future__ import annotations

import base64
import binascii
import json
from collections import OrderedDict
from dataclasses import dataclass
from uuid import uuid4

from mltui.api.types.json import JsonObject

_KEPT = 1000


@dataclass(slots=True)
class Window:
    """The iterations that a reader of images or plots was shown last.

    Attributes:
        first: the least of them, None if nothing was shown yet.
        last: the greatest of them.
        place: the index of what was shown last within the iteration, where it is shown one by one.
        metric: the metric shown last.
        one_metric: whether the reader stays with that metric.
    """

    first: int | None = None
    last: int | None = None
    place: int = 0
    metric: str = ""
    one_metric: bool = False


class Scrolls:
    """Remembers the windows of readers by scroll id; the oldest are forgotten.

    As with the ClearML server an unknown id starts over.
    """

    def __init__(self) -> None:
        self._windows: OrderedDict[str, dict[str, Window]] = OrderedDict()
        self._closed: OrderedDict[str, None] = OrderedDict()

    def open(self, scroll_id: str | None) -> tuple[str, dict[str, Window]]:
        """The windows of a scroll id by task; new ones under a new id if it is not known."""
        if scroll_id is not None and scroll_id in self._windows:
            self._windows.move_to_end(scroll_id)
            return scroll_id, self._windows[scroll_id]
        scroll_id = uuid4().hex
        self._windows[scroll_id] = {}
        while len(self._windows) > _KEPT:
            self._windows.popitem(last=False)
        return scroll_id, self._windows[scroll_id]

    def reader_token(self, position: JsonObject) -> str:
        """A scroll id that holds the position and belongs to one reader, who may close it."""
        return position_token({**position, "reader": uuid4().hex})

    def close(self, scroll_id: str) -> None:
        """Makes a scroll id worthless."""
        self._windows.pop(scroll_id, None)
        self._closed[scroll_id] = None
        while len(self._closed) > _KEPT:
            self._closed.popitem(last=False)

    def is_closed(self, scroll_id: str) -> bool:
        """Whether a scroll id was closed."""
        return scroll_id in self._closed


def position_token(position: JsonObject) -> str:
    """A scroll id that holds the position itself, so that it is good for ever."""
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode()


def read_position(token: str) -> JsonObject | None:
    """The position in a scroll id, None if it is none of ours."""
    try:
        position = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (binascii.Error, ValueError):
        return None
    return position if isinstance(position, dict) else None
