"""Who makes a call."""

from __future__ import annotations

from dataclasses import dataclass

COMPANY_ID = "d1bd92a3b039400cbafc60a7a5b1e52b"
"""The one company (workspace) of a server of one's own; the id the ClearML server gives it too."""

COMPANY_NAME = "clearml"


@dataclass(frozen=True, slots=True)
class Identity:
    """A user and what this user may do.

    Attributes:
        user: the user's id.
        company: the id of the user's company.
        role: `user`, `admin`, `system` or `root`, a few endpoints ask for one of the last three;
            `guest` or `annotator` may only look.
        user_name: the user's name, "" if not known.
    """

    user: str
    company: str = COMPANY_ID
    role: str = "user"
    user_name: str = ""


NOBODY = Identity(user="", role="")
"""Who calls an endpoint that needs no login without logging in."""
