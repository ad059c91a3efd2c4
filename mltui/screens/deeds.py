"""How deeds read: in passing when they are done, and in the history of the sitting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mltui.actions.action import Refusal
from mltui.actions.sitting import Deed, StepBack
from mltui.actions.subject import called, listed
from mltui.series.moments import CLOCK, local

#: Of one deed, what was refused and is named; the rest is counted.
MOST_NAMED = 20

#: What stands before a line that belongs to the one above: as wide as a moment.
INDENT = " " * 10


def told(deed: Deed) -> tuple[str, str]:
    """Return a sentence about what came of a deed, and how severe it is."""
    outcome, action = deed.outcome, deed.action
    if outcome is None:
        return f"{action.doing.capitalize()}…", "information"
    done = max(len(outcome.changed), len(outcome.created))
    first = deed.subjects[0].name if deed.subjects else deed.text
    refused = len(outcome.refused)
    if done and not refused and outcome.said:
        return outcome.said, "information"
    if done and not refused:
        what = called(first) if len(deed.subjects) <= 1 else action.kind.counted(done)
        back = deed.undoes is not None and deed.undoes.action.name == action.name
        past = f"{action.past} {'as before' if back else deed.target}".strip()
        return f"{what.capitalize() if done > 1 else what} {past}.", "information"
    if refused == 1 and not done:
        name = deed.names.get(outcome.refused[0].id) or first
        return f"Could not {action.infinitive} {called(name)}: {outcome.refused[0].reason}", "error"
    if refused:
        return f"{action.kind.counted(done)} {action.past}, {refused:,} not.", "warning"
    return "", "information"


def seen_late(deed: Deed, late: Sequence[str], at: float) -> str:
    """Say that a later look has found something done, which need not be by what was sent."""
    names = deed.names
    told_of = listed([names.get(one) or one for one in late])
    return f"{deed.action.begins} {told_of}: done when looked at again {local(at, CLOCK)}."


def deed_lines(deeds: Sequence[Deed]) -> list[str]:
    """Return the deeds, the newest first, one a line, what was refused below it."""
    lines: list[str] = []
    for deed in reversed(deeds):
        at = local(deed.at, CLOCK)
        sentence, _ = told(deed)
        undone = ""
        if deed.undone and deed.outcome is not None:
            partly = len(deed.undone) < len(deed.outcome.before)
            undone = f"  (undone for {len(deed.undone):,})" if partly else "  (undone)"
        back = "undo: " if deed.undoes is not None else ""
        lines.append(f"{at}  {back}{sentence or deed.action.name}{undone}")
        if about := _about(deed):
            lines.append(f"{INDENT}{listed(about)}")
        for seen_at in dict.fromkeys(deed.late.values()):
            late = [one for one, when in deed.late.items() if when == seen_at]
            lines.append(f"{INDENT}{seen_late(deed, late, seen_at)}")
        refused = deed.outcome.refused if deed.outcome is not None else ()
        if len(refused) > 1 or (refused and deed.outcome and deed.outcome.changed):
            lines += [f"{INDENT}{line}" for line in refusal_lines(deed, refused[:MOST_NAMED])]
            if len(refused) > MOST_NAMED:
                lines.append(f"{INDENT}and {len(refused) - MOST_NAMED:,} more")
    return lines


def refusal_lines(deed: Deed, refused: Iterable[Refusal]) -> list[str]:
    """Return a line for each of what was refused of a deed, with the reason."""
    names = deed.names
    return [f"{called(names.get(one.id) or one.id)}: {one.reason}" for one in refused]


def _about(deed: Deed) -> list[str]:
    """Return the names that a deed's sentence does not tell: of several, or of what goes on."""
    names = deed.names
    if deed.outcome is None:
        return list(names.values())
    done = [one for one in deed.outcome.changed if one in names and one not in deed.late]
    return [names[one] for one in done] if len(names) > 1 else []


def undoing(deed: Deed, steps: Sequence[StepBack]) -> str:
    """Say what taking a deed back would do, and to whom: it may have been a while ago."""
    named: dict[str, list[str]] = {}
    for step in steps:
        as_before = " as before" if step.action.name == deed.action.name else ""
        # What goes back to places of its own takes a step for each.
        names = named.setdefault(f"{step.action.begins} {{}}{as_before}", [])
        names += [subject.name for subject in step.subjects]
    return "\n".join(
        f"{what.format(deed.action.kind.counted(len(names)))}: {listed(names)}."
        for what, names in named.items()
    )
