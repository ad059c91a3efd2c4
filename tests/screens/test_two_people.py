"""Two people act on the same tasks: in the end the screen of one says what the server holds."""

from __future__ import annotations

import asyncio

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mltui.api.errors import ApiError
from mltui.screens.tasks import TasksScreen
from mltui.widgets.ask_text import AskText
from mltui.widgets.confirm import Confirm
from mltui.widgets.dialog import Dialog
from tests.support.lab import LabMonitor, lab_monitor

#: The keys of one, and the calls of the other.
KEYS = ("a", "n", "x", "R", "e", "d", "C", "u")
CALLS = ("archive_many", "unarchive_many", "stop_many", "reset_many", "dequeue_many", "delete_many")

#: How the list says a status.
WORDS = {
    "created": {"draft"},
    "in_progress": {"running", "stalled", "diverged", "stopping"},
}

Moves = st.lists(
    st.tuples(st.sampled_from((*KEYS, *CALLS)), st.integers(0, 5)), min_size=6, max_size=12
)


async def pressed(lab: LabMonitor, key: str) -> None:
    """Press a key, and answer whatever is asked."""

    def settled() -> bool:
        screen = lab.app.screen
        if isinstance(screen, Dialog):
            return True
        return (
            isinstance(screen, TasksScreen)
            and not screen._deciding
            and not lab.app.sitting.under_way
        )

    await lab.press(key)
    await lab.until(settled)
    while isinstance(lab.app.screen, Dialog):
        asked = lab.app.screen
        if isinstance(asked, AskText):
            await lab.press("x")
        answer = "y" if isinstance(asked, Confirm) and asked._destroys else "enter"
        await lab.press(answer)
        await lab.until(lambda asked=asked: lab.app.screen is not asked and settled())


async def played(moves: list[tuple[str, int]]) -> None:
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("slash", *"retina", "enter")
        await lab.until(lambda: 0 < lab.table.total < 100)
        statuses = dict.fromkeys(lab.cell(key, "status") for key in lab.row_keys)
        chosen = [
            next(key for key in lab.row_keys if lab.cell(key, "status") == one) for one in statuses
        ]
        for what, which in moves:
            task = chosen[which % len(chosen)]
            if what in CALLS:
                force = {"force": True} if what in ("delete_many", "reset_many") else {}
                try:
                    await lab.call(f"tasks.{what}", {"ids": [task], **force})
                except ApiError:
                    continue
            elif task in lab.row_keys:
                lab.table.move_to(task)
                await pressed(lab, what)
        held = (
            await lab.call(
                "tasks.get_all",
                {
                    "name": "retina",
                    "system_tags": ["-archived"],
                    "only_fields": ["id", "name", "status"],
                },
            )
        )["tasks"]
        await lab.press("r")

        def agrees() -> bool:
            return set(lab.row_keys) == {task["id"] for task in held} and all(
                lab.cell(task["id"], "name") == task["name"]
                and set(lab.cell(task["id"], "status").split())
                & WORDS.get(task["status"], {task["status"]})
                for task in held
            )

        await lab.until(agrees)
        assert lab.table._over == {}


# To make a failing case smaller takes minutes: each try starts a monitor.
@settings(
    max_examples=4, deadline=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck)
)
@given(Moves)
def test_what_the_screen_says_in_the_end_is_what_the_server_holds(moves: list[tuple[str, int]]):
    asyncio.run(played(moves))
