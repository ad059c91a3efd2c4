from __future__ import annotations

import pytest

from mltui.widgets.cells import width_of
from mltui.widgets.folding import folded, hanging


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("short", ["short"]),
        ("lower the rate a little", ["lower the", "rate a", "little"]),
        ("0123456789abcdef", ["0123456789", "abcdef"]),
        ("see 0123456789abcdef now", ["see", "0123456789", "abcdef now"]),
        ("", [""]),
    ],
)
def test_a_text_is_folded_at_blanks_and_within_long_words(text: str, rows: list[str]):
    assert folded(text, 10) == rows


def test_no_row_is_wider_than_there_is_room():
    assert all(width_of(row) <= 9 for row in folded("学習率を下げる \x1b[31m and \u202e back", 9))


def test_what_would_take_too_many_rows_is_cut():
    rows = folded("word " * 1000, 10, rows=3)
    assert len(rows) == 3
    assert rows[-1].endswith("…")


def test_a_fact_is_folded_below_itself():
    line = (("Tags    ", "muted"), ("one, two, three", ""))
    assert hanging([line], 40) == [line]
    assert hanging([line], 18) == [
        (("Tags    ", "muted"), ("one, two,", "")),
        (("        ", ""), ("three", "")),
    ]
    assert hanging([line, ()], 0) == [line, ()]


def test_the_blanks_before_what_is_folded_stay():
    line = (("running", "good"), ("  since yesterday", "muted"))
    assert hanging([line], 16) == [
        (("running", "good"), ("  since", "muted")),
        (("         ", ""), ("yesterd", "muted")),
        (("         ", ""), ("ay", "muted")),
    ]
