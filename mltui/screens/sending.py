"""Carries actions out for a screen: asks, plans, sends, and says what came of it. Runs in workers.

What touches the screen is posted to it as a message; dialogs are awaited.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from mltui.actions.action import Action, Effect, Outcome, Subject
from mltui.actions.plan import Plan
from mltui.actions.sending import Progress, not_sent, perform, why_no_more
from mltui.actions.sitting import Deed, StepBack
from mltui.actions.subject import listed
from mltui.api.errors import ApiError
from mltui.terminal.sanitise import clean

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.screens.acting import ActingScreen
    from mltui.screens.asking import Wish

#: From this many on, the sending shows a bar and can be stopped between its pages.
SHOWS_PROGRESS = 50

#: So long the request waits for the rows to show it, seconds; a screen may be busy, or going.
ROW_S = 0.1

Given = Sequence[Subject] | Callable[[], Awaitable[list[Subject]]]


async def carry_out(screen: ActingScreen, client: Client, action: Action, given: Given) -> None:
    """Ask what an action wants, show its plan, send it, tell what came of it."""
    try:
        decided = await _decide(screen, client, action, given)
    except ApiError as error:
        screen.tell(f"Could not {action.infinitive}: {error.sentence}", "error")
        return
    finally:
        screen.decided()
    if decided is not None:
        intent, text = decided
        await _send_told(screen, client, intent, text)


async def send_agreed(screen: ActingScreen, client: Client, intent: Plan, text: str) -> None:
    """Send an action that the person has agreed to already, and tell what came of it."""
    if intent.changing:
        await _send_told(screen, client, intent, text)
    else:
        screen.tell(f"Could not {intent.action.infinitive}: {intent.why_nothing()}", "warning")


async def _send_told(screen: ActingScreen, client: Client, intent: Plan, text: str) -> None:
    action, target = intent.action, intent.target
    screen.tell_outcome(await send(screen, client, action, intent.changing, text, target=target))


async def _decide(
    screen: ActingScreen, client: Client, action: Action, given: Given
) -> tuple[Plan, str] | None:
    # Imported by the first action, not by the first screen.
    from mltui.screens import asking

    # What makes something new is about nothing that there is.
    subjects = [] if action.makes else await given() if callable(given) else given
    intent = screen.plan_for(action, subjects)
    if not intent.changing and not action.makes:
        screen.tell(f"Could not {action.infinitive}: {intent.why_nothing()}", "warning")
        return None
    wish = await asking.wanted(screen.app, client, intent)
    if wish is None:
        return None
    intent = intent.with_target(wish.target)
    foreseen = await _foreseen(client, intent, wish)
    said = [] if callable(given) else _unseen(screen, intent)
    while await asking.agreed(screen.app, intent.with_foreseen([*said, *foreseen])):
        # What is destroyed is what was agreed to, and not what came to it meanwhile.
        now = await _foreseen(client, intent, wish) if action.destroys else foreseen
        if now == foreseen:
            return intent, wish.text
        foreseen, said = now, ["Something has changed meanwhile; as it is now:"]
    return None


def _unseen(screen: ActingScreen, intent: Plan) -> list[str]:
    """Name those whose mark nobody sees, so that none is changed by a forgotten one."""
    names = [one.name for one in screen.marked_unseen(intent.changing)]
    return [f"Marked, but not among the rows loaded: {listed(names)}."] if names else []


async def _foreseen(client: Client, intent: Plan, wish: Wish) -> list[str]:
    foresee = intent.action.foresee
    if foresee is None:
        return [*wish.noticed]
    return [*wish.noticed, *await foresee(client, intent.changing, wish.text)]


async def send(
    screen: ActingScreen,
    client: Client,
    action: Action,
    subjects: Sequence[Subject],
    text: str,
    undoes: Deed | None = None,
    target: str = "",
) -> Deed:
    """Send an action and note it in the sitting; a long one shows how far it is."""
    from mltui.screens.acting import Acted, Began
    from mltui.widgets.progress import Progressing

    sitting, now = screen.sitting, screen.host.timing.here()
    deed = sitting.begin(action, subjects, text, now, undoes, target)
    taken_up = screen.post_message(began := Began())
    progress = Progress(total=len(subjects))
    shown: Progressing | None = None
    if len(subjects) >= SHOWS_PROGRESS:

        def cancel() -> None:
            progress.cancelled = True

        shown = bar = Progressing(deed_title(deed), len(subjects), cancel)
        progress.changed = lambda: _post(bar, progress)
        await screen.app.push_screen(bar)
    outcome = Outcome()
    try:
        # The row first: making the request takes longer than drawing it.
        if taken_up:
            with suppress(TimeoutError):
                await asyncio.wait_for(began.shown.wait(), ROW_S)
        outcome = await perform(action, client, subjects, text, progress)
    finally:
        # Before the screen hears of it: a key that comes in between is not sent for the same.
        screen.settling.update(dict.fromkeys(outcome.changed, action.doing))
        sitting.end(deed, outcome)
        if shown is not None and shown.is_attached:
            shown.dismiss(None)
    screen.ask_others()
    screen.post_message(Acted(deed))
    if sitting.in_doubt(deed):
        # Of the application: it goes on when the screen is left.
        screen.app.run_worker(
            _look_again(screen, client, deed), group="look again", exit_on_error=False
        )
    return deed


async def _look_again(screen: ActingScreen, client: Client, deed: Deed) -> None:
    """Tell what is done after all, though it was not when it was looked at first."""
    from mltui.actions.looking_again import look_again
    from mltui.screens.acting import SeenLate
    from mltui.screens.deeds import seen_late

    now = screen.host.timing.here
    async for late in look_again(client, screen.sitting, deed, now):
        said = seen_late(deed, late, deed.late[late[0]])
        screen.tell(screen.with_undo(said, deed))
        screen.ask_others()
        screen.post_message(SeenLate(late))


def _post(bar: object, progress: Progress) -> None:
    from mltui.widgets.progress import Progressing

    assert isinstance(bar, Progressing)
    bar.post_message(Progressing.Advanced(progress.done, progress.total))


def deed_title(deed: Deed) -> str:
    """Return what is being done: "Archiving 212 tasks"."""
    return f"{deed.action.doing.capitalize()} {deed.action.kind.counted(len(deed.subjects))}"


def can_open(environment: Mapping[str, str], platform: str) -> bool:
    """Return whether a browser can be seen by who sits here, not on a machine far away."""
    if environment.get("BROWSER"):
        return True
    if platform in ("darwin", "win32"):
        return not environment.get("SSH_CONNECTION")
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


async def take_back(
    screen: ActingScreen, client: Client, deed: Deed, steps: Sequence[StepBack]
) -> None:
    """Undo a deed, after a question where it is about several."""
    from mltui.screens.deeds import undoing
    from mltui.widgets.confirm import Confirm

    try:
        count = sum(len(step.subjects) for step in steps)
        if count > 1:
            done = f"{deed.action.kind.counted(count)} {deed.action.past} {deed.target}".strip()
            question = Confirm(f"Undo: {done}?", undoing(deed, steps), yes="undo")
            if not await screen.app.push_screen_wait(question):
                return
    finally:
        screen.decided()
    deed.going_back = True
    sent: list[Deed] = []
    why = ""
    try:
        for step in steps:
            back = await send(screen, client, step.action, step.subjects, step.text, deed)
            sent.append(back)
            if why := why_no_more(back.outcome or Outcome(), step.subjects):
                break
    finally:
        deed.going_back = False
        if sent:
            others = [one for step in steps[len(sent) :] for one in step.subjects] if why else []
            screen.tell_outcome(together(sent, others, why))


def together(deeds: Sequence[Deed], others: Sequence[Subject], why: str) -> Deed:
    """Return several deeds of the same action as one, to tell of them all in one sentence.

    Args:
        deeds: At least one.
        others: To whom the same was not sent.
        why: The reason for that.
    """
    subjects = (*(subject for deed in deeds for subject in deed.subjects), *others)
    outcome = sum((deed.outcome or Outcome() for deed in deeds), Outcome())
    return replace(deeds[0], subjects=subjects, outcome=outcome + not_sent(others, why))


async def take_away(
    screen: ActingScreen, client: Client, action: Action, subjects: Sequence[Subject]
) -> None:
    """Copy, open or save what an action gives."""
    assert action.produce is not None, "an action that sends nothing gives something"
    try:
        text = await action.produce(client, subjects)
        if action.effect is Effect.SAVE:
            await _save(screen, subjects, text)
            return
    except ApiError as error:
        screen.tell(f"Could not {action.infinitive}: {error.sentence}", "error")
        return
    finally:
        screen.decided()
    # What is pasted into a shell must not hold keys of its own.
    text = "\n".join(map(clean, text.split("\n")))
    if not text:
        screen.tell(f"Could not {action.infinitive}: it is gone.", "warning")
        return
    if action.effect is Effect.OPEN:
        if can_open(os.environ, sys.platform):
            screen.app.open_url(text)
            screen.tell(f"Opened {text}")
        else:
            screen.app.copy_to_clipboard(text)
            screen.tell(f"There is no browser on this machine; copied {text}")
        return
    screen.app.copy_to_clipboard(text)
    screen.tell(f"Copied {text}" if len(subjects) == 1 else f"Copied {len(subjects)} lines.")


async def _save(screen: ActingScreen, subjects: Sequence[Subject], text: str) -> None:
    from mltui.live.download import Refused
    from mltui.screens.typed_path import write_new, wrong_path
    from mltui.widgets.ask_text import AskText

    name = subjects[0].id if len(subjects) == 1 else "tasks"
    dialog = AskText("Write to", f"{name}.json", check=wrong_path)
    path = await screen.app.push_screen_wait(dialog)
    if path is None:
        return
    try:
        screen.tell(f"Written to {write_new(path, text).absolute()}.")
    except Refused as refused:
        screen.tell(str(refused), "error")
