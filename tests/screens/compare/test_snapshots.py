"""Pictures of the pages of a comparison, looked at before they are accepted."""

from __future__ import annotations

from syrupy.assertion import SnapshotAssertion

from mltui.screens.compare import CompareScreen
from mltui.server.demo import Demo
from mltui.widgets.chart import Chart
from mltui.widgets.log_view import LogView
from mltui.widgets.table import Table
from tests.screens.album import (
    at_every_size,
    demo,  # noqa: F401
    opened_album,
    recall,
    same_everywhere,  # noqa: F401
)

NAMES = ("yolo-l aug v3", "yolo-s distill", "retina sweep 14")


@at_every_size
async def test_pages(
    snapshot: SnapshotAssertion,
    demo: Demo,  # noqa: F811
    size: tuple[int, int],
) -> None:
    tasks = [recall(demo, name) for name in NAMES]
    async with opened_album(snapshot, demo, size) as album:
        album.app.open_page("compare", ",".join(tasks), "")
        await album.until(lambda: isinstance(album.app.screen, CompareScreen))
        page = album.app.screen
        await album.until(lambda: all(chart.picture.series for chart in page.query(Chart)))
        await album.take("scalars")
        for name in ("parameters", "values"):
            await album.pilot.press("tab")
            await album.until(lambda name=name: page.query_one(f"#{name.title()}", Table).total)
            await album.take(name)
        await album.pilot.press("tab")
        await album.until(lambda: page.query_one(LogView).line_count)
        await album.take("console")
