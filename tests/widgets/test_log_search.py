from __future__ import annotations

import itertools

import pytest

from mltui.widgets.log_lines import LogLines
from mltui.widgets.log_search import (
    LONGEST_SEARCH_S,
    LineCount,
    Patience,
    matches,
    next_match,
    pattern_of,
)


@pytest.mark.parametrize(
    "expression",
    ["(", "a{99999999999999999999}", "(" * 5000 + ")" * 5000],
    ids=["open", "too often", "too deep"],
)
def test_a_wrong_expression_is_refused_in_a_sentence(expression: str):
    with pytest.raises(ValueError, match="is not a regular expression"):
        pattern_of(f"/{expression}/")


def test_an_expression_that_may_take_forever_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match=r"\+b/ cannot be searched for: it may take too long"):
        pattern_of("/^(a+)+b/")


def test_a_text_that_is_no_expression_is_searched_for_as_it_is():
    assert matches(pattern_of("(A+)+"), "x (a+)+ y")


def test_a_search_among_lines_ends_when_it_takes_too_long():
    lines = LogLines()
    lines.extend(["no", "no", "here"])
    assert next_match(lines, pattern_of("here"), -1, 1, Patience()) == 2
    clock = itertools.count(0.0, LONGEST_SEARCH_S * 0.4)
    patience = Patience(lambda: next(clock))
    assert next_match(lines, pattern_of("here"), -1, 1, patience) is None
    assert patience.ended


def test_lines_too_long_to_be_searched_wholly_are_told_of():
    count = LineCount(pattern_of("loss"))
    assert count("a loss\nno\nloss loss") == 2
    assert not count.cut
    assert count("-" * 100_000 + "loss") == 0
    assert count.cut
