from __future__ import annotations

import pytest

from mltui.widgets.log_search import matches, pattern_of


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
        pattern_of("/(a+)+b/")


def test_a_text_that_is_no_expression_is_searched_for_as_it_is():
    assert matches(pattern_of("(A+)+"), "x (a+)+ y")
