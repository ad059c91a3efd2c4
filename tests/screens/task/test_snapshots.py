"""Pictures of tabs of a task, looked at before they are accepted.

Overview and Scalars are among the pictures of the screens.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mltui.app import MltuiApp
from mltui.screens.task import TaskScreen
from mltui.server.demo import Demo
from mltui.widgets.image_view import ImageView
from mltui.widgets.table import Table
from tests.screens.test_snapshots import (
    SIZES,
    Picture,
    _same_everywhere,  # noqa: F401
    compare,
    demo,  # noqa: F401
    on_task,
)


def shown(app: MltuiApp) -> bool:
    """The image is there."""
    return any(view.picture for view in app.screen.query(ImageView))


def on_tab(name: str) -> Callable[[MltuiApp], bool]:
    """The tab of this name is open and its table has rows; its texts came with the task."""

    def ready(app: MltuiApp) -> bool:
        tab = app.screen.tab if isinstance(app.screen, TaskScreen) else None
        if tab is None or tab.id != name:
            return False
        return any(table.total and table.cursor_key for table in tab.query(Table))

    return ready


PICTURES = (
    Picture("images", on_task(*["tab"] * 4), shown),
    Picture("configuration", on_task(*["tab"] * 5), on_tab("Configuration")),
    Picture("execution", on_task(*["tab"] * 6), on_tab("Execution")),
)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_tab(
    snap_compare,
    demo: Demo,  # noqa: F811
    picture: Picture,
    size: tuple[int, int],
) -> None:
    compare(snap_compare, demo, picture, size)
