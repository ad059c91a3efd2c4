from __future__ import annotations

from mltui.actions.keys import read_keys
from mltui.screens.help import key_groups
from mltui.widgets.choose import Choose
from mltui.widgets.key_bar import KeyBar
from tests.screens.test_bulk import done, filtered
from tests.support.lab import lab_monitor


async def test_a_changed_key_is_the_one_that_works():
    async with lab_monitor() as lab:
        lab.app.set_keymap({"task.archive": "w"})
        await filtered(lab, "status:completed")
        await lab.press("a")
        await lab.pilot.pause()
        assert not lab.app.sitting.deeds
        await lab.press("w")
        await done(lab)
        await lab.until(lambda: "w" in [h.key for h in lab.app.screen.query_one(KeyBar).hints])


async def test_a_changed_key_is_told_where_the_usual_one_was():
    async with lab_monitor() as lab:
        await filtered(lab, "status:completed")

        def told() -> tuple[list[str], list[str]]:
            hints = [hint.what for hint in lab.app.screen.query_one(KeyBar).hints]
            (_, own), *_ = key_groups(lab.app.screen)
            return hints, [what for _, what in own]

        await lab.until(lambda: "archive" in told()[0])
        usual = told()
        lab.app.set_keymap({"task.archive": "w", "task.rename": "Z"})
        await lab.press("j", "k")
        await lab.until(lambda: "w" in [h.key for h in lab.app.screen.query_one(KeyBar).hints])
        assert told() == usual
        await lab.press("full_stop")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        menu = [choice.text.split() for choice in lab.app.screen._choices]
        assert lab.app.screen._title.startswith("What to do with “")
        assert ["w", "archive"] in menu
        assert ["Z", "rename"] in menu


async def test_a_changed_key_says_why_not_where_it_is_not_offered_and_the_usual_one_nothing():
    async with lab_monitor() as lab:
        lab.app.set_keymap(read_keys("task.enqueue=Z"))
        await filtered(lab, "status:completed")

        def told() -> list[str]:
            return [notice.message for notice in lab.app._notifications]

        await lab.press("e")
        await lab.pilot.pause()
        assert not told()
        await lab.press("Z")
        await lab.until(told)
        assert told() == ["Could not enqueue: it is completed."]


async def test_of_two_that_share_a_key_the_other_one_keeps_it():
    async with lab_monitor() as lab:
        lab.app.set_keymap(read_keys("task.archive=Z"))
        await filtered(lab, "archived:yes")
        await lab.press("a")
        await done(lab)
        assert [deed.action.name for deed in lab.app.sitting.deeds] == ["restore"]
