"""Keys that need not travel: where nothing on their way takes them, the application acts at once.

Textual posts a key to what has the focus, from where it climbs from queue to queue up to the
application, which looks for its binding. That takes a millisecond, and more on a deep screen.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from textual.events import Key
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.dom import DOMNode

#: Textual's own class with a handler, which looks for methods that are named after the key.
_LOOKS_FOR_METHODS = Widget


def nobody_takes(key: Key, target: DOMNode) -> bool:
    """Tell whether neither a node nor one around it would do anything with a key by itself.

    Args:
        key: The key; what is bound to it does not count.
        target: What has the focus, or else the screen.
    """
    names = tuple(key.name_aliases)
    return not any(_takes(type(node), names) for node in target.ancestors_with_self[:-1])


@cache
def _takes(kind: type[DOMNode], names: tuple[str, ...]) -> bool:
    if any(hasattr(kind, f"{prefix}{name}") for name in names for prefix in ("key_", "_key_")):
        return True
    for each in kind.__mro__:
        own = vars(each)
        if each is not _LOOKS_FOR_METHODS and ("on_key" in own or "_on_key" in own):
            return True
        if Key in own.get("_decorated_handlers", ()):
            return True
    return False
