"""What was done in this sitting: what is under way, what came of the rest, and how to undo it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile

from mltui.actions.action import Action, Outcome, Refusal, Subject
from mltui.actions.looking_again import not_done
from mltui.actions.subject import Kind, ids
from mltui.actions.table import find

#: Deeds that the history keeps; the oldest that ended are forgotten first.
MOST_DEEDS = 500


@dataclass(slots=True)
class Deed:
    """One action that was sent, with what came of it.

    Attributes:
        action: What was done.
        subjects: To whom, as they were seen then.
        text: What the action wanted.
        at: When it was sent, epoch seconds.
        outcome: What came of it; None while it is under way.
        undone: Ids of those for whom it was taken back.
        settled: Ids of those for whom it was, or cannot be any more.
        failing: Ids of those for whom it was tried once and nobody knows why it was not done.
        going_back: It is being taken back.
        undoes: The deed that it takes back.
        target: Where to, as the plan said it: "to “gpu”".
        late: When it was found done, epoch seconds, by the ids of those for whom it was not yet
            when that was looked at first.
    """

    action: Action
    subjects: tuple[Subject, ...]
    text: str
    at: float
    outcome: Outcome | None = None
    undone: set[str] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)
    failing: set[str] = field(default_factory=set)
    going_back: bool = False
    undoes: Deed | None = None
    target: str = ""
    late: dict[str, float] = field(default_factory=dict)

    @property
    def doing(self) -> str:
        """What is being done, such as "archiving"."""
        return self.action.doing

    @property
    def amiss(self) -> bool:
        """Whether some of it was refused, or not done as wished."""
        return self.outcome is not None and bool(self.outcome.refused or self.outcome.noticed)

    @property
    def undoable(self) -> bool:
        """Whether there is a way back."""
        return not self.going_back and self.undoes is None and bool(steps_back(self))

    @property
    def names(self) -> dict[str, str]:
        """The names of its subjects, by their ids."""
        return {subject.id: subject.name for subject in self.subjects}


@dataclass(slots=True, eq=False)
class Errand:
    """A small change that a screen sends itself; it is in no history.

    Attributes:
        doing: What is being done.
        amiss: It was not done.
    """

    doing: str = "sending"
    amiss: bool = False


@dataclass(frozen=True, slots=True)
class StepBack:
    """An action to send for some subjects, to undo another."""

    action: Action
    subjects: tuple[Subject, ...]
    text: str


@dataclass(slots=True)
class Sitting:
    """The deeds of one run of the program, the newest last.

    Attributes:
        deeds: All of them.
        busy: By id, what is being done at the moment, such as "archiving".
        errands: What screens are sending at the moment.
        changing: What tells these from each other, where the same must not be sent twice.
    """

    deeds: list[Deed] = field(default_factory=list)
    busy: dict[str, str] = field(default_factory=dict)
    errands: list[Errand] = field(default_factory=list)
    changing: set[tuple[str, str]] = field(default_factory=set)

    def begin(
        self,
        action: Action,
        subjects: Iterable[Subject],
        text: str,
        at: float,
        undoes: Deed | None = None,
        target: str = "",
    ) -> Deed:
        """Note that an action is sent; its subjects are busy until it ends."""
        deed = Deed(action, tuple(subjects), text, at, undoes=undoes, target=target)
        self.deeds.append(deed)
        self._forget_oldest()
        for subject in deed.subjects:
            self.busy[subject.id] = action.doing
        return deed

    def _forget_oldest(self) -> None:
        ended = (at for at, deed in enumerate(self.deeds) if deed.outcome is not None)
        for at in reversed(list(islice(ended, max(len(self.deeds) - MOST_DEEDS, 0)))):
            del self.deeds[at]

    def end(self, deed: Deed, outcome: Outcome) -> None:
        """Note what came of it."""
        deed.outcome = outcome
        for subject in deed.subjects:
            self.busy.pop(subject.id, None)
        if deed.undoes is not None:
            _note_undone(deed.undoes, outcome)

    def in_doubt(self, deed: Deed) -> list[Subject]:
        """Return those for whom a deed may still be done, as they were just before it.

        Whoever was acted upon again since is not among them: that may be what a look would see.
        """
        if deed.outcome is None or deed.action.drifts:
            return []
        since = takewhile(lambda one: one is not deed, reversed(self.deeds))
        again = {subject.id for later in since for subject in later.subjects}
        return [subject for subject in deed.outcome.doubtful if subject.id not in again]

    def note_look(
        self, deed: Deed, looked_at: Iterable[Subject], done: Sequence[Subject], at: float
    ) -> None:
        """Note what a later look at some of a deed has found.

        Args:
            deed: What was done.
            looked_at: Those who were looked at.
            done: Those of them for whom it is done by now.
            at: When that was, epoch seconds.
        """
        outcome = deed.outcome
        if outcome is None:
            return
        found, seen = set(ids(done)), set(ids(looked_at))
        deed.outcome = replace(
            outcome,
            changed=(*outcome.changed, *ids(done)),
            before=(*outcome.before, *done),
            refused=tuple(
                _as_seen(refusal, at) if refusal.id in seen else refusal
                for refusal in outcome.refused
                if refusal.id not in found
            ),
            doubtful=tuple(one for one in outcome.doubtful if one.id not in found),
        )
        deed.late |= dict.fromkeys(ids(done), at)
        if deed.undoes is not None:
            _note_undone(deed.undoes, Outcome(tuple(ids(done))))

    @contextmanager
    def errand(self) -> Iterator[Errand]:
        """Note that a screen sends something, for as long as the block lasts."""
        errand = Errand()
        self.errands.append(errand)
        try:
            yield errand
        finally:
            self.errands.remove(errand)

    @property
    def under_way(self) -> tuple[Deed | Errand, ...]:
        """What was sent and is not answered yet."""
        return (*(deed for deed in self.deeds if deed.outcome is None), *self.errands)

    @property
    def last_undoable(self) -> Deed | None:
        """The newest deed that can be taken back."""
        return next((deed for deed in reversed(self.deeds) if deed.undoable), None)


def _as_seen(refusal: Refusal, at: float) -> Refusal:
    return replace(refusal, reason=not_done(refusal.fault, at), unsure=False, sent=True)


def _note_undone(deed: Deed, outcome: Outcome) -> None:
    """Note for whom a deed was taken back, and for whom that is over though it was not.

    What was refused is over. What did not reach the server can be tried as often as it takes, and
    what was sent in vain once more: the second time is no chance, and older deeds wait behind it.
    """
    failed = {refusal.id for refusal in outcome.refused if refusal.again and refusal.sent}
    final = {refusal.id for refusal in outcome.refused if not refusal.again}
    deed.undone |= set(outcome.changed)
    deed.settled |= {*outcome.changed, *final, *(failed & deed.failing)}
    deed.failing |= failed


def steps_back(deed: Deed) -> list[StepBack]:
    """Return what is left to send to undo a deed; subjects with the same step go together."""
    if deed.outcome is None or deed.action.inverse is None:
        return []
    steps: dict[tuple[str, str], list[Subject]] = {}
    for before in deed.outcome.before:
        if before.id in deed.settled:
            continue
        step = deed.action.inverse(before, deed.text)
        if step is not None and (step.text or step.action != "tag"):
            steps.setdefault((step.action, step.text), []).append(before)
    # What came to a queue, or to its end, goes back to its places from the front on; what came to
    # its front from the end on. So none that goes back moves one that has.
    order = sorted(steps.items(), key=_place, reverse=deed.action.edge > 0)
    return [_step(deed.action.kind, name, text, subjects) for (name, text), subjects in order]


def _place(item: tuple[tuple[str, str], list[Subject]]) -> int:
    return min(subject.place for subject in item[1])


def _step(kind: Kind, name: str, text: str, subjects: list[Subject]) -> StepBack:
    action = find(kind, name)
    # How it was before is no news now: nobody is to be told that it changed since.
    moved = [replace(subject, kind=action.kind, status="") for subject in subjects]
    return StepBack(action, tuple(moved), text)
