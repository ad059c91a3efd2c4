from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ('Args/cfg={"lr":1}', {"Args/cfg": '{"lr":1}'}),
        ('a"b=1', {'Args/a"b': "1"}),
        (r'Args/say="say \"hi\""', {"Args/say": 'say "hi"'}),
        (
            r'Args/path=C:\new Args/dir="C:\my new"',
            {"Args/path": r"C:\new", "Args/dir": r"C:\my new"},
        ),
        ('"Args/x=two words"', {"Args/x": "two words"}),
        ('"a=b"=c=d', {"Args/a=b": "c=d"}),
        ('a=""', {"Args/a": ""}),
    ],
)
def test_quotes_group_only_where_a_word_or_a_value_begins(typed: str, read: dict[str, str]):
    assert read_parameters(typed) == read


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ('Args/lr=1 Args/x="two words', '“"two words” has a quote that is not closed.'),
        ('"my section/x=1', '“"my section/x=1” has a quote that is not closed.'),
        (r'a="b\"', '“"b' + "\\" + '"” has a quote that is not closed.'),
        ('a="b"c d', '“a="b"c” goes on after its closing quote.'),
        ('"a"b=1', '“"a"b=1” goes on after its closing quote.'),
    ],
)
def test_quotes_that_do_not_end_are_said(typed: str, wrong: str):
    with pytest.raises(ValueError) as raised:
        read_parameters(typed)
    assert str(raised.value) == wrong
    assert completed_parameter({"a": "1"}, typed) is None


@given(st.text(), st.text(min_size=1), st.text(min_size=1))
def test_what_is_completed_is_read_again(section: str, name: str, value: str):
    path = f"Args {section}/{name}"
    named = completed_parameter({path: value}, '"Args "')
    assert named is not None
    whole = completed_parameter({path: value}, named)
    assert whole is not None
    assert read_parameters(whole) == {path: value}


@given(st.text(min_size=1))
def test_a_value_that_is_completed_is_read_again(value: str):
    known = {"Args/x": value}
    assert read_parameters(completed_parameter(known, "Args/x=") or "") == known


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


def test_a_secret_is_completed_by_its_name_alone():
    known = {"Args/api_key": "s3cr3t"}
    assert completed_parameter(known, "Args/a") == "Args/api_key="
    assert completed_parameter(known, "Args/api_key=") is None
