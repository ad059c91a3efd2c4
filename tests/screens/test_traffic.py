from __future__ import annotations

from mltui.screens.queues import QueuesScreen
from mltui.screens.traffic import memory_mib
from mltui.widgets.traffic_line import Traffic, TrafficLine, figures
from tests.support.lab import lab_monitor


async def test_a_key_shows_what_the_monitor_costs_and_hides_it_again():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("f12")
        await lab.until(lambda: lab.app.screen.query(TrafficLine))
        await lab.press("3")
        await lab.until(lambda: isinstance(lab.app.screen, QueuesScreen))
        await lab.until(lambda: lab.app.screen.query(TrafficLine))
        await lab.press("f12")
        await lab.until(lambda: not lab.app.screen.query(TrafficLine))
        await lab.press("2")
        await lab.until(lambda: not lab.app.screen.query(TrafficLine))


def test_figures_keep_their_places():
    small = figures(Traffic())
    large = figures(Traffic(98_765.0, 59.9, 0, 234.0, 120.0, 17.0, 88.0))
    assert [len(figure) for _, figure in small] == [len(figure) for _, figure in large]


def test_the_memory_of_this_process_is_known():
    assert 10 < memory_mib() < 10_000
