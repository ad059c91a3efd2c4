"""Matching by regular expressions inside SQLite: so long and no longer."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from mltui.expressions import CostlyExpression, expression

LONGEST_CALL_S = 3.0
"""How long the texts of one call to the server may be searched, seconds."""


class Matching:
    """The function behind `REGEXP`, and how long it has worked for the present call."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        """Makes it.

        Args:
            timer: tells seconds that pass.
        """
        self._timer = timer
        self._spent = 0.0
        self.given_up = False

    def begin(self) -> None:
        """A call begins: what was used up before is forgotten."""
        self._spent = 0.0
        self.given_up = False

    def regexp(self, pattern: str, value: object) -> bool:
        """Whether a text has the pattern in it, in any case.

        Raises:
            CostlyExpression: the time is used up, of which SQLite tells only that something was
                raised; `given_up` says so too.
        """
        if not isinstance(value, str):
            return False
        if self._spent > LONGEST_CALL_S:
            self.given_up = True
            raise CostlyExpression("it takes too long")
        begin = self._timer()
        found = expression(pattern, re.IGNORECASE).is_in(value)
        self._spent += self._timer() - begin
        return found
