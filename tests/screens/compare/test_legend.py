"""What stands in the legend over the curves."""

from __future__ import annotations

from mltui.live.compare import ComparedTask
from mltui.screens.compare.legend import colours, signs

LONG = "a run whose name is longer than half a line of eighty cells"


def legend(names: list[str], width: int) -> list[str]:
    tasks = [ComparedTask(name, name) for name in names]
    return ["".join(text for text, _ in line) for line in colours(tasks, width)]


def test_a_long_name_is_whole_where_the_line_has_room_for_it():
    (line,) = legend(["one", LONG], 160)
    assert f" 2 {LONG}" in line


def test_a_long_name_is_cut_in_the_middle_where_there_is_none():
    (line,) = legend(["one", LONG], 80)
    assert line.split("2 a run")[1].rstrip().endswith("eighty cells")
    assert "…" in line
    assert len(line) < 80


def test_short_names_stand_near_each_other_however_wide_the_screen_is():
    (line,) = legend(["one", "two"], 200)
    assert line.index("2 two") < 50


def test_names_that_differ_in_their_middles_alone_are_told_apart():
    names = [f"a sweep, learning rate 0.{n}, {LONG}" for n in (1, 3)]
    (line,) = legend(names, 80)
    assert "rate 0.1" in line
    assert "rate 0.3" in line
    assert len(line) <= 80
    said = signs([f"{n} {name}" for n, name in enumerate(names, 1)], 80)
    assert ["rate 0.1" in said[0][0], "rate 0.3" in said[1][0]] == [True, True]
    assert sum(len(text) for text, _ in said) <= 80
