from __future__ import annotations

import pytest

from mltui.live.compare import ComparedTask
from mltui.screens.compare.columns import LEAST, TIGHT, WIDEST_NAME, beside
from mltui.widgets.columns import GAP
from mltui.widgets.rows import Row
from mltui.widgets.table_lines import GUTTER


def tasks(count: int) -> list[ComparedTask]:
    return [ComparedTask(f"id{n}", f"training run {n}") for n in range(count)]


def row(name: str, *values: str) -> Row:
    return Row(name, {"name": name, **{f"id{n}": value for n, value in enumerate(values)}})


def test_the_values_stand_beside_their_names_where_there_is_room_for_everything() -> None:
    rows = [row("Args/lr", "0.1", "0.001"), row("optimizer/weight_decay", "0.5", "x" * 30)]
    columns = beside(tasks(2), rows, "PARAMETER", 200).columns
    assert [column.width for column in columns] == [
        len("optimizer/weight_decay"),
        len("1 training run 0"),
        30,
    ]


def test_long_names_of_rows_have_room_before_long_names_of_tasks() -> None:
    long = [ComparedTask(f"id{n}", f"transformer with a long name {n}") for n in range(2)]
    name = "validation/accuracy of the rarest class"
    found = beside(long, [row(name, "0.5", "0.25")], "LAST OF", 80).columns
    assert found[0].width == len(name)
    assert [column.title[:2] for column in found[1:]] == ["1 ", "2 "]
    assert min(column.width or 0 for column in found[1:]) >= 16


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("count", [2, 4, 12, 20])
def test_long_texts_share_the_room_and_never_take_more(width: int, count: int) -> None:
    rows = [row("a" * 90, *["v" * 90] * count)]
    found = beside(tasks(count), rows, "PARAMETER", width)
    name, *others = [column.width or 0 for column in found.columns]
    taken = GUTTER + 1 + name + sum(others) + GAP * len(others)
    assert width - found.count < taken <= width
    assert name <= WIDEST_NAME
    assert max(others) - min(others) <= 1
    assert min(others) >= (TIGHT if found.count == count else LEAST)


def test_a_short_value_leaves_its_room_to_a_long_one() -> None:
    rows = [row("model", "x", "y" * 90)]
    _, short, long = beside(tasks(2), rows, "PARAMETER", 80).columns
    assert short.width == len("1 training run 0")
    assert long.width == 80 - GUTTER - 1 - len("PARAMETER") - short.width - 2 * GAP


def test_where_not_all_tasks_have_room_those_that_are_wanted_are_seen() -> None:
    rows = [row("Args/lr", *["0.1"] * 12)]

    def seen(first: int) -> list[str]:
        return [column.key for column in beside(tasks(12), rows, "OF", 80, first=first).columns[1:]]

    assert seen(-1) == seen(0) == [f"id{n}" for n in range(len(seen(0)))]
    assert 1 < len(seen(0)) < 12
    assert seen(3) == [f"id{n}" for n in range(3, 3 + len(seen(0)))]
    assert seen(11)[-1] == "id11"
    assert len(seen(11)) == len(seen(0))


def test_titles_that_are_too_long_keep_their_numbers_and_ends() -> None:
    rows = [row("Args/lr", *["0.1"] * 4)]
    assert [each.title for each in beside(tasks(4), rows, "OF", 60).columns[1:]] == [
        *("1 tr…run 0", "2 tr…run 1", "3 tr…run 2", "4 tra…run 3"),
    ]


def test_titles_whose_names_differ_in_their_middles_alone_are_told_apart() -> None:
    names = [f"transformer lr=0.{n} of a sweep with a very long name" for n in (1, 3, 5)]
    long = [ComparedTask(f"id{n}", name) for n, name in enumerate(names)]
    _, *columns = beside(long, [row("Args/lr", "1", "3", "5")], "OF", 80).columns
    assert ["lr=0.1" in columns[0].title, "lr=0.3" in columns[1].title] == [True, True]
    assert all(len(column.title) <= (column.width or 0) for column in columns)
    assert [column.title[:2] for column in columns] == ["1 ", "2 ", "3 "]


def test_without_tasks_there_is_still_a_table() -> None:
    assert [each.key for each in beside([], [], "OF", 80).columns] == ["name"]
    assert beside(tasks(2), [], "OF", 1).count == 1
