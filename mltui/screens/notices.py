"""What of all that is told in passing gives way to what is told next. A pure function."""

from __future__ import annotations

from collections.abc import Iterable

from textual.notifications import Notification

#: Of what was done, so much is told at a time: more of it would cover the list.
MOST = 2


def giving_way(
    new: Notification, shown: Iterable[Notification], usual_s: float
) -> list[Notification]:
    """Return what need not be shown any longer.

    It is what says the same, and what was done before the last. Warnings, failures and what is
    told for longer stay for their time.

    Args:
        new: What is told now.
        shown: What was told before, the oldest first.
        usual_s: How long is told what was done, seconds.
    """
    gone: list[Notification] = []
    done: list[Notification] = []
    for one in (*shown, new):
        if one is not new and (one.title, one.message) == (new.title, new.message):
            gone.append(one)
        elif one.severity == "information" and one.timeout == usual_s:
            done.append(one)
    return [*gone, *done[:-MOST]]
