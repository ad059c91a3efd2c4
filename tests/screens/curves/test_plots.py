from __future__ import annotations

from mltui.screens.curves.plots import Line, plots_of
from mltui.screens.curves.view import CurveView


def test_of_plots_whose_titles_begin_and_end_alike_it_is_known_where_they_differ() -> None:
    names = [f"variant number {number} of a rather long name" for number in (1, 2)]
    lines = [Line("many variants in one metric", name, [0], [0]) for name in names]
    first, second, other = plots_of(
        [*lines, Line("other", "loss", [0], [0])], CurveView(by_variant=True)
    )
    assert first.telling is not None
    assert first.title[slice(*first.telling)] == "1"
    assert second.title[slice(*first.telling)] == "2"
    assert other.telling is None
