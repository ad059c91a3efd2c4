"""What the actions of a screen are about, looked up once for all of its keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from mltui.actions.action import Action
from mltui.actions.subject import Subject


class AtHand:
    """The subjects of this moment; there may be tens of thousands, and there are many actions."""

    def __init__(self, look: Callable[[], list[Subject]]) -> None:
        """Take how they are looked up, which is done when somebody asks for them."""
        self._look = look

    @cached_property
    def subjects(self) -> list[Subject]:
        """All of them."""
        return self._look()

    @cached_property
    def _sorts(self) -> list[Subject]:
        """One of every status, of the archived and of the others."""
        return list({(one.status, one.archived): one for one in self.subjects}.values())

    def any_allows(self, action: Action) -> bool:
        """Return whether an action is allowed for one of them at least."""
        # Without a rule of its own it goes by the sort alone.
        some = self._sorts if action.allowed is None else self.subjects
        return any(action.why_not(one) is None for one in some)
