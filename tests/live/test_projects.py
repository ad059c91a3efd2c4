from __future__ import annotations

import re

import pytest

from mltui.live.projects import name_pattern, unknown_project, whole


@pytest.mark.parametrize(
    ("typed", "fits", "fits_not"),
    [
        (["yolo"], "yolo-l aug v3", "unet"),
        (["yolo", "v3"], "yolo-l aug v3", "yolo-l aug v4"),
        (["v3", "yolo"], "yolo-l aug v3", "v3 unet"),
        (["^yolo", "v[34]$"], "yolo-l aug v4", "my yolo v4"),
        (["a|b", "c"], "b c", "a d"),
        (["l aug"], "yolo-l aug v3", "aug l"),
        (["l aug", "v3"], "yolo-l aug v3", "yolo-l aug v4"),
        (["[", "v3"], "run [2] v3", "run 2 v3"),
    ],
)
def test_a_name_holds_all_words_and_what_was_quoted_whole(
    typed: list[str], fits: str, fits_not: str
):
    pattern = name_pattern(whole(typed))
    assert re.search(pattern, fits)
    assert not re.search(pattern, fits_not)


@pytest.mark.parametrize(
    "typed",
    ["(", "a{99999999999999999999}", "(" * 5000 + ")" * 5000],
    ids=["open", "too often", "too deep"],
)
def test_a_word_that_is_no_expression_means_itself(typed: str):
    assert name_pattern(typed) == re.escape(typed)


def test_of_a_name_that_may_take_forever_to_find_nothing_is_said():
    assert unknown_project("(a+)+b", ["a" * 50]) == ""
