"""What an action would change, before it is sent: who changes, who is skipped and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mltui.actions.action import Action, Subject


@dataclass(frozen=True, slots=True)
class Skipped:
    """A task that the action leaves alone, and why."""

    subject: Subject
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """An action with the tasks it would change and those it would not."""

    action: Action
    changing: tuple[Subject, ...]
    skipped: tuple[Skipped, ...]

    @property
    def asks(self) -> bool:
        """Whether a person must agree first: it destroys, or is about more than one task."""
        return self.action.destroys or len(self.changing) + len(self.skipped) > 1

    def text(self) -> str:
        """Says in lines of plain text what would happen."""
        lines = [f"{self.action.name.capitalize()} {counted(len(self.changing))}."]
        if len(self.changing) == 1:
            lines = [f"{self.action.name.capitalize()} “{self.changing[0].name}”."]
        if self.action.destroys and self.changing:
            lines.append(f"This can’t be undone: {self.action.loses}.")
        lines += [f"Left alone: “{skip.subject.name}”, {skip.reason}." for skip in self.skipped[:5]]
        if len(self.skipped) > 5:
            lines.append(f"Left alone: {counted(len(self.skipped) - 5)} more.")
        return "\n".join(lines)


def plan(action: Action, subjects: Iterable[Subject]) -> Plan:
    """Sorts tasks into those an action may change and those it may not."""
    changing: list[Subject] = []
    skipped: list[Skipped] = []
    for subject in subjects:
        reason = action.why_not(subject)
        if reason is None:
            changing.append(subject)
        else:
            skipped.append(Skipped(subject, reason))
    return Plan(action, tuple(changing), tuple(skipped))


def counted(number: int) -> str:
    """Says a number of tasks: "1 task", "3 tasks"."""
    return f"{number} task" if number == 1 else f"{number} tasks"
