from __future__ import annotations

import re
import time

import pytest

from mltui.expressions import LONGEST_TEXT, CostlyExpression, expression

USUAL = [
    "train",
    "^x",
    "a.*b",
    r"(foo|bar)-\d+",
    "lr=.*",
    r"^run \d+$",
    r"v\d+\.\d+\.\d+",
    r"(\d{1,3}\.){3}\d{1,3}",
    "(foo|bar)+",
    r"(?:ab)*c",
    "resnet.*lr.*seed",
    "resnet.*adam.*lr.*seed",
    "(?=.*(?:one))(?=.*(?:two.*))",
    r"\b(one|two|three)\b",
    "[a-z]+_[0-9]+",
    "(a?b?c?d)",
    "(a|b|c)+$",
    r"(.)\1",
    "",
]
COSTLY = [
    "(a+)+$",
    r"(\w+\s?)+!$",
    "([a-z0-9 .-]+)+x$",
    "(a*)*b",
    "((a*)*)*b",
    "(a|a)*b",
    "(a|ab)*c",
    "(.|a)*b",
    "(a|a?)+$",
    "(x?y?)+$",
    "(a{0,1000}){0,1000}b",
    "(.{0,30}){9}x",
    "(?=(a+)+$)",
    "(?:(?P<n>a+)b?)+$",
    "((?i:k)|\u212a)*x",
    ".*.*.*.*.*.*x",
    "x" * 20_000,
]


@pytest.mark.parametrize("text", USUAL)
def test_usual_expressions_are_taken(text: str) -> None:
    assert expression(text, re.IGNORECASE).pattern.pattern == text


@pytest.mark.parametrize("text", COSTLY)
def test_expressions_that_may_take_forever_are_refused(text: str) -> None:
    with pytest.raises(CostlyExpression, match=r"^it "):
        expression(text, re.IGNORECASE)


@pytest.mark.parametrize("text", ["(", "[z-a]", "a**", "a{99999999999}"])
def test_what_is_no_expression_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as refused:
        expression(text)
    assert not isinstance(refused.value, CostlyExpression)


@pytest.mark.parametrize("text", [".*x", ".*.*x", ".*.*.*x", r"\w+.+x", "(?=.*q)(?=.*z)"])
def test_the_more_an_expression_repeats_the_less_of_a_text_it_gets(text: str) -> None:
    begin = time.thread_time()
    assert not expression(text).is_in("a" * 100_000)
    assert time.thread_time() - begin < 3  # a tenth of a second where nothing else runs


def test_what_is_beyond_the_searched_part_is_not_found() -> None:
    assert expression("x").is_in("a" * (LONGEST_TEXT - 1) + "x")
    assert not expression("x").is_in("a" * LONGEST_TEXT + "x")
    assert expression("a.*b.*c").is_in("a" + "-" * 150 + "b" + "-" * 150 + "c")
