"""Who presses a key again is not taken for wanting it done twice."""

from __future__ import annotations

from mltui.actions.action import Outcome
from mltui.actions.sitting import Deed, Sitting
from tests.screens.test_bulk import done, filtered, hold_writes
from tests.support.lab import lab_monitor


async def test_a_key_pressed_twice_sends_once():
    async with lab_monitor() as lab:
        await filtered(lab, "status:completed")
        free = hold_writes(lab)
        await lab.press("a", "a", "a")
        free.set()
        await done(lab)
        assert lab.wire.asked["tasks.archive_many"] == 1


async def test_a_key_pressed_again_before_the_row_says_what_was_done_sends_nothing(monkeypatch):
    async with lab_monitor() as lab:
        await filtered(lab, "status:completed")
        (subject,) = lab.app.screen.subjects()
        intents = []
        end = Sitting.end

        def ended(sitting: Sitting, deed: Deed, outcome: Outcome) -> None:
            end(sitting, deed, outcome)
            # A key may come before the screen has heard of it.
            intents.append(lab.app.screen.plan_for(deed.action, [subject]))

        monkeypatch.setattr(Sitting, "end", ended)
        await lab.press("a")
        await lab.until(lambda: intents)
        assert intents[0].why_nothing() == "archiving is under way."


async def test_undo_pressed_twice_takes_back_once():
    async with lab_monitor() as lab:
        await filtered(lab, "status:completed")
        await lab.press("a")
        await done(lab)
        free = hold_writes(lab)
        await lab.press("u", "u")
        await lab.until(lambda: len(lab.app.sitting.deeds) == 2)
        await lab.press("u")
        free.set()
        await done(lab, 2)
        assert lab.wire.asked["tasks.unarchive_many"] == 1
        assert len(lab.app.sitting.deeds) == 2
