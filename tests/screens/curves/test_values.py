from __future__ import annotations

import math

import pytest
from textual.widgets import Static

from mltui.screens.curves.values import ValuesTable, values_of
from tests.support.lab import lab_monitor


def test_values_of_a_curve_say_that_it_ended_in_what_is_no_number():
    values = values_of([1, 2, 3], [4.0, 2.0, math.inf])
    assert values is not None
    assert (values.last, values.low, values.high) == ((math.inf, 3), (2.0, 2), (4.0, 1))


def test_values_of_a_curve_leave_out_what_is_not_finite():
    values = values_of([1, 2, 3, 4, 5], [math.nan, 4.0, 1.0, math.inf, 2.5])
    assert values is not None
    assert (values.first, values.last) == ((4.0, 2), (2.5, 5))
    assert (values.low, values.high) == ((1.0, 3), (4.0, 2))
    assert values.mean == 2.5
    assert values_of([1, 2], [math.nan, math.inf]) is None
    assert values_of([], []) is None


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_table_tells_curves_with_long_names_apart(size: tuple[int, int]):
    names = [f"per class iou of number {number:02d} among all others" for number in range(60)]
    values = values_of([0.0, 1.0], [0.5, 0.25])
    assert values is not None
    async with lab_monitor(size=size) as lab:
        await lab.until_rows()
        lab.app.push_screen(ValuesTable([(name, values) for name in names], [], ""))
        await lab.until(lambda: isinstance(lab.app.screen, ValuesTable) and lab.row_keys)
        where = lab.app.screen.query_one("#where", Static)
        await lab.press("j")
        await lab.until(lambda: names[1] in str(where.render()))
        # All of it fits the box.
        box, keys = (lab.app.screen.query_one(part).region for part in (".box", ".keys"))
        assert keys.bottom < box.bottom <= size[1]
