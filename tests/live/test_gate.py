from __future__ import annotations

import pytest

from mltui.api.errors import Unreachable
from mltui.live.gate import Gate

CLIENT = object()


class Task:
    def __init__(self) -> None:
        self.last_change = "2026-01-01"
        self.details_asked = 0
        self.broken = False

    async def stamp(self, _client: object) -> str:
        return self.last_change

    async def details(self, _client: object) -> int:
        self.details_asked += 1
        if self.broken:
            raise Unreachable("No answer.")
        return self.details_asked


async def test_details_are_asked_again_only_when_the_stamp_moved():
    task = Task()
    gate = Gate(task.stamp, task.details)
    assert await gate(CLIENT) == 1
    assert await gate(CLIENT) is None
    task.last_change = "2026-01-02"
    assert await gate(CLIENT) == 2


async def test_details_that_failed_are_asked_again():
    task = Task()
    gate = Gate(task.stamp, task.details)
    task.broken = True
    with pytest.raises(Unreachable):
        await gate(CLIENT)
    task.broken = False
    assert await gate(CLIENT) == 2


async def test_a_reset_gate_asks_for_the_details():
    task = Task()
    gate = Gate(task.stamp, task.details)
    await gate(CLIENT)
    gate.reset()
    assert await gate(CLIENT) == 2
