"""Reads mltui's own settings file, `mltui.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mltui.settings import SettingsError, options
from mltui.text_file import read_text

FILE_NAME = "mltui.toml"

_PLACE = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")

_HEADER = re.compile(r"\s*\[([^\[\]]+)\]")
_ENTRY = re.compile(r"\s*([^\s#=][^=]*)=")


@dataclass(frozen=True, slots=True)
class Written:
    """A value in the file, and the line it stands on (0 if unknown).

    Attributes:
        value: The value; a table for a table.
        line: Its line, for a table the first one.
        lines: The lines of what is in a table, by names with dots between them.
    """

    value: object
    line: int
    lines: Mapping[str, int] = field(default_factory=dict)


def settings_file() -> Path:
    """Return where a person's `mltui.toml` is, whether it exists or not."""
    from platformdirs import user_config_path

    return user_config_path("mltui", appauthor=False) / FILE_NAME


def read_settings_file(path: Path) -> dict[str, Written]:
    """Return the settings that the file has, by name.

    Raises:
        SettingsError: It cannot be read, is malformed, or has a key that mltui does not know.
    """
    import tomllib

    text = read_text(path)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_malformed(path, text, str(error))) from None
    except RecursionError:
        raise SettingsError(f"{path} is not usable: it is nested too deeply.") from None
    except ValueError:
        raise SettingsError(f"{path} is not usable: a number in it has too many digits.") from None
    found = {
        key: Written(value, _line_of(key, text), _lines_in(key, text))
        for key, value in table.items()
    }
    for key, written in found.items():
        if key not in options():
            place = f"{path}, line {written.line}" if written.line else str(path)
            known = ", ".join(options())
            raise SettingsError(
                f"{place}: there is no setting {key!r}{_nearest(key)} The settings are {known}."
            )
    return found


def _malformed(path: Path, text: str, message: str) -> str:
    place = _PLACE.search(message)
    line = int(place[1]) if place and place[1] else text.count("\n") + 1
    complaint = _PLACE.sub("", message)
    return f"{path}, line {line}: {complaint[:1].lower()}{complaint[1:]}."


def _line_of(key: str, text: str) -> int:
    pattern = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[\]=.]")
    for number, line in enumerate(text.splitlines(), start=1):
        if pattern.match(line):
            return number
    return 0


def _lines_in(table: str, text: str) -> dict[str, int]:
    above, found = "", {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            above = f"{_plain(header[1])}."
        elif entry := _ENTRY.match(line):
            path = f"{above}{_plain(entry[1])}"
            if path.startswith(f"{table}."):
                found[path.removeprefix(f"{table}.")] = number
    return found


def _plain(path: str) -> str:
    """Return a name without what TOML allows around its parts."""
    return re.sub(r"[\s\"']", "", path)


def _nearest(key: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, options(), n=1)
    return f", did you mean {near[0]!r}?" if near else "."
