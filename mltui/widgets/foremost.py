"""The key that is offered before all others."""

from __future__ import annotations


class Foremost:
    """A screen that knows what is likely wished for now, which a narrow line must not leave out.

    Goes before the screen's other bases.
    """

    def foremost(self) -> str:
        """Return the action whose key goes before all others, "" for their usual order."""
        raise NotImplementedError
