from __future__ import annotations

import pytest

from mltui.widgets import palette
from mltui.widgets.cells import width_of
from mltui.widgets.plots import pen
from mltui.widgets.plots.pen import Pen, legend

PEN = Pen(palette.style, dark=True)

TEAMS = [f"Team {number:03}" for number in range(6)]


def said(names: list[str], width: int) -> str:
    return "".join(text for text, _ in legend(names, PEN, width)).rstrip()


def test_names_that_fit_are_all_there():
    assert said(["NLP", "Vision"], 40) == "━ NLP  ━ Vision"


def test_names_are_cut_before_one_of_them_is_left_out():
    text = said([*TEAMS, "others"], 78)
    assert text.startswith("━ Tea…000  ━ Tea…001")
    assert text.endswith("━ others")


@pytest.mark.parametrize("width", range(4, 90))
def test_a_legend_is_never_wider_than_its_room(width: int):
    assert width_of(said([*TEAMS, "others"], width)) <= width


def test_where_names_would_be_no_names_any_more_the_rest_is_counted():
    assert said([*TEAMS, "others"], 40) == "━ Team 000  ━ Team 001  ━ Team 002  +4"


def test_of_more_names_than_any_cut_makes_room_for_none_is_cut(monkeypatch: pytest.MonkeyPatch):
    cut: list[object] = []
    monkeypatch.setattr(pen, "shortened", lambda *each: cut.append(each))
    assert said([f"a line of a sweep, number {number}" for number in range(1000)], 80).endswith(
        "+998"
    )
    assert not cut


def test_what_has_no_name_is_not_in_the_legend():
    pieces = legend(["", "loss"], PEN, 20)
    assert pieces[0] == ("━ loss", PEN.series(1))
