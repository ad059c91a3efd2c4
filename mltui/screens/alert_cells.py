"""Rows of what happened and of what is watched. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mltui.live.task_rows import RUNNING
from mltui.screens.task_cells import age
from mltui.widgets import glyphs
from mltui.widgets.columns import Column
from mltui.widgets.rows import Cell, Row

if TYPE_CHECKING:
    # Home says what happened last: it shall not have to import how that is found out.
    from mltui.live.alerts import Fired
    from mltui.live.watches import Fact, Watch

FIRED_COLUMNS = (
    Column("at", "WHEN", width=5, align="right", priority=8),
    Column("name", "WHAT HAPPENED", priority=9, minimum=14, maximum=34),
    Column("sentence", "", flex=3, priority=9, minimum=24),
    Column("because", "WATCHED AS", flex=1, priority=4, minimum=16),
)

WATCH_COLUMNS = (
    Column("kind", "WATCHED", width=7, priority=7),
    Column("name", "", flex=2, priority=9, minimum=20),
    Column("state", "NOW", width=12, priority=6),
    Column("wish", "TELLS WHEN", flex=2, priority=8, minimum=20),
)


def fired_key(number: int) -> str:
    """Return the key of the alert's row with this place in the list."""
    return f"fired {number}"


def alert_look(fact: Fact) -> tuple[str, str]:
    """Return the sign and the colour of what happened."""
    plain = glyphs.ascii_only()
    if fact.word in ("fails", "gone"):
        failed = glyphs.status("failed")
        return failed.ascii if plain else failed.glyph, "bad"
    if fact.word == "ends":
        # What an earlier version kept does not say how it ended.
        ended = glyphs.status(fact.status or "completed")
        token = "good" if ended.word == "completed" else ended.token
        return ended.ascii if plain else ended.glyph, token
    return glyphs.sign("⚠"), "warn"


def fired_row(number: int, fired: Fired, now: float, *, fresh: bool) -> Row:
    """Return the row of something that happened.

    Args:
        number: Its place in the list.
        fired: What happened.
        now: Epoch seconds, for ages.
        fresh: Nobody has looked at it before.
    """
    sign, token = alert_look(fired.fact)
    return Row(
        fired_key(number),
        {
            "at": Cell(age(fired.at, now), "muted"),
            "name": Cell(fired.fact.name, "strong" if fresh else ""),
            "sentence": Cell(f"{sign} {fired.fact.sentence}", token),
            "because": Cell(fired.because, "faint"),
        },
    )


def watch_row(watch: Watch, state: str, said: str, failure: str = "") -> Row:
    """Return the row of a watch.

    Args:
        watch: What is watched.
        state: A task's status, how many wait in a queue; empty where it is not known.
        said: What came of the last look: how many go on, or how a running task looks.
        failure: Why it could not be looked at; empty if it could.
    """
    shown, token = state or said, "muted"
    if watch.target == "task" and state:
        status = glyphs.status(said if said and state == RUNNING else state)
        shown, token = status.label(glyphs.ascii_only()), status.token
    return Row(
        watch.key,
        {
            "kind": Cell(str(watch.target), "muted"),
            "name": Cell(watch.name),
            "state": Cell(shown, token),
            "wish": Cell(f"{glyphs.sign('⚠')} {failure}", "warn")
            if failure
            else Cell(watch.wish, "accent"),
        },
    )
