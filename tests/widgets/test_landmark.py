from __future__ import annotations

from collections.abc import Sequence

from mltui.widgets.landmark import found_again, landmark_at
from mltui.widgets.log_lines import LogLine, LogLines


def log(*texts: str, time: float = 1000.0, states: bool = False) -> LogLines:
    """One message of these lines, between two others."""
    lines = LogLines()
    lines.states = states
    lines.extend([LogLine("before", time=time - 1), LogLine("\n".join(texts), time=time)])
    lines.extend([LogLine("after", time=time + 1)])
    return lines


def numbers_of(lines: LogLines, text: str) -> Sequence[int]:
    return [number for number, line in enumerate(lines, lines.first) if line.text == text]


def test_of_lines_that_are_alike_the_same_one_is_found():
    lines = log("one", "-----", "two", "-----", "three", "-----")
    for number in range(lines.first, lines.end):
        assert found_again(lines, landmark_at(lines, number)) == number


def test_lines_that_are_alike_are_found_where_others_came_or_went():
    bar, rest = "10%\r50%\r100%", ("-----", "text", "-----", "text")
    brief, whole = log(bar, *rest), log(bar, *rest, states=True)
    for text in ("-----", "text", "100%"):
        for here, there in zip(numbers_of(brief, text), numbers_of(whole, text), strict=True):
            assert found_again(whole, landmark_at(brief, here)) == there
            assert found_again(brief, landmark_at(whole, there)) == here


def test_for_a_state_that_vanishes_there_is_the_last_one_of_its_bar():
    bars = ("10%\r50%\r100%",) * 3
    brief, whole = log(*bars), log(*bars, states=True)
    last = numbers_of(brief, "100%")
    for text in ("10%", "50%", "100%"):
        found = [found_again(brief, landmark_at(whole, n)) for n in numbers_of(whole, text)]
        assert found == last


def test_a_bar_that_stopped_half_way_is_not_taken_for_one_that_went_on():
    bars = ("50%\r100%", "10%\r50%", "50%\r100%")
    brief, whole = log(*bars), log(*bars, states=True)
    first = numbers_of(whole, "50%")[0]
    assert brief.at(found_again(brief, landmark_at(whole, first))).text == "100%"


def test_where_nothing_below_is_left_of_its_time_the_next_later_line_is_found():
    whole, part = log("one", "two", "three"), log("one")
    assert part.at(found_again(part, landmark_at(whole, whole.first + 3))).text == "after"
    late = landmark_at(whole, whole.end - 1)
    gone = LogLines()
    gone.extend([LogLine("before", time=1.0)])
    assert found_again(gone, late) == gone.end
