from __future__ import annotations

import pytest

from mltui.expressions import expression
from mltui.widgets import log_search
from mltui.widgets.log_lines import LogLine
from mltui.widgets.searched_log import SearchedLog


def reversed_lines(log: SearchedLog) -> list[str]:
    """The visible lines that have a part drawn the other way round."""
    strips = [log.draw_line(y) for y in range(log.size.height)]
    return [
        strip.text.strip()
        for strip in strips
        if any(segment.style and segment.style.reverse for segment in strip)
    ]


async def test_of_all_lines_that_match_the_one_gone_to_stands_out(stage):
    log = SearchedLog()
    async with stage(log, size=(40, 20)) as (_app, pilot):
        log.extend(f"line {number} of 99" for number in range(40))
        log.search(expression("of"))
        assert not reversed_lines(log)
        log.find_from(log.place)
        # At the end of the log the lines stay where they are.
        shown = log.visible_text
        for number in (39, 38, 37):
            assert reversed_lines(log) == [f"line {number} of 99"]
            assert log.visible_text == shown
            await pilot.press("N")
        await pilot.press("G")
        assert not reversed_lines(log)


async def test_where_no_line_matches_it_is_known_where_one_looked(stage):
    log = SearchedLog()
    async with stage(log, size=(40, 10)) as (_app, _pilot):
        log.extend(LogLine(f"line {number}", time=1000.0 + number) for number in range(40))
        log.go_to_time(1020)
        place, time = log.place, log.top_time
        assert 1010 < time <= 1020
        log.search(expression("nowhere"))
        log.show_only_matching(True)
        assert not log.line_count
        assert log.top_time == time
        assert log.place == place
        log.clear()
        assert log.top_time == 0


async def test_among_lines_that_are_alike_one_stays_where_one_looks(stage):
    log = SearchedLog()
    async with stage(log, size=(40, 10)) as (_app, pilot):
        texts = (f"line {number}" if number % 2 else "-----" for number in range(60))
        log.extend([LogLine("\n".join(texts), time=1000.0)])
        log.search(expression("-----"))
        log.go_to(30)
        await pilot.press("n")
        place, shown = log.place, log.visible_text
        log.show_only_matching(True)
        log.show_only_matching(False)
        assert (log.place, log.visible_text) == (place, shown)


async def test_lines_that_take_too_long_to_search_are_all_shown_and_that_is_said(
    stage, monkeypatch: pytest.MonkeyPatch
):
    log = SearchedLog()
    async with stage(log, size=(40, 10)) as (_app, _pilot):
        log.extend(f"line {number}" for number in range(40))
        log.search(expression("9$"))
        said: list[object] = []
        with monkeypatch.context() as patch:
            patch.setattr(log, "post_message", said.append)
            patch.setattr(log_search, "LONGEST_SEARCH_S", -1.0)
            log.show_only_matching(True)
            log.find_from(log.place)
        assert not log.only_matching
        assert log.line_count == 40
        told = [message.ended for message in said if isinstance(message, SearchedLog.NotFound)]
        assert told == [True, True]


async def test_of_a_time_the_first_or_last_line_that_matches_is_gone_to_if_found_in_time(
    stage, monkeypatch: pytest.MonkeyPatch
):
    log = SearchedLog()
    async with stage(log, size=(40, 4)) as (_app, _pilot):
        log.extend([LogLine("\n".join(f"line {number}" for number in range(40)), time=1000.0)])
        log.extend(LogLine(f"more {number}", time=2000.0) for number in range(40))
        log.search(expression("line .2"))
        for step, line in ((1, "line 12"), (-1, "line 32")):
            log.go_to_match(1000.0, step)
            assert line in log.visible_text
        monkeypatch.setattr(log_search, "LONGEST_SEARCH_S", -1.0)
        log.go_to_match(1000.0, 1)
        assert "line 0" in log.visible_text
