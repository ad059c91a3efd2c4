"""Curves of more points than anybody should fetch."""

from __future__ import annotations

import pytest

from mltui.screens.curves import exact
from tests.screens.compare.test_screen import RAW, chart_of, with_a_spike
from tests.support.lab import lab_monitor


async def test_of_more_points_than_are_fetched_there_are_averages_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(exact, "MOST_POINTS", 100)
    async with lab_monitor(notices=True) as lab:
        page = await with_a_spike(lab)
        chart = chart_of(page, "loss / train")
        await lab.press("f")
        await lab.until(lambda: lab.app._notifications)
        (said,) = (note.message for note in lab.app._notifications)
        assert said.startswith("loss stays drawn from averages: it has ")
        assert chart.picture.note.startswith("average of ")
        assert not page.panel._points
        # Looking closely asks for them no more, nor says so again.
        asked = lab.wire.asked[RAW]
        await lab.press(*["plus"] * 8)
        assert page.panel.coarse()
        assert lab.wire.asked[RAW] == asked == 1
        monkeypatch.setattr(exact, "MOST_POINTS", 10**6)
        await lab.press("f")
        await lab.until(lambda: chart.picture.note == "raw")
