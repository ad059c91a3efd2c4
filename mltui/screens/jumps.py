"""What `:` understands: the name of a screen and what to show there. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Jump:
    """Where a line typed after `:` leads.

    Attributes:
        name: The screen's or command's name.
        argument: What followed it.
    """

    name: str
    argument: str = ""


def parse(line: str, names: Iterable[str]) -> Jump | None:
    """Return where a line leads; a beginning of a name stands for the first name it fits.

    Returns None for a line that fits no name.
    """
    word, _, argument = line.strip().partition(" ")
    if not word:
        return None
    known = list(names)
    word = word.casefold()
    if word in known:
        return Jump(word, argument.strip())
    found = next((name for name in known if name.startswith(word)), None)
    return None if found is None else Jump(found, argument.strip())


def complete(line: str, names: Iterable[str]) -> str | None:
    """Return the line with its name completed, or None if there is nothing to complete."""
    word = line.lstrip()
    if not word or " " in word:
        return None
    found = next((name for name in names if name.startswith(word.casefold())), None)
    return None if found is None or found == word else line + found[len(word) :]
