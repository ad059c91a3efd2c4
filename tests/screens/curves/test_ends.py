from __future__ import annotations

import math
from dataclasses import replace
from typing import cast

import pytest

from mltui.api.client import Client
from mltui.api.errors import TimedOut
from mltui.live.last_points import LastPoint
from mltui.screens.curves import ends
from mltui.screens.curves.ends import ask_ends, end_of
from mltui.screens.curves.exact import Run
from mltui.screens.curves.plots import Line

BEGUN = 1_700_000_000.0


def line(last: float | None = 0.25, end: float = 980.0) -> Line:
    return Line("loss", "train", [0.0, end], [1.0, 0.3], last=last, averaged=True)


def point(iteration: int, value: float = 0.25) -> LastPoint:
    return LastPoint(iteration, BEGUN + iteration, value)


def test_the_last_value_was_reported_at_the_last_iteration():
    assert end_of(line(), point(999), 999, by_time=False) == (0.25, 999)
    assert end_of(line(), point(999, 0.25 + 1e-9), 999, by_time=False) == (0.25 + 1e-9, 999)
    assert end_of(line(math.inf), point(999, math.inf), 999, by_time=False) == (math.inf, 999)
    ended = end_of(line(math.nan), point(999, math.nan), 999, by_time=False)
    assert ended is not None
    assert ended[1] == 999


def test_of_a_run_that_went_on_meanwhile_the_newer_value_is_told():
    assert end_of(line(), point(1010, 0.2), 999, by_time=False) == (0.2, 1010)
    assert end_of(line(last=None), point(999, 0.2), None, by_time=False) == (0.2, 999)


def test_of_a_resumed_run_that_counts_the_same_iterations_again_none_is_told():
    assert end_of(line(last=0.7), point(999), 999, by_time=False) is None


@pytest.mark.parametrize("by_time", [False, True])
def test_the_first_points_of_a_server_that_does_not_know_the_order_are_not_taken(by_time: bool):
    end = BEGUN + 980 if by_time else 980.0
    assert end_of(line(last=None, end=end), point(3), 0, by_time=by_time) is None
    assert end_of(line(last=None, end=end), point(980), 0, by_time=by_time) == (0.25, 980)


async def test_what_was_told_before_a_server_fell_silent_is_kept(monkeypatch: pytest.MonkeyPatch):
    async def ask(_: Client, task: str, __: object) -> dict[tuple[str, str], LastPoint]:
        if task != "first":
            raise TimedOut("The server did not answer in time.")
        return {("loss", "train"): point(999)}

    monkeypatch.setattr(ends, "ask_last_points", ask)
    runs = {owner: Run(owner, task) for owner, task in (("1", "first"), ("2", "second"))}
    lines = {owner: replace(line(), owner=owner) for owner in runs}
    found = await ask_ends(cast("Client", None), runs, lines, by_time=False)
    assert found == {"1": (0.25, 999)}
