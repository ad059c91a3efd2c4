"""Pictures of every screen, looked at before they are accepted.

`python -m pytest tests/screens/test_snapshots.py --snapshot-update` takes them anew; look at each
before it is committed. The lab stands still, answers in 18 ms, and the zone is UTC.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from syrupy.assertion import SnapshotAssertion

from mltui.app import MltuiApp
from mltui.live import this_host
from mltui.live.local_processes import Origin
from mltui.screens.help import HelpScreen
from mltui.screens.task.overview import Overview
from mltui.server.demo import Demo
from mltui.server.lab.backlog import Recorder
from mltui.server.lab.machines import QUEUES
from mltui.widgets.ask_text import AskText
from mltui.widgets.chart import Chart
from mltui.widgets.image_view import ImageView
from mltui.widgets.lines import Lines
from mltui.widgets.report_view import ReportView
from mltui.widgets.table import Cell, Table
from tests.screens.album import (
    RUN,
    Album,
    at_every_size,
    demo,  # noqa: F401
    opened_album,
    recall,
    same_everywhere,  # noqa: F401
)
from tests.support.nvml import Card, stand_in


def listed(app: MltuiApp) -> bool:
    """The screen's table has rows."""
    return any(table.total and table.cursor_key for table in app.screen.query(Table))


def drawn(app: MltuiApp) -> bool:
    """The charts have their lines."""
    return any(chart.picture.series for chart in app.screen.query(Chart))


def listed_on(name: str) -> Callable[[MltuiApp], bool]:
    """The table of the screen of this name has rows."""
    return lambda app: name == app.screen.NAME and listed(app)


def answered(app: MltuiApp) -> bool:
    """Every question that the screen asks was answered."""
    feeds = (feed for feed in app.screen.feeds if not feed.resting)
    return all(feed.freshness.answered_at is not None for feed in feeds)


def drawn_on(name: str) -> Callable[[MltuiApp], bool]:
    """The charts of the screen of this name have their lines."""
    return lambda app: name == app.screen.NAME and drawn(app)


def shown_in(app: MltuiApp, table: str) -> str:
    """All that a table shows."""
    found = app.screen.query_one(table, Table)
    return "\n".join(found.render_line(y).text for y in range(found.size.height))


def marked_slow(app: MltuiApp) -> bool:
    """The list of endpoints marks the one that answers more slowly than is usual."""
    return listed_on("Serving")(app) and "↑" in shown_in(app, "#endpoints")


def lines_of(app: MltuiApp, name: str) -> str:
    """All that some lines say."""
    return app.screen.query_one(name, Lines).text


def report_of(app: MltuiApp) -> str:
    """The text of the report."""
    return app.screen.query_one(ReportView).text


def newest_listed(app: MltuiApp) -> bool:
    """Beside the projects, where there is room, stand the newest tasks of one."""
    beside = app.screen.query_one("#newest", Lines)
    return listed_on("Projects")(app) and (not beside.is_on_screen or bool(beside.text))


def tasks_counted(app: MltuiApp) -> list[str]:
    """What stands in the column of tasks."""
    table = app.screen.query_one(Table)
    rows = (table._rows.at(place) for place in range(table.total))
    cells = [row.cells["tasks"] for row in rows if row is not None]
    return [cell.text for cell in cells if isinstance(cell, Cell)]


@dataclass(frozen=True)
class Step:
    """Keys to press once a condition holds."""

    keys: tuple[str, ...]
    when: Callable[[MltuiApp], object] = bool


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
    ready: Callable[[MltuiApp], object]


def on_task(*keys: str) -> tuple[Step, ...]:
    """Find a task by its name and open its page."""
    find = ("colon", *f"tasks {RUN}", "enter")
    return (
        Step(find),
        Step(
            ("enter",),
            lambda app: listed_on("Tasks")(app) and app.screen.query_one(Table).total == 1,
        ),
        Step(keys, listed_on("Task")),
    )


