"""What the doctor says of the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from mltui.doctor.report import Finding, Section, State
from mltui.terminal.capabilities import USEFUL_COLUMNS, USEFUL_ROWS, Terminal
from mltui.terminal.graphics import graphics_by_name

_COLOURS = {0: "none", 8: "8 or 16", 256: "256", 1 << 24: "16 million"}


def look_at_terminal(
    terminal: Terminal, widths: Mapping[str, int | None], environment: Mapping[str, str]
) -> Section:
    """Return what the terminal can do.

    Args:
        terminal: The terminal.
        widths: Per glyph that the monitor draws how many columns the cursor moved, None where
            the terminal did not say; empty if it was not asked.
        environment: The environment variables.
    """
    findings = [_kind(terminal)]
    if terminal.interactive:
        findings += [_size(terminal), _colours(terminal), _unicode(terminal)]
        findings += [_widths(widths)] if widths else []
        findings.append(_images(terminal, environment))
        findings.append(Finding("inside", ", ".join(terminal.inside) or "nothing in between"))
        findings += _tmux(terminal)
    return Section("Terminal", tuple(findings))


def _kind(terminal: Terminal) -> Finding:
    if not terminal.interactive:
        if terminal.only_errors:
            return Finding("terminal", "standard error is a file or a pipe", "note")
        # A report is often sent into a file: that says nothing of the terminal.
        return Finding("terminal", "not looked at: input or output is a file or a pipe")
    state: State = "problem" if terminal.refusal else "ok"
    return Finding("terminal", f"TERM={terminal.term}", state, terminal.refusal)


def _size(terminal: Terminal) -> Finding:
    found = f"{terminal.columns} columns, {terminal.rows} rows"
    if terminal.columns >= USEFUL_COLUMNS and terminal.rows >= USEFUL_ROWS:
        return Finding("size", found)
    return Finding("size", found, "note", "The monitor is made for 80 columns and 24 rows or more.")


def _colours(terminal: Terminal) -> Finding:
    found = _COLOURS[terminal.colours]
    if terminal.colours >= 256:
        return Finding("colours", found)
    advice = (
        "If the terminal can show more, set COLORTERM=truecolor. Without colours every status "
        "still has a glyph and a word."
    )
    return Finding("colours", found, "note", advice)


def _images(terminal: Terminal, environment: Mapping[str, str]) -> Finding:
    if terminal.colours < 1 << 24 or not terminal.unicode:
        return Finding("images", "in few colours or characters, two dots in a cell")
    known = graphics_by_name("auto", environment)
    if known is None:
        return Finding(
            "images",
            "the terminal is asked when the first one is shown: kitty 0.28 or later and those "
            "with sixels draw them, others two dots in a cell",
        )
    if known.protocol == "kitty":
        return Finding("images", "by kitty's protocol")
    advice = 'Where both can do it, images = "kitty" or "sixel" has them drawn all the same.'
    return Finding("images", "two dots in a cell: something is in between", "ok", advice)


def _unicode(terminal: Terminal) -> Finding:
    if terminal.unicode:
        return Finding("unicode", "yes")
    return Finding("unicode", "no", "note", "Set LANG=C.UTF-8 for plots and glyphs.")


def _widths(widths: Mapping[str, int | None]) -> Finding:
    if all(width is None for width in widths.values()):
        return Finding("glyphs", "the terminal did not say how wide it draws them", "note")
    wide = [glyph for glyph, width in widths.items() if width not in (1, None)]
    if not wide:
        return Finding("glyphs", "each one column wide, as they should be")
    advice = 'Tables may look ragged: switch off "ambiguous characters are wide" in the terminal.'
    return Finding("glyphs", f"drawn wider than one column: {' '.join(wide)}", "note", advice)


def _tmux(terminal: Terminal) -> list[Finding]:
    if "tmux" in terminal.inside and terminal.colours < 1 << 24:
        advice = (
            'For all colours in tmux: set -as terminal-features ",*:RGB" and COLORTERM=truecolor.'
        )
        return [Finding("tmux", "passes on fewer colours than it could", "note", advice)]
    return []
