"""What is never shown, though the server tells it. Pure functions."""

from __future__ import annotations

import re

#: What stands in place of a secret.
MASK = "•••"

#: Names that say that their value is nobody's business.
_SECRET = re.compile(r"pass(word|wd)?$|secret|token|credential|(api|access|private)_?key", re.I)

#: Who logs in, in an address such as `https://name:password@host`. Up to the last @: a password
#: that was not escaped may have anything in it.
_LOGIN = re.compile(r"(?<=//).*@|^[^/@\s:]+:(?!//)\S.*@", re.S)


def masked_address(text: str) -> str:
    """Return an address without the name and the password in it."""
    return _LOGIN.sub(f"{MASK}@", text)


def is_secret(name: str) -> bool:
    """Return whether what is called so should not be shown."""
    return _SECRET.search(name) is not None


def masked(secret: str | None) -> str:
    """Return what to show of a secret: whether there is one, and nothing else."""
    return MASK if secret else ""


def masked_key(key: str | None) -> str:
    """Return an access key so that its owner knows it: its ends alone; all of it if it is short."""
    if not key:
        return ""
    return f"{key[:4]}…{key[-4:]}" if len(key) > 12 else key
