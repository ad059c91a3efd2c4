from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mltui.actions.configuring import (
    difference,
    parameter_change,
    parameters_text,
    read_parameters,
)

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1).filter(
    lambda name: not name.startswith("#")
)
VALUES = st.text(
    st.characters(codec="utf-8", exclude_characters="\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
)


@given(st.dictionaries(NAMES, VALUES, max_size=6))
def test_parameters_survive_being_written_and_read(values: dict[str, str]):
    assert read_parameters(parameters_text(values), values) == values


def test_a_line_without_a_value_is_refused_with_its_number():
    with pytest.raises(ValueError, match="Line 2"):
        read_parameters("lr = 1\nnonsense\n")
    with pytest.raises(ValueError, match="twice"):
        read_parameters("lr = 1\nlr = 2\n")


def test_comments_and_empty_lines_are_left_out():
    assert read_parameters("# about\n\nlr=0.1\n") == {"lr": "0.1"}


def test_only_what_differs_is_sent():
    change = parameter_change(
        "Args", {"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "9", "d": "4"}
    )
    assert change.values == {"b": "9", "d": "4"}
    assert change.removed == ("c",)
    assert not parameter_change("Args", {"a": "1"}, {"a": "1"})


def test_a_difference_has_no_head():
    assert difference("a\nb\n", "a\nc\n") == ["@@ -1,2 +1,2 @@", " a", "-b", "+c"]