PICTURES = (
    Picture("projects", (Step(("colon", *"projects", "enter")),), newest_listed),
    Picture("tasks", (Step(("colon", *"tasks", "enter")),), listed_on("Tasks")),
    Picture("help", (Step(("question_mark",)),), lambda app: isinstance(app.screen, HelpScreen)),
    Picture(
        "queues",
        (Step(("escape",)), Step(("colon", *"queues", "enter"), listed_on("Tasks"))),
        listed_on("Queues"),
    ),
    Picture("workers", (Step(("colon", *"workers", "enter")),), listed_on("Workers")),
    Picture(
        "worker",
        (
            Step(("colon", *"workers", "enter")),
            Step(("j", "enter"), listed_on("Workers")),
        ),
        drawn_on("Worker"),
    ),
    Picture("serving", (Step(("colon", *"serving", "enter")),), marked_slow),
    Picture(
        "endpoint",
        (
            Step(("colon", *"serving", "enter")),
            # That of an endpoint that answers more slowly than is usual.
            Step(("G", "k", "enter"), marked_slow),
        ),
        lambda app: drawn_on("Endpoint")(app) and "above its usual" in lines_of(app, "#facts"),
    ),
    Picture(
        "overview",
        on_task(),
        lambda app: (
            listed_on("Task")(app) and app.screen.query_one(Overview)._curves and answered(app)
        ),
    ),
    Picture("scalars", on_task("tab"), drawn_on("Task")),
    Picture("home", (Step(("colon", *"home", "enter")),), listed_on("Home")),
    Picture("models", (Step(("colon", *"models", "enter")),), listed_on("Models")),
    Picture("reports", (Step(("colon", *"reports", "enter")),), listed_on("Reports")),
    Picture(
        "queue",
        (
            Step(("colon", *"queues", "enter")),
            Step(("j", "j", "enter"), listed_on("Queues")),
        ),
        lambda app: listed_on("Queue")(app) and drawn(app) and "45m" in shown_in(app, "#servers"),
    ),
    Picture(
        "activity",
        (
            Step(("colon", *"workers", "enter")),
            # The page of the worker is still open.
            Step(("escape",), lambda app: app.screen.NAME == "Worker"),
            Step(("a",), listed_on("Workers")),
        ),
        drawn_on("Activity"),
    ),
    Picture(
        "model",
        (Step(("colon", *"models", "enter")), Step(("j", "enter"), listed_on("Models"))),
        listed_on("Model"),
    ),
    Picture(
        "report",
        (Step(("colon", *"reports", "enter")), Step(("enter",), listed_on("Reports"))),
        lambda app: (
            app.screen.NAME == "Report"
            and "━ train" in app.screen.query_one(ReportView).text
            and app.screen.query_one(ReportView).pictures
        ),
    ),
    Picture(
        "picture of a report",
        (Step(("m",)),),
        lambda app: app.screen.NAME == "Picture" and app.screen.query_one(ImageView).picture,
    ),
    Picture(
        "usage",
        (Step(("colon", *"usage", "enter")),),
        lambda app: listed_on("Usage")(app) and "–" not in tasks_counted(app),
    ),
    Picture("account", (Step(("colon", *"account", "enter")),), listed_on("Account")),
)


#: Begins with a list that nobody has been on: what is watched marks its rows.
def looked_at(app: MltuiApp) -> bool:
    """Whether the list of alerts says how many tasks of the watched filter go on."""
    if app.screen.NAME != "Alerts":
        return False
    (watch,) = app.alerts.watches
    row = app.screen.query_one("#watched", Table).row(watch.key)
    return row is not None and "going on" in str(row.cells["state"])


ALERTS = Picture(
    "alerts",
    (
        Step(("colon", *"tasks status:running", "enter")),
        Step(
            ("exclamation_mark",),
            lambda app: listed_on("Tasks")(app) and app.screen.pattern == "status:running",
        ),
        Step(("down", "enter"), lambda app: len(app.screen_stack) > 1),
        Step((*" loss>0.1", "enter"), lambda app: isinstance(app.screen, AskText)),
        Step(("colon", *"alerts", "enter"), lambda app: app.alerts.watches),
    ),
    looked_at,
)


def recall_queues(demo: Demo) -> None:  # noqa: F811
    """Let the lab write down the past of its queues, as it does once its time moves."""
    world, recorder = demo.lab.world, Recorder()
    for _ in QUEUES:
        recorder.act(world)


@at_every_size
async def test_screens(
    snapshot: SnapshotAssertion,
    demo: Demo,  # noqa: F811
    size: tuple[int, int],
) -> None:
    recall(demo, RUN)
    recall_queues(demo)
    async with opened_album(snapshot, demo, size) as album:
        for picture in PICTURES:
            await go_there(album, picture)


@at_every_size
async def test_alerts(
    snapshot: SnapshotAssertion,
    demo: Demo,  # noqa: F811
    size: tuple[int, int],
) -> None:
    recall(demo, RUN)
    async with opened_album(snapshot, demo, size) as album:
        await go_there(album, ALERTS)


async def go_there(album: Album, picture: Picture) -> None:
    """Go to a screen and hold it against its picture."""
    for step in picture.steps:
        await album.until(lambda step=step: step.when(album.app))
        await album.pilot.press(*step.keys)
    await album.until(lambda: picture.ready(album.app))
    await album.take(picture.name)


#: The page of the machine that the monitor runs on.
THIS_HOST = Picture(
    "host",
    (Step(("colon", *"workers", "enter")), Step(("H",), listed_on("Workers"))),
    lambda app: listed_on("This host")(app) and "yolo-l aug v3" in shown_in(app, "#gpus"),
)


@at_every_size
async def test_this_host(
    snapshot: SnapshotAssertion,
    demo: Demo,  # noqa: F811
    size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    task = recall(demo, RUN)
    usages = (91, 88, 90, 3, 95, 97, 79, 96)
    cards = [Card(usage=usage) for usage in usages]
    cards[0].processes[4021] = 50 * 2**30
    cards[4].processes[77] = 2**30
    origins = {4021: Origin("python", task), 77: Origin("Xorg")}
    monkeypatch.setitem(sys.modules, "pynvml", stand_in(cards))
    monkeypatch.setattr("mltui.screens.workers.installed", lambda: True)
    monkeypatch.setattr(socket, "gethostname", lambda: "box1")
    monkeypatch.setattr(this_host, "origin_of", lambda pid: origins[pid])
    async with opened_album(snapshot, demo, size) as album:
        await go_there(album, THIS_HOST)
