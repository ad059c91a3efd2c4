"""Console messages to lines: several lines in one message, progress bars to their last state."""

from __future__ import annotations

import re

_LINE_BREAK = re.compile(r"\r*\n|\x0b|\x0c|\x85|\u2028|\u2029")
LONGEST = 20_000
"""Characters kept of one line; what comes after is cut."""


def lines_of(message: str, *, states: bool = False) -> list[str]:
    """Splits one console message into lines; the break at its end makes no empty line.

    Each line is what a terminal would show last of it: a carriage return starts the line again,
    as progress bars do. Colour sequences are still in it.

    Args:
        message: as it was reported.
        states: give all states of such a line, each as a line of its own.
    """
    if message.isprintable():
        return [message[:LONGEST]]
    parts = _LINE_BREAK.split(message)
    if len(parts) > 1 and parts[-1] == "":
        parts.pop()
    if states:
        parts = [state for part in parts for state in part.split("\r") if state or "\r" not in part]
    return [collapse(part) for part in parts]


def collapse(line: str) -> str:
    """Gives what stands last in a line that carriage returns and backspaces wrote over."""
    if "\r" in line:
        # The last state that shows anything: bars often end by wiping themselves with blanks.
        states = [state for state in line.split("\r") if state]
        seen = [state for state in states if state.strip()]
        line = (seen or states or [""])[-1]
    if "\b" in line:
        line = _backspaced(line)
    return line[:LONGEST]


def _backspaced(line: str) -> str:
    kept: list[str] = []
    for character in line:
        if character == "\b":
            if kept:
                kept.pop()
        else:
            kept.append(character)
    return "".join(kept)


def is_progress(line: str) -> bool:
    """Whether a line looks like a progress bar that the next one of its kind replaces.

    Recognised are tqdm's and rich's forms: a percentage with a bar or a count with a rate.
    """
    # Most lines of a log have neither: cheaper than the expressions.
    if "%" not in line and "/" not in line:
        return False
    if _PROGRESS.search(line):
        return True
    for first, then in _FORMS:
        found = first.search(line)
        if found is not None and then.search(line, found.end()):
            return True
    return False


# A line may be long, and anybody's: each expression looks at a character only a few times. What
# may stand apart is searched for in two steps; `.*` between the two would try all places of one
# with all of the other.
_PERCENTAGE = re.compile(r"\d%")
_PROGRESS = re.compile(r"\d%\s*[━╸╺█▉▊▋▌▍▎▏#=>-]{3}|\d/\d+ \[[=>.]{4,}\]")
_FORMS = (
    (re.compile(r"\d%\s*\|"), re.compile(r"\|\s*[\d.,kMG]+/[\d.,kMG?]")),
    (re.compile(r"[━╸╺]{3}"), _PERCENTAGE),
    (re.compile(r"\[[=#>. -]{4,}\]"), _PERCENTAGE),
)
_COUNTS = re.compile(r"[\d.,:]+|[█▉▊▋▌▍▎▏━╸╺#=>.\s-]+|\?")


_PERCENT = re.compile(r"(\d{1,3})%")
_COUNT = re.compile(r"(?<!\d)(\d{1,15})/(\d{1,15}) \[")


def replaces(line: str, before: str) -> bool:
    """Whether a line is the next state of the progress bar in the line before it.

    The bars of several epochs look alike: the next one begins where one had come to its end, or
    far behind it.
    """
    if not (is_progress(line) and is_progress(before) and _words(line) == _words(before)):
        return False
    name, done = _reached(line)
    name_before, done_before = _reached(before)
    if done_before >= 1.0:
        return done >= 1.0 and name == name_before
    return done >= done_before / 2


def _words(line: str) -> str:
    """Gives what stays the same in a progress bar while it advances."""
    return _COUNTS.sub("", line)[:40]


def _reached(line: str) -> tuple[str, float]:
    """Gives what a progress bar is called and how far it is, of 1."""
    found = _PERCENT.search(line)
    if found is not None:
        return line[: found.start()], int(found[1]) / 100
    found = _COUNT.search(line)
    if found is not None and int(found[2]):
        return line[: found.start()], int(found[1]) / int(found[2])
    return line, 0.0
