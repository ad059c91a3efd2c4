"""Long curves are smoothed in a thread, and drawn as they are until that is done."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from textual.app import App, ComposeResult

from mltui.screens.curves import aside
from mltui.screens.curves.panel import CurvePanel
from mltui.screens.curves.plots import Line
from mltui.screens.curves.view import CurveView
from mltui.series.envelope import Envelope
from mltui.series.smoothing import Smoothing, smooth, smooth_on
from mltui.widgets.chart import Chart
from tests.support.until import until

LINE = Line("loss", "train", (0.0, 1.0), (0.0, 1.0))
VIEW = replace(CurveView(), smoothing=Smoothing.RUNNING_AVERAGE, amount=5)


class Plots(App[None]):
    """One plot, smoothed."""

    def compose(self) -> ComposeResult:
        yield CurvePanel(VIEW)

    @property
    def panel(self) -> CurvePanel:
        return self.query_one(CurvePanel)

    def draw(self, curve: Envelope) -> None:
        self.panel.show_raw({(LINE.owner, "loss", "train"): curve}, {})

    @property
    def drawn(self) -> list[list[float]]:
        """The values of the curves that are drawn."""
        return [list(envelope.ys) for envelope in self.query_one(Chart).envelopes]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch):
    """Ten points are long already; smoothing waits until the event is set."""
    free = threading.Event()

    def waiting(*given: object) -> list[float]:
        assert threading.current_thread() is not threading.main_thread()
        # Not for ever: the loop of a test that failed waits for its threads.
        free.wait(30)
        return smooth_on(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(aside, "LONG", 10)
    monkeypatch.setattr(aside, "smooth_on", waiting)
    yield free
    free.set()


def zigzag(count: int) -> list[float]:
    return [float(place % 2) for place in range(count)]


def smoothed(count: int) -> list[float]:
    return smooth(zigzag(count), VIEW.smoothing, VIEW.amount)


def near(values: list[float]) -> object:
    return pytest.approx(values, abs=1e-6)


async def test_a_long_curve_is_drawn_as_it_is_until_it_is_smoothed(held: threading.Event):
    app = Plots()
    async with app.run_test() as pilot:
        app.panel.show([LINE])
        app.draw(Envelope(range(20), zigzag(20)))
        await until(pilot, lambda: app.drawn == [zigzag(20)])
        held.set()
        await until(pilot, lambda: app.drawn == [near(smoothed(20)), zigzag(20)])


async def test_a_long_curve_that_grows_keeps_what_is_smoothed_until_the_rest_is(
    held: threading.Event,
):
    app, curve = Plots(), Envelope(range(20), zigzag(20))
    async with app.run_test() as pilot:
        app.panel.show([LINE])
        held.set()
        app.draw(curve)
        await until(pilot, lambda: app.drawn == [near(smoothed(20)), zigzag(20)])
        held.clear()
        curve.extend(range(20, 30), zigzag(10))
        app.draw(curve)
        await until(pilot, lambda: app.drawn == [near(smoothed(20)), zigzag(30)])
        # It goes on growing while it is smoothed.
        curve.extend(range(30, 35), zigzag(5))
        held.set()
        app.draw(curve)
        await until(pilot, lambda: app.drawn == [near(smoothed(35)), zigzag(35)])


async def test_another_strength_is_taken_while_the_first_is_computed(held: threading.Event):
    app = Plots()
    async with app.run_test() as pilot:
        app.panel.show([LINE])
        app.draw(Envelope(range(20), zigzag(20)))
        app.panel.set_view(replace(VIEW, amount=3))
        held.set()
        other = smooth(zigzag(20), VIEW.smoothing, 3)
        await until(pilot, lambda: app.drawn == [near(other), zigzag(20)])


async def test_a_page_that_is_left_meanwhile_leaves_nothing_behind(held: threading.Event):
    app = Plots()
    async with app.run_test() as pilot:
        app.panel.show([LINE])
        app.draw(Envelope(range(20), zigzag(20)))
        await until(pilot, lambda: app.drawn == [zigzag(20)])
        await app.panel.remove()
        assert not [worker for worker in app.workers if not worker.is_finished]
        held.set()
