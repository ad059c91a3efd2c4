"""Reads mltui's own settings file, `mltui.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mltui.settings import SettingsError, options
from mltui.text_file import read_text
from mltui.toml_lines import last_statement, lines_of

FILE_NAME = "mltui.toml"

_PLACE = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")


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
        lines = lines_of(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_malformed(path, text, str(error))) from None
    except RecursionError:
        raise SettingsError(f"{path} is not usable: it is nested too deeply.") from None
    except ValueError:
        raise SettingsError(f"{path} is not usable: a number in it has too many digits.") from None
    found = {
        key: Written(value, lines.get(key, 0), _within(key, lines)) for key, value in table.items()
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
    # At the end it is only noticed that something was never closed.
    line = int(place[1]) if place and place[1] else last_statement(text)
    complaint = _PLACE.sub("", message)
    if complaint == "Illegal character '\\n'":
        complaint = "A quote is missing at the end of a text"
    return f"{path}, line {line}: {complaint[:1].lower()}{complaint[1:]}."


def _within(table: str, lines: Mapping[str, int]) -> dict[str, int]:
    above = f"{table}."
    return {
        name.removeprefix(above): line for name, line in lines.items() if name.startswith(above)
    }


def _nearest(key: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, options(), n=1)
    return f", did you mean {near[0]!r}?" if near else "."
