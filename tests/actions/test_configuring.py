from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mltui.actions.configuring import (
    difference,
    hidden,
    parameter_change,
    parameters_difference,
    parameters_text,
    read_parameters,
    revealed,
)

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1).filter(
    lambda name: not name.startswith("#")
)
VALUES = st.text(st.characters(codec="utf-8"))


@given(st.dictionaries(NAMES, VALUES, max_size=6))
def test_parameters_survive_being_written_and_read(values: dict[str, str]):
    assert read_parameters(parameters_text(values), values) == values


def test_a_line_without_a_value_is_refused_with_its_number():
    with pytest.raises(ValueError, match="Line 2"):
        read_parameters("lr = 1\nnonsense\n")
    with pytest.raises(ValueError, match="twice"):
        read_parameters("lr = 1\nlr = 2\n")


def test_lines_may_end_as_those_of_any_editor():
    assert read_parameters("lr = 0.1\r\n\r\nseed = 7\r\n") == {"lr": "0.1", "seed": "7"}


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


BEFORE = {"aws_secret_key": "s3cr3t", "lr": "0.1", "token": ""}


def test_no_secret_is_in_a_difference_beside_what_changes():
    assert parameters_difference(BEFORE, BEFORE | {"lr": "0.2"}) == [
        *("@@ -1,3 +1,3 @@", " aws_secret_key = •••", "-lr = 0.1", "+lr = 0.2", " token = "),
    ]


def test_that_a_secret_changes_is_in_a_difference_without_either_value():
    assert parameters_difference(BEFORE, BEFORE | {"aws_secret_key": "n3w"})[1:3] == [
        *("-aws_secret_key = •••", "+aws_secret_key = ••• (another value)"),
    ]
    assert parameters_difference(BEFORE, BEFORE | {"token": "n3w"})[-2:] == [
        *("-token = ", "+token = •••"),
    ]


def test_a_secret_that_is_left_masked_while_editing_stays_what_it_was():
    assert hidden(BEFORE) == BEFORE | {"aws_secret_key": "•••"}
    assert revealed(hidden(BEFORE), BEFORE) == BEFORE
    typed = {"aws_secret_key": "n3w", "lr": "0.2", "token": "n3w"}
    assert revealed(typed, BEFORE) == typed


@pytest.mark.parametrize(
    "typed",
    [
        {"AWS_SECRET_KEY": "•••", "lr": "0.1"},
        {"aws_secret_key": "•••new"},
        {"lr": "•••"},
        {"token": "•••"},
    ],
    ids=["of a new name", "typed over", "of no secret", "of an empty one"],
)
def test_a_mask_that_stands_for_nothing_known_is_no_value(typed: dict[str, str]):
    with pytest.raises(ValueError, match="is wanted whole"):
        revealed(typed, BEFORE)


def test_a_text_that_had_dots_like_those_of_a_mask_may_keep_them():
    before = {"prompt": "wait •••"}
    assert revealed({"prompt": "wait ••• longer"}, before) == {"prompt": "wait ••• longer"}
