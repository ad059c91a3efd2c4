"""httpx, imported without the command line that comes with it."""

from __future__ import annotations

import sys
from importlib.util import find_spec

# httpx imports its own command line where `click` is installed, and with it half of Rich and
# Pygments: as much again as all the rest. Where it finds no `click` it goes without.
_HIDDEN = "click"

if "httpx" in sys.modules or _HIDDEN in sys.modules:
    import httpx
else:
    sys.modules[_HIDDEN] = None  # type: ignore[assignment]
    try:
        import httpx
    finally:
        del sys.modules[_HIDDEN]

# httpcore looks for `sniffio` at each lock of each request, in every folder that has modules, as
# long as there is none. Without it asyncio is what it takes for granted.
if "sniffio" not in sys.modules and find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]

__all__ = ["httpx"]
