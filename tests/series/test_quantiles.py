from __future__ import annotations

import pytest

from mltui.series.quantiles import quantile, value_at


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 1.0), (0.25, 2.0), (0.5, 3.0), (0.9, 8.2), (1.0, 9.0)]
)
def test_a_quantile_lies_between_two_values(share, value):
    assert quantile([1.0, 2.0, 3.0, 7.0, 9.0], share) == pytest.approx(value)


def test_beyond_the_ends_is_the_value_at_the_end():
    assert value_at([4.0, 5.0], -0.5) == 4.0
    assert value_at([4.0, 5.0], 1.5) == 5.0
    assert quantile([4.0], 0.5) == 4.0
