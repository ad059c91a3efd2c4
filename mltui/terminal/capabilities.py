"""What the terminal can do, as far as its environment tells."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

#: Below this size the monitor still runs, but little of it can be read.
USEFUL_COLUMNS = 60
USEFUL_ROWS = 16

_LEGACY_TERMS = ("dumb", "unknown", "")


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal.

    Attributes:
        interactive: Whether input and output are a terminal at all.
        term: The TERM variable.
        colours: How many colours it can show: 0, 8, 256 or 16777216.
        unicode: Whether the locale can say more than ASCII.
        columns: Its width, 0 if unknown.
        rows: Its height, 0 if unknown.
        inside: What runs between mltui and the real terminal: "tmux", "screen", "zellij", "ssh".
        only_errors: Whether standard error alone, which is drawn to, is no terminal.
    """

    interactive: bool
    term: str
    colours: int
    unicode: bool
    columns: int
    rows: int
    inside: tuple[str, ...]
    only_errors: bool = False

    @property
    def refusal(self) -> str:
        """Why the monitor cannot run here, a sentence; "" if it can."""
        if self.only_errors:
            return (
                "The monitor draws to standard error, and that is a file or a pipe: leave it to "
                "the terminal. Faults are in the log file."
            )
        if not self.interactive:
            return "The monitor needs a terminal, but its input or output is a file or a pipe."
        if self.term in _LEGACY_TERMS:
            named = f"TERM={self.term}" if self.term else "an unset TERM"
            return (
                f"The monitor needs a terminal that can move the cursor; {named} says this one "
                "cannot. If it can, set TERM, for example TERM=xterm-256color."
            )
        return ""


def terminal_at_hand(
    environment: Mapping[str, str], streams: tuple[TextIO | None, ...]
) -> Terminal:
    """Describe the terminal that the program runs in.

    Args:
        environment: The environment variables.
        streams: Standard input, output and error, None for a closed one.
    """
    term = environment.get("TERM", "").strip()
    terminals = [stream is not None and _is_terminal(stream) for stream in streams]
    columns, rows = _size(streams)
    return Terminal(
        all(terminals),
        term,
        _colours(environment, term),
        _unicode(environment),
        columns,
        rows,
        _inside(environment, term),
        only_errors=terminals == [True, True, False],
    )


def _is_terminal(stream: TextIO) -> bool:
    try:
        return os.isatty(stream.fileno())
    except (OSError, ValueError):
        return False


def _size(streams: tuple[TextIO | None, ...]) -> tuple[int, int]:
    for stream in streams:
        try:
            if stream is not None:
                size = os.get_terminal_size(stream.fileno())
                return size.columns, size.lines
        except (OSError, ValueError):
            continue
    return 0, 0


def _colours(environment: Mapping[str, str], term: str) -> int:
    if environment.get("NO_COLOR") or term in _LEGACY_TERMS:
        return 0
    if _in_screen(environment, term):
        # COLORTERM speaks of the terminal around it: screen takes 24-bit colours for other things.
        return 256 if "256color" in term else 8
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return 1 << 24
    if "direct" in term or term in ("xterm-kitty", "xterm-ghostty", "alacritty", "wezterm"):
        return 1 << 24
    return 256 if "256color" in term else 8


def _unicode(environment: Mapping[str, str]) -> bool:
    for variable in ("LC_ALL", "LC_CTYPE", "LANG"):
        if environment.get(variable):
            return "utf" in environment[variable].lower()
    return False


def erases_in_colour(environment: Mapping[str, str]) -> bool:
    """Whether the terminal gives erased cells the background in force (terminfo calls it bce).

    screen does not; tmux does since version 2.4, and says its name since 3.2.
    """
    term = environment.get("TERM", "")
    if environment.get("TMUX"):
        return environment.get("TERM_PROGRAM") == "tmux"
    return not (_in_screen(environment, term) or term.startswith(("vt", "ansi")))


def _in_screen(environment: Mapping[str, str], term: str) -> bool:
    if environment.get("TMUX"):
        return False
    return bool(environment.get("STY")) or term.startswith("screen")


def _inside(environment: Mapping[str, str], term: str) -> tuple[str, ...]:
    signs = {
        "tmux": bool(environment.get("TMUX")),
        "screen": _in_screen(environment, term),
        "zellij": bool(environment.get("ZELLIJ")),
        "ssh": bool(environment.get("SSH_CONNECTION") or environment.get("SSH_TTY")),
    }
    return tuple(name for name, seen in signs.items() if seen)
