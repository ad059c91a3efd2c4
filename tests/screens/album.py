"""Several pictures of one running monitor: starting one takes longer than a picture does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pytest_textual_snapshot import SVGImageExtension
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.screen import Screen

from mltui.api.session import Session
from mltui.app import MltuiApp
from mltui.live.feed import Feed
from mltui.live.store import MemoryStore
from mltui.screens.task import TaskScreen
from mltui.screens.task_preview import TaskPreview
from mltui.server.auth import identity_of
from mltui.server.demo import Demo
from mltui.widgets.key_bar import KeyBar, active_hints
from mltui.widgets.lines import Lines
from mltui.widgets.status_line import StatusLine
from mltui.widgets.table import Table
from tests.support.lab import LabTiming, Wire, client_of, open_demo
from tests.support.until import until

#: The run whose page is shown.
RUN = "yolo-l aug v3"

SIZES = ((80, 24), (120, 40), (200, 50))

#: A test of this mark takes its pictures at every size.
at_every_size = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


class StillTiming(LabTiming):
    """No time passes: latencies are the same in every run, and nothing is asked twice."""

    def elapsed(self) -> float:
        return 0.0


@pytest.fixture(autouse=True)
def same_everywhere(monkeypatch: pytest.MonkeyPatch, in_zone: Callable[[str], None]) -> None:
    monkeypatch.setattr(Session, "latency_s", property(lambda session: 0.018))
    in_zone("UTC")


@pytest.fixture
def demo() -> Iterator[Demo]:
    demo = open_demo()
    yield demo
    demo.close()


class Album:
    """Goes through a monitor and holds what it shows against the accepted pictures.

    Attributes:
        app: The monitor.
        pilot: Presses its keys.
        differing: The pictures that are not as they were accepted.
    """

    def __init__(self, app: MltuiApp, pilot: Pilot[int], snapshot: SnapshotAssertion) -> None:
        self.app = app
        self.pilot = pilot
        self.differing: list[str] = []
        self._snapshot = snapshot.use_extension(SVGImageExtension)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for a condition, and until all that is asked was answered and shown."""
        await until(self.pilot, lambda: condition() and quiet(self.app))

    async def take(self, name: str) -> None:
        """Compare what stands on the screen once nothing is under way any more."""
        await self.until(lambda: self.app.user_name and self.keys_told())
        self.app.clear_notifications()
        await self.pilot.pause()
        await self.pilot.wait_for_scheduled_animations()
        if self._snapshot(name=name) != self.app.export_screenshot(simplify=True):
            self.differing.append(name)

    def keys_told(self) -> bool:
        """Return whether the last line names the keys that work now; it follows with a pause."""
        return all(
            bar.hints == tuple(active_hints(screen))
            for screen in in_sight(self.app)
            for bar in screen.query(KeyBar)
        )


@asynccontextmanager
async def opened_album(
    snapshot: SnapshotAssertion, demo: Demo, size: tuple[int, int]
) -> AsyncIterator[Album]:
    """Run the monitor on a lab that stands still; at the end all pictures must be as accepted."""
    wire = Wire(demo)
    app = MltuiApp(
        lambda: client_of(demo, wire),
        server_name="lab",
        store=MemoryStore(),
        timing=StillTiming(),
        first="tasks",
    )
    async with app.run_test(size=size) as pilot:
        album = Album(app, pilot, snapshot)
        await album.until(lambda: app.screen_stack[0].query(StatusLine))
        yield album
    assert not album.differing, f"not as accepted: {', '.join(album.differing)}"


def id_of(demo: Demo, name: str) -> str:
    """Return the id of the task of that name."""
    (task,) = demo.lab.engine.store.tasks.find({"name": name})
    return str(task["id"])


def recall(demo: Demo, name: str) -> str:
    """Let the lab make up the past of a run now, rather than at a picture's first question.

    Which part of it is there already would depend on which of two questions comes first.
    """
    engine = demo.lab.engine
    task = id_of(demo, name)
    (run,) = engine.store.tasks.find({"name": name})
    owner = identity_of(engine.store.users.get(str(run["user"])) or {})
    engine.call("events.scalar_metrics_iter_histogram", {"task": task}, owner)
    return task


async def opened_task(album: Album, task: str, name: str) -> TaskScreen:
    """Open the page of a task."""
    album.app.open_page("task", task, name)
    await album.until(lambda: isinstance(album.app.screen, TaskScreen))
    page = album.app.screen
    assert isinstance(page, TaskScreen)
    await album.until(lambda: page.facts is not None)
    return page


def quiet(app: MltuiApp) -> bool:
    """All that is asked at all was answered; the preview follows when the cursor rests."""
    followed = all(
        bool(preview.query_one("#facts", Lines).text) == (table.cursor_key is not None)
        for screen in in_sight(app)
        for table, preview in zip(screen.query(Table), screen.query(TaskPreview), strict=False)
        if preview.display
    )
    return followed and all(settled(feed) for feed in feeds(app))


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
