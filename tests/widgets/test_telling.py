from __future__ import annotations

import pytest
from rich.style import Style

from mltui.widgets.columns import Column, place
from mltui.widgets.rows import Cell, Row
from mltui.widgets.table_lines import row_line
from mltui.widgets.telling import (
    fit_telling,
    telling_parts,
    with_telling_parts,
    without_middle,
)

COLUMNS = (Column("name", "NAME", flex=1, minimum=24, ends=True),)


def drawn(names: list[str], width: int) -> list[str]:
    rows = with_telling_parts([Row(name, {"name": name}) for name in names], COLUMNS)
    placed = place(COLUMNS, width, {})
    return [
        row_line(row, placed, width + 3, Style(), dark=True, here=False, marked=False).text.strip()
        for row in rows
    ]


def test_names_that_differ_in_the_middle_alone_differ_on_the_screen():
    names = [f"artifact number {number} with a long name" for number in (0, 1, 12, 13)]
    assert drawn(names, 24) == [
        "artifact number 0 with…",
        "artifact number 1 with…",
        "artifact number 12 with…",
        "artifact number 13 with…",
    ]


def test_where_they_differ_too_late_for_the_beginning_two_gaps_are_left():
    names = [f"Summary / single value number {number} with a long name" for number in (2, 17)]
    assert drawn(names, 26) == ["Summary … value number 2…", "Summary … value number 17…"]
    assert drawn(names, 60) == names


@pytest.mark.parametrize("width", range(24, 60))
def test_they_differ_in_any_width(width):
    names = [f"Summary / single value number {number} with a long name" for number in range(31)]
    lines = drawn(names, width)
    assert len(set(lines)) == len(names)
    assert all(len(line) <= width for line in lines)


def test_names_that_differ_at_their_ends_are_cut_as_ever():
    names = [f"a parameter of quite a long name {number}" for number in range(3)]
    assert drawn(names, 24) == [f"a parameter… long name {number}" for number in range(3)]


def test_of_a_part_that_is_too_long_the_beginning_is_left():
    names = [f"{'before ' * 4}{sign * 40}{' after' * 4}" for sign in "xy"]
    assert drawn(names, 24) == ["before …xxxxxxxxxxxxxxx…", "before …yyyyyyyyyyyyyyy…"]


def test_what_is_the_same_name_twice_and_wide_characters_are_left_alone():
    assert telling_parts(["the same name once more"] * 2, 12) == {}
    assert telling_parts([f"{'日本' * 9}{number}{'日本' * 9}" for number in range(3)], 12) == {}


def test_a_cell_keeps_its_style():
    name = "artifact number {} with a long name".format
    rows = [Row(f"{number}", {"name": Cell(name(number), "strong")}) for number in range(2)]
    told = with_telling_parts(rows, COLUMNS)
    assert told[0].cells["name"] == Cell(name(0), "strong", telling=((16, 17),))


@pytest.mark.parametrize("width", range(20, 60))
@pytest.mark.parametrize("name", ["plot number {} of a long name", "a rather long name of plot {}"])
def test_names_with_a_variant_that_differ_within_themselves_differ_in_any_width(name, width):
    rows = [
        Row(str(number), {"name": Cell(name.format(number), more=((" a long variant", "muted"),))})
        for number in (0, 1, 12)
    ]
    columns = (Column("name", "NAME", flex=1, minimum=20, ends=True),)
    placed = place(columns, width, {})
    lines = [
        row_line(row, placed, width + 3, Style(), dark=True, here=False, marked=False).text
        for row in with_telling_parts(rows, columns)
    ]
    assert len({*lines}) == 3
    assert all(len(line) == width + 3 for line in lines)


def test_variants_that_differ_in_the_middle_keep_what_tells_them_apart_and_their_style():
    pieces = (("metric", ""), (" variant number 1 of a rather long name", "muted"))
    at = "".join(text for text, _ in pieces).index("1")
    told = without_middle(pieces, 24, ((at, at + 1),))
    assert told == (("metric", ""), (" variant number 1…", "muted"))
    told = without_middle(pieces, 16, ((at, at + 1),))
    assert told == (("metr…", ""), ("t number 1…", "muted"))


def test_in_very_little_room_the_middle_is_left_out():
    assert fit_telling("artifact 1 of many", 6, ((9, 10),)) == "ar…any"


@pytest.mark.parametrize("width", range(20, 60))
@pytest.mark.parametrize("metrics", [["validation"], ["validation", "validation of all folds"]])
def test_names_that_differ_in_two_places_differ_in_any_width(width, metrics):
    variants = [
        f"{kind} of class {name} over all"
        for kind in ("precision recall curve", "calibration")
        for name in ("car", "person", "bicycle")
    ]
    names = [(metric, variant) for metric in metrics for variant in variants]
    rows = [
        Row(f"{metric} {variant}", {"name": Cell(metric, more=((f" {variant}", "muted"),))})
        for metric, variant in names
    ]
    columns = (Column("name", "NAME", flex=1, minimum=20, ends=True),)
    placed = place(columns, width, {})
    lines = [
        row_line(row, placed, width + 3, Style(), dark=True, here=False, marked=False).text
        for row in with_telling_parts(rows, columns)
    ]
    assert len({*lines}) == len(names)
    assert len({*drawn([" ".join(name) for name in names], width)}) == len(names)
    assert all(len(line) == width + 3 for line in lines)


def test_of_names_that_differ_in_two_places_both_are_seen():
    names = [
        f"validation {kind} of class {name}"
        for kind in ("precision recall curve", "calibration")
        for name in ("car", "person")
    ]
    assert drawn(names, 24) == [
        "valid…precisio…lass car",
        "valid…precisio…s person",
        "valid…calibrat…lass car",
        "valid…calibrat…s person",
    ]


def test_a_name_keeps_more_than_two_letters_beside_a_variant_that_many_have():
    rows = [
        Row(name, {"name": Cell(name, more=((" average over all", ""),))})
        for name in ("precision", "recall", "accuracy")
    ]
    placed = place((Column("name", "NAME", flex=1, minimum=20, ends=True),), 20, {})
    lines = [
        row_line(row, placed, 23, Style(), dark=True, here=False, marked=False).text.strip()
        for row in with_telling_parts(rows, (placed[0].column,))
    ]
    assert lines == ["precision…e over all", "recall av…e over all", "accuracy…e over all"]
