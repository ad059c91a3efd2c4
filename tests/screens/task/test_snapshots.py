"""Pictures of the tabs of a task, looked at before they are accepted.

Overview and Scalars are among the pictures of the screens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from syrupy.assertion import SnapshotAssertion

from mltui.screens.task.tab import TaskTab
from mltui.server.demo import Demo
from mltui.widgets.chart import Chart
from mltui.widgets.image_view import ImageView
from mltui.widgets.log_view import LogView
from mltui.widgets.plot_view import PlotView
from mltui.widgets.table import Table
from tests.screens.album import (
    RUN,
    at_every_size,
    demo,  # noqa: F401
    opened_album,
    opened_task,
    recall,
    same_everywhere,  # noqa: F401
)


def logged(tab: TaskTab) -> bool:
    """The console has lines."""
    return any(log.line_count for log in tab.query(LogView))


def plotted(tab: TaskTab) -> bool:
    """The plot at the cursor is drawn."""
    return any(view.figure for view in tab.query(PlotView))


def pictured(tab: TaskTab) -> bool:
    """The image at the cursor is there."""
    return any(view.picture for view in tab.query(ImageView))


def listed(tab: TaskTab) -> bool:
    """The table has rows; texts came with the task."""
    return any(table.total and table.cursor_key for table in tab.query(Table))


def counted(tab: TaskTab) -> bool:
    """It says how many there are, or that there are none."""
    return bool(tab.counts())


def measured(tab: TaskTab) -> bool:
    """All charts have their lines."""
    return all(chart.picture.series for chart in tab.query(Chart))


@dataclass(frozen=True)
class Picture:
    """A tab of a run's page.

    Attributes:
        tab: The tab's name.
        complete: Whether all of it is there.
        name: What the picture is called.
        run: The run's name.
        keys: What is pressed first.
    """

    tab: str
    complete: Callable[[TaskTab], bool]
    name: str = ""
    run: str = RUN
    keys: tuple[str, ...] = ()


#: A run with files and models, and one without any.
DONE, DRAFT = "ner deberta-v3 v2.9", "retina sweep 15"

PICTURES = (
    Picture("Console", logged),
    Picture("Plots", plotted),
    Picture("Images", pictured),
    Picture("Configuration", listed),
    Picture("Execution", listed),
    Picture("Machine", measured),
    Picture("Artifacts", counted, run=DONE),
    Picture("Artifacts", counted, "no-artifacts", run=DRAFT),
)


@at_every_size
async def test_tabs(
    snapshot: SnapshotAssertion,
    demo: Demo,  # noqa: F811
    size: tuple[int, int],
) -> None:
    tasks = {name: recall(demo, name) for name in (RUN, DONE, DRAFT)}
    async with opened_album(snapshot, demo, size) as album:
        for run, task in tasks.items():
            page = await opened_task(album, task, run)
            for picture in (each for each in PICTURES if each.run == run):
                page.show_tab(picture.tab)
                await album.until(
                    lambda page=page, picture=picture: (
                        page.tab is not None
                        and page.tab.id == picture.tab
                        and picture.complete(page.tab)
                    )
                )
                await album.pilot.press(*picture.keys)
                await album.take(picture.name or picture.tab.lower())
