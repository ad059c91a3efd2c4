"""What the doctor found: findings in sections, as text and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from mltui.terminal.sanitise import clean

State = Literal["ok", "note", "problem"]

_MARKS: dict[State, str] = {"ok": " ", "note": "!", "problem": "x"}
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        what: What was looked at.
        found: What was found there. May come from the server: it is cleaned when shown.
        state: "problem" if the monitor cannot work with it, "note" if it is worth a look.
        advice: What to do about it, a sentence.
    """

    what: str
    found: str
    state: State = "ok"
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Findings that belong together."""

    title: str
    findings: tuple[Finding, ...]


def has_problems(sections: Iterable[Section]) -> bool:
    """Return whether anything keeps the monitor from working."""
    return any(each.state == "problem" for section in sections for each in section.findings)


def verdict(sections: Iterable[Section]) -> str:
    """Return one line: whether the monitor can work, and what to look at first."""
    findings = [each for section in sections for each in section.findings]
    said = "All is well: the monitor can work."
    if problem := next((each for each in findings if each.state == "problem"), None):
        first, end, _ = f"{problem.found} ".partition(". ")
        wrong = first if end else f"{problem.what}: {first.rstrip()}"
        said = f"The monitor cannot work yet. Mend first: {wrong}."
    elif notes := dict.fromkeys(each.what for each in findings if each.state == "note"):
        said = f"The monitor can work. Worth a look: {', '.join(notes)}."
    return clean(said)


def as_text(sections: Sequence[Section]) -> str:
    """Return the report for a person: "!" marks what is worth a look, "x" what is wrong.

    It ends with the verdict.
    """
    widths = [len(each.what) for section in sections for each in section.findings]
    label = max(widths, default=0) + 2
    blocks = []
    for section in sections:
        lines = [section.title]
        for each in section.findings:
            lines += _lines(each, label)
        blocks.append("\n".join(lines))
    blocks.append(verdict(sections))
    return "\n\n".join(blocks) + "\n"


def as_json(sections: Sequence[Section]) -> str:
    """Return the report for a program."""
    report = {
        "good": not has_problems(sections),
        "verdict": verdict(sections),
        "sections": {
            section.title: [asdict(each) for each in section.findings] for section in sections
        },
    }
    return json.dumps(report, indent=2, ensure_ascii=True) + "\n"


def _lines(finding: Finding, label: int) -> list[str]:
    start = f"{_MARKS[finding.state]} {finding.what:<{label}}"
    lines = textwrap.wrap(
        clean(finding.found),
        _WIDTH,
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_on_hyphens=False,
        break_long_words=False,
    )
    if finding.advice:
        indent = " " * len(start)
        lines += textwrap.wrap(
            clean(finding.advice), _WIDTH, initial_indent=indent, subsequent_indent=indent
        )
    return lines or [start]
