from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest

from mltui import garbage
from mltui.garbage import DUE, LATEST, MOST_SMALL, GarbageLooks
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


@pytest.fixture
def memory(monkeypatch) -> Memory:
    """The memory in use."""
    held = Memory()
    monkeypatch.setattr(sys, "getallocatedblocks", held)
    monkeypatch.setattr(garbage, "QUIET_S", 0.01)
    return held


class Memory:
    """So many blocks of memory, which somebody `asked` for."""

    blocks = 1_000_000

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    def __call__(self) -> int:
        self.asked.set()
        return self.blocks


class Person:
    """Somebody who has not typed for `quiet_s` seconds, and is asked for it `asked` times."""

    def __init__(self, quiet_s: float) -> None:
        self.quiet_s, self.asked = quiet_s, asyncio.Event()

    def __call__(self) -> float:
        self.asked.set()
        return self.quiet_s


class Timers:
    """The event loop's `call_later`, which notes how many calls of the looks `wait`."""

    def __init__(self) -> None:
        self.wait = 0
        self._call_later = asyncio.get_running_loop().call_later

    def __call__(
        self, delay_s: float, callback: Callable[..., object], *args: object
    ) -> asyncio.TimerHandle:
        if not isinstance(getattr(callback, "__self__", None), GarbageLooks):
            return self._call_later(delay_s, callback, *args)

        def called() -> None:
            self.wait -= 1
            callback(*args)

        self.wait += 1
        return self._call_later(delay_s, called)


@contextmanager
def looking(person: Person, wholes: asyncio.Queue[str]) -> Iterator[Timers]:
    """Take the whole looks that are due; the one at the beginning is none of `wholes`."""
    timers = Timers()
    with patch.object(asyncio.get_running_loop(), "call_later", timers):
        looks = GarbageLooks(person)
        looks.begin()
        wholes.get_nowait()
        try:
            yield timers
        finally:
            looks.end()


async def small_look() -> None:
    """Have a small look taken, after which it is decided whether a whole one is due."""
    gc.collect(1)
    await asyncio.sleep(0)


async def test_a_whole_look_waits_until_nobody_types(memory: Memory, wholes: asyncio.Queue[str]):
    person = Person(quiet_s=0.0)
    with looking(person, wholes):
        memory.blocks += DUE
        await small_look()
        for _ in range(3):
            person.asked.clear()
            await person.asked.wait()
        assert wholes.empty()
        person.quiet_s = 1.0
        await asyncio.wait_for(wholes.get(), PATIENCE_S)
        memory.blocks += DUE
        await small_look()
        await asyncio.wait_for(wholes.get(), PATIENCE_S)


async def test_who_types_without_a_rest_does_not_fill_the_memory(
    memory: Memory, wholes: asyncio.Queue[str]
):
    with looking(Person(quiet_s=0.0), wholes):
        memory.blocks += LATEST
        await small_look()
        await asyncio.wait_for(wholes.get(), PATIENCE_S)


async def test_for_an_answer_that_was_dealt_with_nothing_is_looked_for(
    memory: Memory, wholes: asyncio.Queue[str]
):
    person = Person(quiet_s=0.0)
    with looking(person, wholes) as timers:
        memory.blocks += DUE
        await small_look()
        await person.asked.wait()
        assert timers.wait
        memory.blocks -= DUE
        memory.asked.clear()
        await memory.asked.wait()
        assert not timers.wait
        person.quiet_s = 1.0
        assert wholes.empty()
        # What was let go meanwhile does not count as room for garbage.
        memory.blocks -= DUE
        await small_look()
        memory.blocks += DUE
        await small_look()
        await asyncio.wait_for(wholes.get(), PATIENCE_S)


async def test_after_many_small_looks_a_whole_one_is_due_as_well(
    memory: Memory, wholes: asyncio.Queue[str]
):
    with looking(Person(quiet_s=1.0), wholes):
        for _ in range(MOST_SMALL):
            await small_look()
        await asyncio.wait_for(wholes.get(), PATIENCE_S)
        assert memory.blocks == Memory.blocks


async def test_without_garbage_nothing_wakes_up(memory: Memory, wholes: asyncio.Queue[str]):
    with looking(Person(quiet_s=9.0), wholes) as timers:
        memory.blocks += DUE - 1
        await small_look()
        assert not timers.wait
        assert wholes.empty()


async def test_in_the_end_all_looks_are_python_s_again():
    usual, callbacks = gc.get_threshold(), [*gc.callbacks]
    looks = GarbageLooks(Person(quiet_s=9.0))
    looks.begin()
    assert gc.get_threshold()[2] > 1_000_000  # until then Python takes no whole one by itself
    looks.end()
    assert (gc.get_threshold(), gc.callbacks) == (usual, callbacks)
