"""What makes a terminal tell its person something, also when its window is not in sight.

OSC 9 (iTerm2, and many since) carries one text, OSC 777 (rxvt, VTE, foot) a title and a text. A
terminal that knows neither ignores both.
"""

from __future__ import annotations

from collections.abc import Mapping

from mltui.terminal.sanitise import clean
from mltui.terminal.tmux import handed_through

#: Longer texts are cut, characters.
LONGEST = 200

TITLE = "mltui"

_KNOW_777 = ("rxvt", "foot", "urxvt")


def notification(text: str, way: str, environment: Mapping[str, str]) -> str:
    """Return what to write to the terminal, "" where nothing can be told.

    Args:
        text: One line from anywhere; cleaned and cut here.
        way: `osc9`, `osc777`, `off`, or `auto` for what the terminal's name suggests.
        environment: The program's environment, which names the terminal.
    """
    if way == "auto":
        way = _suggested(environment)
    said = clean(text)[:LONGEST]
    if way == "osc777":
        # A semicolon would end the text.
        sequence = f"\x1b]777;notify;{TITLE};{said.replace(';', ',')}\x07"
    elif way == "osc9":
        # Begun with a number, some terminals take it for a progress bar.
        sequence = f"\x1b]9;{TITLE}: {said}\x07"
    else:
        return ""
    if environment.get("TMUX"):
        return handed_through(sequence)
    return sequence


def _suggested(environment: Mapping[str, str]) -> str:
    term = environment.get("TERM", "")
    if environment.get("STY"):
        return "off"  # screen shows what it does not know as text
    if term.startswith(_KNOW_777) or environment.get("VTE_VERSION"):
        return "osc777"
    return "osc9"
