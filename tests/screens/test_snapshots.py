"""Pictures of every screen, looked at before they are accepted.

`python -m pytest tests/screens/test_snapshots.py --snapshot-update` takes them anew; look at each
before it is committed. The lab stands still, answers in 18 ms, and the zone is UTC.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from mltui.api.session import Session
from mltui.app import MltuiApp
from mltui.live.feed import Feed
from mltui.live.store import MemoryStore
from mltui.screens.task.overview import Overview
from mltui.screens.task_preview import TaskPreview
from mltui.server.auth import identity_of
from mltui.server.demo import Demo
from mltui.widgets.ask_text import AskText
from mltui.widgets.chart import Chart
from mltui.widgets.lines import Lines
from mltui.widgets.log_view import LogView
from mltui.widgets.status_line import StatusLine
from mltui.widgets.table import Table
from tests.support.lab import LabTiming, Wire, client_of, open_demo
from tests.support.until import until

#: The run whose page is shown.
RUN = "yolo-l aug v3"

SIZES = ((80, 24), (120, 40), (200, 50))


class StillTiming(LabTiming):
    """No time passes: latencies are the same in every run, and nothing is asked twice."""

    def elapsed(self) -> float:
        return 0.0


def listed(app: MltuiApp) -> bool:
    """The screen's table has rows."""
    return any(table.total and table.cursor_key for table in app.screen.query(Table))


def drawn(app: MltuiApp) -> bool:
    """The charts have their lines."""
    return any(chart.picture.series for chart in app.screen.query(Chart))


def logged(app: MltuiApp) -> bool:
    """The console has lines."""
    return any(log.line_count for log in app.screen.query(LogView))


@dataclass(frozen=True)
class Step:
    """Keys to press once a condition holds."""

    keys: tuple[str, ...]
    when: Callable[[MltuiApp], bool] = listed


@dataclass(frozen=True)
class Picture:
    """A screen to go to.

    Attributes:
        name: What the picture is called.
        steps: How to get there.
        ready: When the picture is complete.
    """

    name: str
    steps: tuple[Step, ...]
    ready: Callable[[MltuiApp], bool]


def on_task(*keys: str) -> tuple[Step, ...]:
    """Find a task by its name and open its page."""
    find = ("colon", *f"tasks {RUN}", "enter")
    return (
        Step(find),
        Step(("enter",), lambda app: listed(app) and app.screen.query_one(Table).total == 1),
        Step(keys, lambda app: listed(app) and app.screen.NAME == "Task"),
    )


PICTURES = (
    Picture("projects", (Step(("colon", *"projects", "enter")),), listed),
    Picture("tasks", (Step(("colon", *"tasks", "enter")),), listed),
    Picture("queues", (Step(("colon", *"queues", "enter")),), listed),
    Picture("workers", (Step(("colon", *"workers", "enter")),), listed),
    Picture(
        "worker",
        (
            Step(("colon", *"workers", "enter")),
            Step(("j", "enter"), lambda app: listed(app) and app.screen.NAME == "Workers"),
        ),
        drawn,
    ),
    Picture("serving", (Step(("colon", *"serving", "enter")),), listed),
    Picture(
        "endpoint",
        (
            Step(("colon", *"serving", "enter")),
            Step(("enter",), lambda app: listed(app) and app.screen.NAME == "Serving"),
        ),
        drawn,
    ),
    Picture(
        "overview", on_task(), lambda app: listed(app) and app.screen.query_one(Overview)._curves
    ),
    Picture("scalars", on_task("tab"), drawn),
    Picture("home", (Step(("colon", *"home", "enter")),), listed),
    Picture(
        "alerts",
        (
            Step(("colon", *"tasks status:running", "enter")),
            Step(("exclamation_mark",), lambda app: listed(app) and app.screen.pattern),
            Step(("down", "enter"), lambda app: len(app.screen_stack) > 1),
            Step((*" loss>0.1", "enter"), lambda app: isinstance(app.screen, AskText)),
            Step(("colon", *"alerts", "enter"), lambda app: app.alerts.watches),
        ),
        lambda app: app.screen.NAME == "Alerts",
    ),
    Picture("models", (Step(("colon", *"models", "enter")),), listed),
    Picture("reports", (Step(("colon", *"reports", "enter")),), listed),
    Picture("help", (Step(("question_mark",)),), lambda app: len(app.screen_stack) > 1),
)


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Session, "latency_s", property(lambda session: 0.018))
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def demo() -> Iterator[Demo]:
    demo = open_demo()
    # The lab makes up a run's past, with its extremes, when its curves are first asked for: that
    # must not depend on which of two questions of a screen comes first.
    engine = demo.lab.engine
    (run,) = engine.store.tasks.find({"name": RUN})
    owner = identity_of(engine.store.users.get(str(run["user"])) or {})
    engine.call("events.scalar_metrics_iter_histogram", {"task": run["id"]}, owner)
    yield demo
    demo.close()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_screen(snap_compare, demo: Demo, picture: Picture, size: tuple[int, int]) -> None:
    compare(snap_compare, demo, picture, size)


def compare(snap_compare, demo: Demo, picture: Picture, size: tuple[int, int]) -> None:
    """Go to a screen and hold it against its picture."""
    wire = Wire(demo)
    app = MltuiApp(
        lambda: client_of(demo, wire),
        server_name="lab",
        store=MemoryStore(),
        timing=StillTiming(),
        first="tasks",
    )

    async def go_there(pilot: Pilot[int]) -> None:
        for step in picture.steps:
            await until(pilot, lambda step=step: step.when(app) and quiet(app))
            await pilot.press(*step.keys)
        await until(pilot, lambda: picture.ready(app))
        await until(pilot, lambda: app.screen_stack[0].query(StatusLine))
        await until(pilot, lambda: app.user_name)
        await until(pilot, lambda: quiet(app))
        app.clear_notifications()
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=go_there)


def quiet(app: MltuiApp) -> bool:
    """All that is asked at all was answered; the preview is asked for when the cursor rests."""
    previews = [one for screen in in_sight(app) for one in screen.query(TaskPreview) if one.display]
    shown = all(one.query_one("#facts", Lines).text for one in previews)
    return shown and all(settled(feed) for feed in feeds(app))


def in_sight(app: MltuiApp) -> Iterator[Screen[Any]]:
    """The dialogs that are open, and the screen behind them."""
    for screen in reversed(app.screen_stack):
        yield screen
        if not screen.is_modal:
            return


def settled(feed: Feed[Any]) -> bool:
    """Nothing is under way, and what is asked at all was answered."""
    known = feed.resting or feed.freshness.answered_at is not None
    return known and not feed.asking


def feeds(app: MltuiApp) -> list[Feed[Any]]:
    """The feeds of every screen on the stack."""
    return [feed for screen in app.screen_stack for feed in getattr(screen, "feeds", ())]
