"""The application has the size that its window has."""

from __future__ import annotations

import asyncio
import signal

from mltui.terminal.driver import TerminalDriver


async def test_a_size_that_comes_while_another_is_told_is_told_last() -> None:
    driver = TerminalDriver.__new__(TerminalDriver)
    driver._loop = asyncio.get_running_loop()
    driver.when_cleared = lambda: None
    window = (40, 10)
    told: list[tuple[int, int]] = []

    def tell_size(*_: object) -> None:
        nonlocal window
        found = window
        if found == (40, 10):
            window = (120, 40)
            driver._window_changed(tell_size, signal.SIGWINCH, None)
        told.append(found)

    driver._window_changed(tell_size, signal.SIGWINCH, None)
    for _ in range(2):  # one turn of the loop for each
        await asyncio.sleep(0)
    assert told == [(40, 10), (120, 40)]
