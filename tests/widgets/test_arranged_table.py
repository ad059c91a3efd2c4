"""Columns that have no room do not vanish without a sign."""

from __future__ import annotations

import pytest

from mltui.widgets.arranged_table import ArrangedTable
from mltui.widgets.columns import Column

COLUMNS = [Column(f"c{n}", f"TITLE {n}", width=10, priority=20 - n) for n in range(12)]


@pytest.mark.parametrize(
    ("count", "width", "head"),
    [
        (4, 60, "   TITLE 0     TITLE 1     TITLE 2     TITLE 3"),
        (4, 40, "+1 TITLE 0     TITLE 1     TITLE 2"),
        (4, 20, "+3 TITLE 0"),
        (12, 20, "+… TITLE 0"),
    ],
)
async def test_the_header_begins_with_how_many_columns_have_no_room(stage, count, width, head):
    table = ArrangedTable(COLUMNS[:count])
    async with stage(table, size=(width, 10)) as (app, pilot):
        await pilot.pause()
        assert app.text()[0].rstrip() == head
        assert table.draw_line(0).cell_length == width
