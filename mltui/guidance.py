"""What a person is told who has not configured a server yet."""

from __future__ import annotations

from pathlib import Path


def what_to_write(settings_file: Path) -> str:
    """Return how to point mltui at a server: what to write, and where."""
    return f"""\
To watch a ClearML server, do one of these:

  * have the file ~/clearml.conf that `clearml-init` writes, or

  * write {settings_file}:

      server = "http://localhost:8008"
      access_key = "..."
      secret_key = "..."

  * or set CLEARML_API_HOST, CLEARML_API_ACCESS_KEY and
    CLEARML_API_SECRET_KEY.

The keys are made in ClearML's web pages: Settings, Workspace,
Create new credentials.

To track your own training on this computer, without a ClearML
server, run `mltui serve`. `mltui doctor` says what was found where."""


def welcome_without_terminal(missing: str, settings_file: Path) -> str:
    """Return all of it for a place where nothing can be shown but text."""
    return f"{missing} `mltui demo` shows a simulated lab.\n\n{what_to_write(settings_file)}"
