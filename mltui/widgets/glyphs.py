"""One-cell signs: status glyphs, cursor and mark, with what to draw where Unicode is missing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Status:
    """How a status is shown: sign, word and palette token; never by colour alone."""

    glyph: str
    ascii: str
    word: str
    token: str

    def label(self, plain: bool = False) -> str:
        """Gives sign and word, such as `● running`; plain keeps to ASCII."""
        return f"{self.ascii if plain else self.glyph} {self.word}"


STATUSES = {
    "in_progress": Status("●", "*", "running", "running"),
    "queued": Status("◌", "~", "queued", "queued"),
    "completed": Status("✓", "+", "completed", "completed"),
    "failed": Status("✗", "x", "failed", "failed"),
    "stopped": Status("■", "#", "stopped", "stopped"),
    "closed": Status("■", "#", "closed", "stopped"),
    "created": Status("○", "o", "draft", "created"),
    "published": Status("⬆", "^", "published", "published"),
    "publishing": Status("⬆", "^", "publishing", "published"),
    "stopping": Status("●", "*", "stopping", "stalled"),
    "stalled": Status("⚠", "!", "stalled", "stalled"),
    "diverged": Status("∞", "8", "diverged", "diverged"),
    "unknown": Status("?", "?", "unknown", "unknown"),
}
"""By the server's status name; and `stopping`, `stalled` and `diverged`, which a running one is."""

CURSOR = "▸"
MARK = "✚"
ELLIPSIS = "…"
ASCII = {
    CURSOR: ">",
    MARK: "+",
    ELLIPSIS: "~",
    "↓": "v",
    "↑": "^",
    "●": "*",
    "○": "o",
    "·": "-",
    "–": "-",
    "│": "|",
    "─": "-",
    "━": "-",
    "█": "#",
    "▇": "#",
    "░": ".",
    "▒": ":",
    "…": "~",
    "⚠": "!",
}
"""What stands for a sign on a terminal without Unicode."""

_plain = False


def status(name: str) -> Status:
    """Finds how a status is shown; one that this version doesn't know keeps its own name."""
    found = STATUSES.get(name)
    return found if found else Status("?", "?", name.replace("_", " ") or "unknown", "unknown")


def use_ascii(plain: bool) -> None:
    """Sets for the whole program whether signs keep to ASCII (a terminal without Unicode)."""
    global _plain
    _plain = plain


def ascii_only() -> bool:
    """Whether signs keep to ASCII."""
    return _plain


def sign(glyph: str) -> str:
    """Gives a glyph, or what stands for it on a terminal without Unicode."""
    return ASCII.get(glyph, "?") if _plain and not glyph.isascii() else glyph
