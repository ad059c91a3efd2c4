"""Keys that rest while there is nothing for them to act on."""

from __future__ import annotations


class Resting:
    """A part of a screen whose keys are offered only while they do something.

    Goes before the part's other bases. A key that rests stays bound: what it means on the page
    underneath, such as `m` to move the task, would else be done by those who press it a moment
    before the first answer is there.
    """

    def rests(self, action: str) -> bool:
        """Return whether there is nothing now that an action of this part could act on.

        Args:
            action: Its name, without parameters.
        """
        raise NotImplementedError
