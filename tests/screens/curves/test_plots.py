from __future__ import annotations

import pytest

from mltui.screens.curves.plots import Line, plots_of
from mltui.screens.curves.view import CurveView


def test_of_plots_whose_titles_begin_and_end_alike_it_is_known_where_they_differ() -> None:
    names = [f"variant number {number} of a rather long name" for number in (1, 2)]
    lines = [Line("many variants in one metric", name, [0], [0]) for name in names]
    first, second, other = plots_of(
        [*lines, Line("other", "loss", [0], [0])], CurveView(by_variant=True)
    )
    assert first.telling is not None
    (part,) = first.telling
    assert first.title[slice(*part)] == "1"
    assert second.title[slice(*part)] == "2"
    assert other.telling is None


def test_plots_and_curves_are_in_the_order_of_the_numbers_in_their_names() -> None:
    lines = [Line("metric", f"value {number}", [0], [0]) for number in (0, 1, 10, 2)]
    titles = [plot.title for plot in plots_of(lines, CurveView(by_variant=True))]
    assert titles == [f"metric / value {number}" for number in (0, 1, 2, 10)]


def test_the_machines_plots_are_called_as_in_tables_and_come_last() -> None:
    lines = [Line(metric, "usage", [0], [0]) for metric in (":monitor:gpu", "loss")]
    loss, gpu = plots_of(lines, CurveView(by_variant=True))
    assert (loss.name, gpu.name) == ("loss / usage", "gpu / usage")
    assert gpu.metric == ":monitor:gpu"


@pytest.mark.parametrize("typed", ["loss", "loss train", "loss/tr", "loss / train", "train"])
def test_a_plot_is_found_by_its_title_and_by_what_its_curve_is_called_in_a_filter(
    typed: str,
) -> None:
    lines = [Line("loss", "train", [0], [0]), Line("accuracy", "top1", [0], [0])]
    assert [plot.name for plot in plots_of(lines, CurveView(by_variant=True), typed)] == [
        "loss / train"
    ]


def test_where_a_plot_shows_all_variants_a_stroke_finds_none_that_has_none() -> None:
    assert plots_of([Line("loss", "train", [0], [0])], CurveView(), "/") == []
