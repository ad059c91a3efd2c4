"""When an application under test is idle: nothing is to be drawn, no loop or thread has to do.

Textual's own way sleeps twice 20 ms for each key that a test presses, and again and again until
the process used less than a millisecond in it: two thirds of a screen's test were spent so. What
takes longer than a moment, a test waits for by a condition either way.
"""

from __future__ import annotations

import asyncio
from time import monotonic, process_time

import textual.app
import textual.pilot
from textual._context import active_app

#: So many passes of the loop find nothing to do before it counts as idle.
PASSES = 3

#: For so long it is looked whether a thread works, seconds.
LOOK_S = 0.003


async def until_idle(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Wait until nothing is going on, `max_sleep` seconds at most.

    Args:
        min_sleep: Ignored; Textual gives it.
        max_sleep: When to go on whatever is going on.
    """
    del min_sleep
    loop = asyncio.get_running_loop()
    ready = loop._ready  # type: ignore[attr-defined]
    end = monotonic() + max_sleep
    while monotonic() < end:
        idle = 0
        while idle < PASSES and monotonic() < end:
            await asyncio.sleep(0)
            idle = 0 if ready else idle + 1
        before = process_time()
        await asyncio.sleep(LOOK_S)
        if process_time() - before < LOOK_S / 4 and not ready and not has_to_draw():
            return


def has_to_draw() -> bool:
    """Return whether the screen will have another size, or be laid out or drawn, in a moment."""
    app = active_app.get(None)
    if app is None or not app._running or not app.screen_stack:
        return False
    screen = app.screen
    return bool(
        app._resize_event
        or app._resize_timer
        or screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._dirty_widgets
        or screen._callbacks
    )


def be_quick() -> None:
    """Have Textual's pilot wait so."""
    for module in (textual.app, textual.pilot):
        assert hasattr(module, "wait_for_idle")
        module.wait_for_idle = until_idle  # type: ignore[attr-defined]
