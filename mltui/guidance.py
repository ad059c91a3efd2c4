"""What a person is told who has configured nothing yet, or whom mltui has failed."""

from __future__ import annotations

import shlex
from pathlib import Path

_OF_SERVE = """\
`mltui serve` prints its own, and where they
are kept.

To track your own training on this computer, without a ClearML
server, run `mltui serve`. """
"""Whoever has started a server here knows this already."""


def what_to_write(settings_file: Path, served: Path | None = None) -> str:
    """Return how to point mltui at a server: what to write, and where.

    Args:
        settings_file: Where the person's `mltui.toml` is or would be.
        served: The keys of a server that was started here, if there is one.
    """
    return f"""\
{_served(served) if served else ""}To watch a ClearML server, do one of these:
  * have the file ~/clearml.conf that `clearml-init` writes, or
  * write {settings_file}:
      server = "http://localhost:8008"
      access_key = "..."
      secret_key = "..."
  * or set CLEARML_API_HOST, CLEARML_API_ACCESS_KEY and
    CLEARML_API_SECRET_KEY.
The keys are made in ClearML's web pages: Settings, Workspace,
Create new credentials. {"" if served else _OF_SERVE}`mltui doctor` says what was found where."""


def _served(keys: Path) -> str:
    return f"""\
To watch the server that you start by `mltui serve`, name its keys:
  export CLEARML_CONFIG_FILE={shlex.quote(str(keys))}
and start mltui again.

"""


def welcome_without_terminal(missing: str, settings_file: Path, served: Path | None = None) -> str:
    """Return all of it for a place where nothing can be shown but text."""
    told = what_to_write(settings_file, served)
    return f"{missing} `mltui demo` shows a simulated lab.\n\n{told}"


def apology(log: Path | None) -> str:
    """Return the sentence that a person is told after an unexpected exception."""
    where = f"what happened is in {log}" if log else "and its log file could not be written"
    return f"mltui had to stop because of a fault of its own; {where}."
