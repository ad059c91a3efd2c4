"""The questions that are put before something is watched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mltui.actions.action import Subject
from mltui.actions.subject import Kind, called
from mltui.live.watches import ENDED, FAILED, WORDS, Target, Watch, parse_wish

if TYPE_CHECKING:
    from mltui.live.wishes import Found
    from mltui.screens.acting import ActingScreen
    from mltui.widgets.ask_text import AskText

#: What is told of a task or a filter, unless something else is typed.
USUAL = " ".join(WORDS)

#: From how many waiting tasks on a queue is called long, unless another number is typed.
LONG = 10


async def watch(screen: ActingScreen, subjects: Sequence[Subject]) -> None:
    """Ask what is to be told of subjects, and watch them; what is watched already, no longer."""
    try:
        said, severity = await _changed(screen, await _targets(screen, subjects))
    finally:
        screen.decided()
    if said:
        screen.tell(said, severity)
        screen.host.alerts_changed()
        screen.watches_changed()


async def _changed(screen: ActingScreen, watches: Sequence[Watch]) -> tuple[str, str]:
    """Watch, or watch no longer; return what was done, empty for nothing, and how it is said."""
    if not watches:
        return "", ""
    alerts, now, named = screen.host.alerts, screen.host.timing.now(), _named(watches)
    if all(alerts.watch_of(one.target, one.identity) for one in watches):
        alerts.forget([one.key for one in watches], now)
        return f"{named} is watched no longer.", "information"
    text = await screen.app.push_screen_wait(_question(watches[0], named))
    read = [parse_wish(one, text) for one in watches] if text is not None else []
    wishes = [wish for wish in read if isinstance(wish, Watch)]
    if not wishes:
        return "", ""
    for wish in wishes:
        alerts.add(wish, now)
    found = await _found(screen, wishes)
    severity = "warning" if found.unknown else "information"
    return f"{named} is watched{_in_words(found, wishes)} :alerts lists what happens.", severity


async def _found(screen: ActingScreen, wishes: Sequence[Watch]) -> Found:
    """Return what holds already and what was never reported; nothing if that can't be asked."""
    from mltui.api.errors import ApiError
    from mltui.live.wishes import Found, ask_found

    client = screen.host.client
    if client is None:
        return Found()
    try:
        return await ask_found(client, wishes, screen.host.timing.now())
    except ApiError:
        # The screen in sight asks the same server and says what is wrong.
        return Found()


def _in_words(found: Found, wishes: Sequence[Watch]) -> str:
    """Return how the sentence that something is watched goes on."""
    several = len(wishes) > 1
    holding = [f"{part} of {count}" if several else part for part, count in found.holding]
    hold = "holds" if len(holding) == 1 else "hold"
    said = f"; {', '.join(holding)} {hold} already." if holding else "."
    unknown = ", ".join(f"“{name}”" for name in found.unknown)
    if unknown and not several and wishes[0].target is Target.TASK:
        return f"{said} It has not reported {unknown} yet."
    return f"{said} No task has reported {unknown}." if unknown else said


def _question(first: Watch, named: str) -> AskText:
    from mltui.widgets.ask_text import AskText

    title, usual = f"Tell me when {named}…", USUAL
    hint = f"{USUAL}, or a limit such as loss>10"
    if first.target is Target.QUEUE:
        title, usual = f"Tell me when {named} has…", f"length>{LONG}"
        hint = f"such as {usual}"
    return AskText(title, usual, hint=hint, check=lambda line: complaint(first, line))


async def _targets(screen: ActingScreen, subjects: Sequence[Subject]) -> list[Watch]:
    """Return what is to be watched: the subjects, or all that fits the filter."""
    target = Target.QUEUE if screen.KIND is Kind.QUEUE else Target.TASK
    going_on = [
        one for one in subjects if target is Target.QUEUE or one.status not in (*ENDED, FAILED)
    ]
    watches = [Watch(target, one.id, one.name or one.id) for one in going_on]
    line = screen.filter_to_watch()
    if not line or screen.marked:
        if subjects and not watches:
            first = f"Each of {len(subjects)}" if len(subjects) > 1 else called(subjects[0].name)
            screen.tell(f"{first} has ended: there is nothing left to tell of it.", "warning")
        return watches
    from mltui.widgets.choose import Choice, Choose

    choices = [Choice("filter", "all tasks that fit", line)]
    if watches:
        choices.insert(0, Choice("task", "this task", watches[0].name))
    chosen = await screen.app.push_screen_wait(Choose("Watch", choices))
    if chosen is None:
        return []
    return [Watch(Target.FILTER, line, line)] if chosen == "filter" else watches


def complaint(watch: Watch, line: str) -> str | None:
    """Return what is wrong with a wish, None if nothing is."""
    read = parse_wish(watch, line)
    return read if isinstance(read, str) else None


def _named(watches: Sequence[Watch]) -> str:
    if len(watches) > 1:
        return f"each of {len(watches)}"
    return called(watches[0].name)
