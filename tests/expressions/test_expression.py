from __future__ import annotations

import itertools
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
IN_LOGS = [
    r"step \d+ loss \d+\.\d+ lr \d+e-\d+",
    r"\d+-\d+-\d+ \d+:\d+:\d+",
    r"epoch \d+/\d+ iter \d+/\d+ loss \d+",
    r"(\d+\.){3}\d+",
    r"(\w+ )+error",
    r"loss=\d+\.\d+",
    ".*loss.*",
    "error.*cuda.*memory",
    r"(\w+)=(\d+\.\d+)",
    r"\[\d+/\d+\].*loss.*nan",
    r"^\s*\d+%.*it/s",
    r"rank \d+.*step \d+.*nan",
    r"https?://\S+/\S+",
    r"(\w+/)*model\.pt",
]
COSTLY = [
    "(a+)+$",
    r"(\w+\s?)+!$",
    "([a-z0-9 .-]+)+x$",
    "(a*)*b",
    "((a*)*)*b",
    "(a|a)*b",
    "(a|a?)+$",
    "(x?y?)+$",
    "(a{0,1000}){0,1000}b",
    "(.{0,30}){9}x",
    "(?=(a+)+$)",
    "(?:(?P<n>a+)b?)+$",
    "((?i:k)|\u212a)*x",
    r"(\w+\d*)+x",
    r"(\w+[ab])+x",
]
LOOKING_ON = [
    r"a(\S(?=\w+))*x",
    "a((?=a*)a)*b",
    "a[^x]*(?>a*)b",
    r"\w*(?>\w*)x",
]
"""Within these something goes over the text that nothing after it can make fail."""
LONG = [
    "a",
    "1",
    "1.",
    "a ",
    "a1",
    "a/",
    "1-",
    "[1/1] loss ",
    "error cuda ",
    "errorcudamemor",
    "rank 1 step 1 ",
    "step 12 loss 0.1 lr 1e",
]
"""Of these a long text is made that is as tedious as can be."""


@pytest.mark.parametrize("text", USUAL)
def test_usual_expressions_are_taken(text: str) -> None:
    assert expression(text, re.IGNORECASE).pattern.pattern == text


@pytest.mark.parametrize("flags", [re.NOFLAG, re.IGNORECASE])
@pytest.mark.parametrize("text", IN_LOGS)
def test_what_logs_are_searched_for_is_looked_for_in_all_of_a_line(
    text: str, flags: re.RegexFlag
) -> None:
    assert expression(text, flags).longest == LONGEST_TEXT


@pytest.mark.parametrize("text", COSTLY)
def test_expressions_that_may_take_forever_are_refused(text: str) -> None:
    with pytest.raises(CostlyExpression, match=r"^it may take too long, as"):
        expression(f"^{text}", re.IGNORECASE)
    with pytest.raises(CostlyExpression, match=r"^it is longer"):
        expression("x" * 20_000)


@pytest.mark.parametrize("text", [*USUAL, *IN_LOGS, *COSTLY, *LOOKING_ON, ".*.*.*.*q"])
def test_nothing_that_is_taken_takes_long(text: str) -> None:
    try:
        taken = expression(text, re.IGNORECASE)
    except CostlyExpression:
        return
    for part in LONG:
        for end in ("", "!"):
            begin = time.thread_time()
            taken.is_in(part * 1000 + end)
            taken.places((part * 1000)[: LONGEST_TEXT - 1] + end)
            assert time.thread_time() - begin < 3  # a tenth of a second where nothing else runs


@pytest.mark.parametrize(
    "text",
    ["ab" * 5000, "a?" * 300, "(?=a)b*" + ".*" * 300],
    ids=["plain", "letters that may be missing", "gaps"],
)
def test_a_long_expression_is_soon_read(text: str) -> None:
    begin = time.thread_time()
    expression(text)
    assert time.thread_time() - begin < 1  # a tenth of it where nothing else runs


@pytest.mark.parametrize(
    "text",
    [
        "(a+)+$",
        r"(\w+ )+b",
        "a.*b.+a",
        "(a|ab).*b.*1",
        "a+?.*?b{2}.*",
        r".*a\b.*",
        "(ab?)+.*a+$",
        "^a.*1",
        "(?=a).*b",
        "(?>a+).*b+.*1",
        r"(a)?.*\1b",
        "(a)?(?(1)b|1)",
        ".+a.+",
        "(.*)*b",
        "",
    ],
)
def test_an_expression_is_found_where_python_finds_it(text: str) -> None:
    pattern, taken = re.compile(text), expression(text)
    for letters in itertools.chain.from_iterable(
        itertools.product("ab1 \n", repeat=length) for length in range(6)
    ):
        line = "".join(letters)
        assert taken.is_in(line) == (pattern.search(line) is not None), repr(line)


def test_what_fits_is_told_by_its_place() -> None:
    assert expression(r"a\d+").places("a12 b a3") == [(0, 3), (6, 8)]
    # In a long line all that it takes is one place.
    line = "-" * 1000 + "error, no cuda memory" + "-" * 1000
    assert expression("error.*cuda.*memory").places(line) == [(1000, 1021)]
    assert expression("error.*cuda.*disk").places(line) == []


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
    assert expression("a.*b.*c").is_in("a" + "-" * 1900 + "b" + "-" * 1900 + "c")
