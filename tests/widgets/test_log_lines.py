from __future__ import annotations

import pytest

from mltui.widgets.log_lines import LogLine, LogLines


def at(time: float, *numbers: int) -> list[LogLine]:
    return [LogLine(f"line {number}", time=time) for number in numbers]


def test_a_log_of_one_time_keeps_its_newest_lines():
    lines = LogLines(100)
    lines.extend(at(5.0, *range(111)))
    assert len(lines) == 100
    assert lines.at(lines.end - 1).text == "line 110"
    assert lines.first == 11


def test_a_few_newer_lines_do_not_empty_a_log_of_one_time():
    lines = LogLines(100)
    lines.extend([*at(5.0, *range(110)), *at(6.0, 110)])
    assert len(lines) == 100


def test_lines_of_one_time_go_together():
    lines = LogLines(100)
    lines.extend([*at(5.0, *range(20)), *at(6.0, *range(20, 111))])
    assert len(lines) == 91
    assert lines.at(lines.first).text == "line 20"


@pytest.mark.parametrize("older", [0, 10])
def test_older_lines_in_front_leave_a_log_of_one_time_full(older):
    lines = LogLines(100)
    lines.extend(at(5.0, *range(105)))
    assert lines.prepend(at(4.0, *range(older))) == older
    assert len(lines) == 100


def test_of_the_newest_lines_those_of_one_time_go_together():
    lines = LogLines(100)
    lines.extend([*at(5.0, *range(80)), *at(6.0, *range(80, 100))])
    lines.prepend(at(4.0, *range(10)))
    assert len(lines) == 90
