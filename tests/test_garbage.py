from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator

import pytest

from mltui import garbage
from mltui.garbage import DUE, GarbageLooks
from tests.terminal.pseudo_terminal import PATIENCE_S


@pytest.fixture
def wholes() -> Iterator[asyncio.Queue[str]]:
    """The whole looks that were taken."""
    found: asyncio.Queue[str] = asyncio.Queue()

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start" and info["generation"] == 2:
            found.put_nowait(phase)

    gc.callbacks.append(note)
    yield found
    gc.callbacks.remove(note)


async def until_due() -> None:
    """Have so many small looks taken that a whole one is due."""
    for _ in range(DUE):
        gc.collect(1)
    await asyncio.sleep(0)


class Person:
    """Somebody who has not typed for `quiet_s` seconds, and is asked for it `asked` times."""

    def __init__(self, quiet_s: float) -> None:
        self.quiet_s, self.asked = quiet_s, asyncio.Event()

    def __call__(self) -> float:
        self.asked.set()
        return self.quiet_s


async def test_a_whole_look_waits_until_nobody_types(monkeypatch, wholes: asyncio.Queue[str]):
    monkeypatch.setattr(garbage, "QUIET_S", 0.01)
    person = Person(quiet_s=0.0)
    looks = GarbageLooks(person)
    looks.begin()
    try:
        wholes.get_nowait()
        await until_due()
        for _ in range(3):
            person.asked.clear()
            await person.asked.wait()
        assert wholes.empty()
        person.quiet_s = 1.0
        await asyncio.wait_for(wholes.get(), PATIENCE_S)
        await until_due()
        await asyncio.wait_for(wholes.get(), PATIENCE_S)
    finally:
        looks.end()


async def test_without_garbage_nothing_wakes_up(wholes: asyncio.Queue[str]):
    person = Person(quiet_s=9.0)
    looks = GarbageLooks(person)
    looks.begin()
    try:
        wholes.get_nowait()
        gc.collect(1)
        await asyncio.sleep(0)
        assert not asyncio.get_running_loop()._scheduled  # type: ignore[attr-defined]
        assert wholes.empty()
    finally:
        looks.end()


async def test_in_the_end_all_looks_are_python_s_again():
    usual, callbacks = gc.get_threshold(), [*gc.callbacks]
    looks = GarbageLooks(Person(quiet_s=9.0))
    looks.begin()
    assert gc.get_threshold()[2] == garbage.LATEST
    looks.end()
    assert (gc.get_threshold(), gc.callbacks) == (usual, callbacks)
