"""What a browser gets that follows a link of the SDK's: this server has no web pages."""

from __future__ import annotations

#: Where the web pages of a ClearML server live.
_PLACES = ("projects", "tasks", "login", "dashboard", "settings", "workers-and-queues", "reports")

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>mltui serve</title>
<body style="font-family: system-ui, sans-serif; max-width: 40em; margin: 4em auto">
<h1>This server has no web pages</h1>
<p>It is the one that <code>mltui serve</code> runs for one person on one computer. What your
training reports to it is seen in a terminal: type <code>mltui</code> there.</p>
</body>
</html>
"""


def is_web_page(method: str, path: str, accept: str) -> bool:
    """Return whether a browser asks for what would be one of ClearML's web pages.

    Args:
        method: The request's method.
        path: Its path.
        accept: Its `Accept` header.
    """
    first = path.strip("/").partition("/")[0]
    return method == "GET" and "text/html" in accept and (not first or first in _PLACES)
