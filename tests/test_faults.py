from __future__ import annotations

import logging

import pytest
from textual.app import App
from textual.message import Message

from mltui.faults import FaultReporting


class Answered(Message):
    """An answer that comes when what was to show it is gone."""


class Plain(App[int]):
    """Stumbles over an answer."""

    def on_answered(self, _: Answered) -> None:
        raise RuntimeError("nobody is there to show it")


class Monitor(FaultReporting, Plain):
    pass


async def test_a_fault_ends_it(caplog):
    app = Monitor()
    with pytest.raises(RuntimeError):
        async with app.run_test():
            app.post_message(Answered())
    assert app.return_code == 1
    assert "RuntimeError: nobody is there" in caplog.text


async def test_whoever_leaves_is_not_told_of_a_fault_on_the_way_out(caplog):
    app = Monitor()
    async with app.run_test():
        app.exit(0)
        app.post_message(Answered())
    assert app.return_code == 0
    assert not app._exit_renderables
    (record,) = [each for each in caplog.records if each.name == "mltui.faults"]
    assert record.levelno == logging.WARNING
    assert record.exc_info
