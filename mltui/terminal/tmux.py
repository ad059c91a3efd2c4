"""What tmux is to hand through to the terminal that it runs in."""

from __future__ import annotations


def handed_through(sequence: str) -> str:
    """Returns a control string that tmux hands through as it is, if it is allowed to."""
    return f"\x1bPtmux;{sequence.replace(chr(27), chr(27) * 2)}\x1b\\"
