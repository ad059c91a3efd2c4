from __future__ import annotations

import pytest

from mltui.widgets.log_search import pattern_of


@pytest.mark.parametrize(
    "expression",
    ["(", "a{99999999999999999999}", "(" * 5000 + ")" * 5000],
    ids=["open", "too often", "too deep"],
)
def test_a_wrong_expression_is_refused_in_a_sentence(expression: str):
    with pytest.raises(ValueError, match="is not a regular expression"):
        pattern_of(f"/{expression}/")
