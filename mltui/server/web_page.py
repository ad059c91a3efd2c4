"""What a browser gets that follows a link of the SDK's: this server has no web pages."""

from __future__ import annotations

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


def is_web_page(method: str, accept: str, *, has_login: bool) -> bool:
    """Whether a browser asks for a page, at an address that is none of the API's.

    Args:
        method: the request's method.
        accept: its `Accept` header.
        has_login: whether it logs in; then it is a file that is asked for.
    """
    return method in ("GET", "HEAD") and "text/html" in accept and not has_login
