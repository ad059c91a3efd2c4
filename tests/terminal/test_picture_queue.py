from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from mltui.terminal.driver import TerminalDriver
from mltui.terminal.picture_queue import PictureQueue
from mltui.terminal.quiet_app import QuietApp


async def until(condition: Callable[[], object]) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("nothing moves any more")


class Terminal:
    """What a terminal got, and whether it takes anything."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.unfinished = ""
        self.takes = 100
        self.queue = PictureQueue(self.take, lambda: not self.takes)

    def take(self, piece: str, ended: str) -> None:
        self.got.append(piece)
        self.unfinished = ended
        self.takes -= 1

    def add(self, name: str, pieces: int) -> asyncio.Task[bool]:
        parts = [f"{name}{number}" for number in range(pieces)]
        return asyncio.create_task(self.queue.add(parts, f"forget {name}", "end;"))


async def test_pictures_go_one_after_the_other():
    terminal = Terminal()
    assert await asyncio.gather(terminal.add("a", 3), terminal.add("b", 1)) == [True, True]
    assert terminal.got == ["a0", "a1", "a2", "b0"]
    assert terminal.queue.is_empty
    assert not terminal.unfinished


async def test_no_piece_goes_while_the_terminal_takes_nothing():
    terminal = Terminal()
    terminal.takes = 2
    sent = terminal.add("a", 4)
    await until(lambda: not terminal.takes)
    for _ in range(5):
        await asyncio.sleep(0)
    assert terminal.got == ["a0", "a1"]
    assert terminal.unfinished == "end;"
    terminal.takes = 100
    terminal.queue.go_on()
    assert await sent
    assert terminal.got == ["a0", "a1", "a2", "a3"]


@pytest.mark.parametrize("cancelled", [True, False])
async def test_the_rest_of_a_picture_that_is_not_wanted_any_more_is_not_sent(cancelled):
    terminal = Terminal()
    terminal.takes = 2
    first, second = terminal.add("a", 4), terminal.add("b", 2)
    await until(lambda: not terminal.takes)
    if cancelled:
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
    else:
        terminal.queue.forget("forget a")
        assert not await first
    terminal.takes = 100
    terminal.queue.go_on()
    assert await second
    assert terminal.got == ["a0", "a1", "end;forget a", "b0", "b1"]


def app_in(terminal: Terminal) -> tuple[QuietApp, TerminalDriver]:
    app = QuietApp()
    app._driver, app._queue = driver, _ = TerminalDriver(app), terminal.queue
    return app, driver


async def test_a_picture_that_is_forgotten_right_after_its_last_piece_is_not_there():
    terminal = Terminal()
    app, driver = app_in(terminal)
    take = terminal.take

    def forget_after_last(piece: str, ended: str) -> None:
        take(piece, ended)
        if piece == "a1":
            # Whoever waits for the picture goes on after that.
            asyncio.get_running_loop().call_soon(app.forget_picture, "forget a")

    terminal.queue = app._queue = PictureQueue(forget_after_last, lambda: False)
    assert not await app.send_picture(["a0", "a1"], "forget a")
    assert terminal.got == ["a0", "a1", "forget a"]
    assert not driver.farewell


async def test_a_picture_whose_sending_is_cancelled_need_not_be_forgotten_at_the_end():
    terminal = Terminal()
    terminal.takes = 0
    app, driver = app_in(terminal)
    sent = asyncio.create_task(app.send_picture(["a0"], "forget a"))
    await until(lambda: driver.farewell)
    sent.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sent
    assert not driver.farewell
    terminal.queue.close()


async def test_a_picture_that_has_not_begun_is_left_out():
    terminal = Terminal()
    terminal.takes = 1
    first, second = terminal.add("a", 2), terminal.add("b", 2)
    await until(lambda: not terminal.takes)
    terminal.queue.forget("forget b")
    assert not await second
    terminal.takes = 100
    terminal.queue.go_on()
    assert await first
    assert terminal.got == ["a0", "a1"]


async def test_a_picture_is_forgotten_only_between_two_others():
    terminal = Terminal()
    assert await terminal.add("a", 1)
    terminal.takes = 1
    second = terminal.add("b", 2)
    await until(lambda: not terminal.takes)
    terminal.queue.forget("forget a")
    terminal.takes = 100
    terminal.queue.go_on()
    assert await second
    await until(lambda: terminal.queue.is_empty)
    assert terminal.got == ["a0", "b0", "b1", "forget a"]
    terminal.queue.forget("forget b")
    assert terminal.got[-1] == "forget b"
