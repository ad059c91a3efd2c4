"""Parses HOCON, the language of the official SDK's `clearml.conf`, and says what is wrong in it.

The parser is the SDK's own, but for what a file includes: that is read here, so that nothing is
fetched from a network before the first screen, nothing endless is read, and a complaint names
the file that it is about.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyhocon import ConfigTree, config_parser
from pyhocon.exceptions import ConfigException, ConfigSubstitutionException
from pyparsing import ParseBaseException

from mltui.live.masking import masked_address
from mltui.settings import SettingsError
from mltui.text_file import read_text

_log = logging.getLogger(__name__)

#: Files that one may include, directly or not; what includes twice what includes twice is endless.
MOST_INCLUDED = 50

_PLACE = re.compile(r"\s*\(at char \d+\), \(line: ?(\d+), col: ?(\d+)\)")
#: In a complaint that recites the rules of HOCON instead of saying what is wrong.
_GRAMMAR = "Suppress:"

#: What a complaint has found, if it is more than a sign: it may be a secret.
_FOUND = re.compile(r", found '..+'(?=$|\s+\()")
_LINE = re.compile(r"\(line: ?(\d+)")
_SUBSTITUTION_PLACE = re.compile(r"\$\{\??([^}]*)\} \(line: (\d+)")


def parse_hocon(path: Path) -> dict[str, object]:
    """Return what a file holds, a tree of names.

    Environment variables in it (`${HOME}`) are resolved as the SDK resolves them. As there, a
    file that it includes but that is not there counts as empty, unless it is `required(…)`.

    Raises:
        SettingsError: It, or a file it includes, cannot be read or is malformed; the text says
            where and how.
    """
    reader = _Reader()
    with _includes_read_by(reader):
        tree = reader.read(path)
    if not isinstance(tree, ConfigTree):
        raise SettingsError(f"{path} is not usable: it holds a list, not settings.")
    return dict(tree)


class _Parser(config_parser.ConfigParser):  # type: ignore[misc]
    @classmethod
    def resolve_package_path(cls, package_path: str) -> str:
        # It would import the package.
        raise _NotIncludedError(f'package("{package_path}") cannot be included, only files')


class _NotIncludedError(ValueError):
    pass


class _Reader:
    """Stands where the parser looks for its factory: it asks that for what a file includes."""

    def __init__(self) -> None:
        self._open: list[Path] = []
        self._included = 0

    def read(self, path: Path, **options: object) -> object:
        if any(os.path.realpath(path) == os.path.realpath(one) for one in self._open):
            raise SettingsError(f"{path} includes itself.")
        text = read_text(path)
        self._open.append(path)
        try:
            return _Parser.parse(text, str(path.parent), **options)
        except ConfigSubstitutionException as error:
            raise SettingsError(f"{path}{_unresolved(str(error))}") from None
        except ParseBaseException as error:
            raise SettingsError(f"{path}, line {error.lineno}: {_complaint(str(error))}") from None
        except RecursionError:
            raise SettingsError(f"{path} is not usable: it is nested too deeply.") from None
        except ConfigException as error:
            # Its text recites the values, secrets among them.
            lines = _LINE.findall(str(error))
            place = f"{path}, line {lines[-1]}:" if lines else f"{path} is not usable:"
            raise SettingsError(
                f"{place} a value cannot be joined with another of a different kind."
            ) from None
        except _NotIncludedError as error:
            raise SettingsError(f"{path} is not usable: {error}.") from None
        except (OSError, ValueError, TypeError, AttributeError):
            # Some malformed files (a list where a key should be) make the parser stumble in ways
            # of its own.
            raise SettingsError(f"{path} is not usable: it is malformed.") from None
        finally:
            self._open.pop()

    def parse_file(self, name: str, *, required: bool = False, **options: object) -> object:
        """Called by the parser for a file to include."""
        path = Path(name)
        if not required and not path.exists():
            _log.info("%s includes %s, which is not there", self._open[-1], path)
            return []
        if path.exists() and not path.is_file() and not path.is_dir():
            # Such as a pipe that nobody writes to.
            raise SettingsError(f"{self._open[-1]} includes {path}, which is no ordinary file.")
        self._included += 1
        if self._included > MOST_INCLUDED:
            raise SettingsError(f"{self._open[0]} includes more than {MOST_INCLUDED} files.")
        return self.read(path, **options)

    def parse_URL(self, address: str, **_options: object) -> object:
        """Called by the parser for an address to include."""
        raise SettingsError(
            f"{self._open[-1]} includes {masked_address(address)}: addresses are not fetched. "
            "Write into the file what is there, or include a copy of it by its path."
        )


@contextmanager
def _includes_read_by(reader: _Reader) -> Iterator[None]:
    # The parser has no other way to be told.
    factory, config_parser.ConfigFactory = config_parser.ConfigFactory, reader
    try:
        yield
    finally:
        config_parser.ConfigFactory = factory


def _complaint(message: str) -> str:
    """Return the parser's complaint without its own idea of the place."""
    if _GRAMMAR in message:
        return "a name has to be followed by = or : and a value, or by a block in braces."
    complaint = (
        _PLACE.sub("", _FOUND.sub("", message))
        .strip()
        .replace("end of text", "the end of the file")
    )
    return f"{complaint[:1].lower()}{complaint[1:]}."


def _unresolved(message: str) -> str:
    place = _SUBSTITUTION_PLACE.search(message)
    if place is None:
        return f": {message.rstrip('.')}."
    return f", line {place[2]}: ${{{place[1]}}} is used but nothing defines it."
