from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mltui.series.console import collapse, is_progress, lines_of, replaces

BAR = "epoch 3: {percent:3d}%|{done:<10}| {count}/100 [00:{count:02d}<00:10, 9.7it/s]"


def bar(count: int) -> str:
    return BAR.format(percent=count, done="█" * (count // 10), count=count)


def test_a_message_of_several_lines_is_split():
    assert lines_of("one\ntwo\r\n\nfour\n") == ["one", "two", "", "four"]


def test_a_message_without_a_break_is_one_line():
    assert lines_of("one") == ["one"]
    assert lines_of("") == [""]
    assert lines_of("\n") == [""]


def test_carriage_returns_leave_the_last_state():
    assert collapse("\r".join(bar(count) for count in (10, 50, 90))) == bar(90)


def test_a_bar_that_wipes_itself_at_its_end_keeps_its_last_state():
    assert collapse(f"{bar(90)}\r{' ' * 60}\r") == bar(90)


def test_backspaces_take_back_what_they_follow():
    assert collapse("12%\b\b\b13%") == "13%"


@pytest.mark.parametrize(
    "line",
    [bar(7), "Downloading ━━━━━━━━━━╸━━━━━ 62% 0:00:03", "782/782 [=======>....] - ETA: 1s"],
)
def test_progress_bars_are_recognised(line):
    assert is_progress(line)


@pytest.mark.parametrize("line", ["loss 0.5 acc 93%", "a | b | c", "INFO 12/30 done", "=== 50 ==="])
def test_ordinary_lines_are_no_progress_bars(line):
    assert not is_progress(line)


def test_a_bar_advances_also_where_its_name_tells_numbers():
    assert replaces("loss 0.51:  42%|████ | 42/100", "loss 0.53:  40%|████ | 40/100")
    assert replaces("42/782 [=>.......] - ETA: 9s", "7/782 [>........] - ETA: 10s")
    assert replaces(bar(100), bar(90))
    # A bar is often written once more when it is closed.
    assert replaces(bar(100), bar(100))
    # Those of two processes beside each other.
    assert replaces(bar(44), bar(45))


def test_a_new_bar_leaves_the_last_state_of_the_one_before():
    """The bar of an epoch tells at its end how the epoch went."""
    assert not replaces(bar(0), bar(100))
    assert not replaces(bar(100).replace("epoch 3", "epoch 4"), bar(100))
    assert not replaces(bar(1), bar(60))
    assert not replaces("Epoch 2/5:   0%|     | 0/9", "Epoch 1/5: 100%|█████| 9/9")
    assert not replaces("7/782 [>........] - ETA: 10s", "782/782 [=======] - loss: 0.3")


@pytest.mark.parametrize(
    "line",
    [
        "━" * 1000 + " 3/10",
        "1%|" * 6666,
        "1%|" + "|" * 9000 + "1" * 9000,
        "[====]" * 3333 + "%",
        "1" * 19_990 + "%",
        "1" * 19_000 + " 1/2 [====]",
        "1/" * 9000 + "1 [====]",
        "1%" + " " * 19_000,
    ],
    ids=range(8),
)
def test_no_line_holds_up_the_log(line):
    """With expressions that try all places with all others some of these take half an hour."""
    begun = time.process_time()
    replaces(line, line)
    assert time.process_time() - begun < 0.5


def test_counts_of_thousands_of_digits_are_no_progress():
    line = f"{'1' * 5000}/{'2' * 5000} [=====]"
    assert replaces(line, line)


_SLOW = re.compile(
    r"\d{1,3}%\s*\|.*\|\s*[\d.,kMG]+/[\d.,kMG?]+|"
    r"\d{1,3}%\s*[━╸╺█▉▊▋▌▍▎▏#=>-]{3,}|[━╸╺]{3,}.*\d{1,3}%|"
    r"\[[=#>. -]{4,}\].*\d{1,3}%|\d+/\d+ \[[=>.]{4,}\]"
)


@given(st.text(st.sampled_from("1%|/ [=━]>.k?█a"), max_size=30))
def test_progress_bars_are_those_of_the_plain_expression(text):
    assert is_progress(text) == bool(_SLOW.search(text))


@given(st.text(st.sampled_from("ab\r\n\b\t 1%|"), max_size=60))
def test_no_line_break_is_left(text):
    for line in lines_of(text):
        assert not set(line) & set("\r\n\b")
