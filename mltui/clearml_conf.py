"""Reads the official SDK's `clearml.conf`, which is written in HOCON."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from mltui.settings import SettingsError

#: A larger file is not a clearml.conf, bytes.
LARGEST_BYTES = 1 << 20

_PLACE = re.compile(r"\s*\(at char \d+\), \(line: ?(\d+), col: ?(\d+)\)")
#: In a complaint that recites the rules of HOCON instead of saying what is wrong.
_GRAMMAR = "Suppress:"

_SUBSTITUTION_PLACE = re.compile(r"\$\{\??([^}]*)\} \(line: (\d+)")


def read_clearml_conf(path: Path, keys: Iterable[str]) -> dict[str, object]:
    """Return the values that a `clearml.conf` has for dotted keys.

    Environment variables in it (`${HOME}`) are resolved as the SDK resolves them.

    Args:
        path: The file.
        keys: Dotted keys such as `api.credentials.access_key`; those it lacks are left out.

    Raises:
        SettingsError: It cannot be read or is malformed; the text says where and how.
    """
    # Takes 0.1 s to import, so only when there is such a file.
    from pyhocon import ConfigFactory, ConfigTree
    from pyhocon.exceptions import ConfigException, ConfigSubstitutionException
    from pyparsing import ParseBaseException

    text = read_text(path)
    try:
        tree = ConfigFactory.parse_string(text, basedir=str(path.parent))
    except ConfigSubstitutionException as error:
        raise SettingsError(f"{path}{_unresolved(str(error))}") from None
    except ParseBaseException as error:
        raise SettingsError(f"{path}, line {error.lineno}: {_complaint(str(error))}") from None
    except (ConfigException, OSError, ValueError, RecursionError, AttributeError) as error:
        # Some malformed files (a list where a key should be, an include that is not there) make
        # the parser stumble in ways of its own.
        reason = str(error).splitlines()[0] if str(error) else "it is malformed"
        raise SettingsError(f"{path} is not a usable clearml.conf: {reason}.") from None
    if not isinstance(tree, ConfigTree):
        raise SettingsError(f"{path} is not a usable clearml.conf: it holds a list, not settings.")
    found = {key: _lookup(tree, key) for key in keys}
    return {key: value for key, value in found.items() if value is not None}


def read_text(path: Path) -> str:
    """Return the text of a settings file.

    Raises:
        SettingsError: It cannot be read, is no text, or is far too large.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise SettingsError(f"{path} cannot be read: {reason}.") from None
    if len(content) > LARGEST_BYTES:
        raise SettingsError(f"{path} is larger than 1 MiB: it is no settings file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{path}, line {line}: this is not UTF-8 text.") from None


def _lookup(tree: dict[str, object], key: str) -> object:
    value: object = tree
    for part in key.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(part, None)  # a ConfigTree raises without a default
    return value


def _complaint(message: str) -> str:
    """Return the parser's complaint without its own idea of the place."""
    if _GRAMMAR in message:
        return "a name has to be followed by = or : and a value, or by a block in braces."
    complaint = _PLACE.sub("", message).strip().replace("end of text", "the end of the file")
    return f"{complaint[:1].lower()}{complaint[1:]}."


def _unresolved(message: str) -> str:
    place = _SUBSTITUTION_PLACE.search(message)
    if place is None:
        return f": {message.rstrip('.')}."
    return f", line {place[2]}: ${{{place[1]}}} is used but nothing defines it."
