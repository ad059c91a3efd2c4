"""What an action would change, before it is sent: who changes, who is skipped and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from mltui.actions.action import Action, Subject
from mltui.actions.subject import listed

#: Deleting more than this takes typing how many.
TYPED_ABOVE = 10

#: What a reason of one begins with, where it is that of several.
_OF_EACH = re.compile(r"^it\b")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A subject that the action leaves alone, and why."""

    subject: Subject
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """An action with the subjects it would change and those it would not.

    Attributes:
        action: What would be done.
        changing: To whom.
        skipped: Who is left alone.
        foreseen: What else would happen, in sentences from asking the server.
        target: Where to or into what, as it goes on after who changes: "to “gpu”".
    """

    action: Action
    changing: tuple[Subject, ...]
    skipped: tuple[Skipped, ...]
    foreseen: tuple[str, ...] = ()
    target: str = ""

    @property
    def asks(self) -> bool:
        """Whether a person must agree first."""
        several = self.action.plans and len(self.changing) + len(self.skipped) > 1
        return self.action.destroys or several or bool(self.foreseen)

    @property
    def typed(self) -> bool:
        """Whether agreeing takes typing how many change."""
        return self.action.typed and len(self.changing) > TYPED_ABOVE

    @property
    def title(self) -> str:
        """The plan as a question: "Reset 2 tasks?"."""
        return f"{self.action.begins} {self.counted}?"

    @property
    def counted(self) -> str:
        """How many change: "3 tasks"."""
        return self.action.kind.counted(len(self.changing))

    def text(self) -> str:
        """Say in lines of plain text what would happen."""
        verb = self.action.begins
        together = self.action.kind.counted(len(self.changing) + len(self.skipped))
        several = f"{len(self.changing):,} of {together}" if self.skipped else self.counted
        target = f" {where}" if (where := self.target or self.action.where) else ""
        names = listed([subject.name for subject in self.changing])
        lines = [f"{verb} {several}{target}: {names}."]
        if not self.changing:
            lines = [f"{verb}{target}: nothing would change."]
        if len(self.changing) == 1:
            lines = [f"{verb} “{self.changing[0].name}”{target}."]
        # The list of what else would happen may be longer than the dialog; this is seen first.
        lines += self._lost()
        lines += self.foreseen
        lines += [f"Left alone: {who}" for who in self._left_alone()]
        return "\n".join(lines)

    def _lost(self) -> Iterable[str]:
        """Yield what can't be brought back."""
        action, several = self.action, len(self.changing) > 1
        if action.destroys and self.changing:
            loses = action.loses_of_several if several and action.loses_of_several else action.loses
            yield f"This can’t be undone: {loses}."

    def why_nothing(self) -> str:
        """Say why nothing would change, as it goes on after "Could not stop:"."""
        if len(self.skipped) == 1:
            return f"{self.skipped[0].reason}."
        reasons = {skip.reason for skip in self.skipped}
        if len(reasons) == 1:
            return f"{_OF_EACH.sub('each', reasons.pop())}."
        return " ".join(self._left_alone()) or "nothing is chosen."

    def _left_alone(self) -> Iterable[str]:
        """Yield for each reason who is left alone for it."""
        for reason in dict.fromkeys(skip.reason for skip in self.skipped):
            names = [skip.subject.name for skip in self.skipped if skip.reason == reason]
            why = f": {_OF_EACH.sub('each', reason)}" if len(names) > 1 else f", {reason}"
            yield f"{listed(names)}{why}."

    def with_target(self, target: str) -> Plan:
        """Return the plan with where to."""
        return replace(self, target=target)

    def with_foreseen(self, sentences: Iterable[str]) -> Plan:
        """Return the plan with what else would happen."""
        return replace(self, foreseen=tuple(sentences))


def plan(
    action: Action, subjects: Iterable[Subject], busy: Mapping[str, str] | None = None
) -> Plan:
    """Sort subjects into those an action may change and those it may not.

    Args:
        action: What would be done.
        subjects: To whom.
        busy: By id, what is being done to some of them already, such as "archiving".
    """
    changing: list[Subject] = []
    skipped: list[Skipped] = []
    each = list(dict.fromkeys(subjects))
    reasons = action.reasons(each)
    for subject in each:
        doing = (busy or {}).get(subject.id)
        reason = f"{doing} is under way" if doing else reasons.get(subject.id)
        if reason is None:
            changing.append(subject)
        else:
            skipped.append(Skipped(subject, reason))
    return Plan(action, tuple(changing), tuple(skipped))
