from __future__ import annotations

import pytest

from mltui.actions.cloning import completed_parameter, read_parameters


def test_parameters_are_read_as_they_are_typed():
    typed = 'Args/lr=0.1 batch=32 Args/name="two words" "my section/x y"=1 Args/empty='
    assert read_parameters(typed) == {
        "Args/lr": "0.1",
        "Args/batch": "32",
        "Args/name": "two words",
        "my section/x y": "1",
        "Args/empty": "",
    }


@pytest.mark.parametrize("typed", ["lr", "=3", "/=3", "Args/lr=1 foo"])
def test_what_is_no_parameter_is_said(typed: str):
    with pytest.raises(ValueError, match="is not section/name=value"):
        read_parameters(typed)


KNOWN = {"Args/lr": "0.1", "Args/name": "two words", "General/epochs": ""}


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("Ar", "Args/lr="),
        ("Args/lr=0.5 Args/n", "Args/lr=0.5 Args/name="),
        ("Args/lr=", "Args/lr=0.1"),
        ("Args/name=", 'Args/name="two words"'),
        ("General/epochs=", None),
        ("Args/lr=0", None),
        ("Args/lr=0.5 ", None),
        ("", None),
        ("moon", None),
    ],
)
def test_a_parameter_is_completed_and_so_is_the_value_that_it_has(line: str, completed: str | None):
    assert completed_parameter(KNOWN, line) == completed
