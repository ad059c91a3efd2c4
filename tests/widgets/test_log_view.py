from __future__ import annotations

import time

import pytest

from mltui.widgets.log_view import LogLine, LogView


async def test_the_end_is_followed_and_older_lines_scroll_away(stage):
    log = LogView()
    async with stage(log, size=(40, 8)) as (app, pilot):
        log.extend(f"line {number}" for number in range(30))
        await pilot.pause()
        assert "line 29" in app.text()
        assert "line 3" not in app.text()
        log.extend(["line 30"])
        await pilot.pause()
        assert "line 30" in app.text()


async def test_the_last_line_that_is_followed_stands_on_the_last_row(stage):
    log = LogView()
    async with stage(log, size=(40, 20)) as (app, pilot):
        for number in range(60):
            log.extend([f"line {number}"])
            await pilot.pause()
            first = max(number - 19, 0)
            assert app.text()[: number + 1] == [f"line {n}" for n in range(first, number + 1)]


async def test_no_row_is_left_empty_by_a_progress_bar_that_takes_fewer_rows(stage):
    log = LogView()
    async with stage(log, size=(30, 8)) as (app, pilot):
        log.extend(f"line {number}" for number in range(30))
        log.extend(["epoch 1:   9%|#         | 999/10000"])
        await pilot.pause()
        assert app.text()[-3] == "line 29"
        log.extend(["epoch 1:  90%|######### | 9/10"])
        await pilot.pause()
        assert app.text()[-2:] == ["line 29", "epoch 1:  90%|######### | 9/10"]


async def test_older_lines_fill_what_is_left_above_the_end_that_is_followed(stage):
    log = LogView()
    async with stage(log, size=(30, 8)) as (app, pilot):
        log.extend(["line 10", "line 11"])
        log.prepend(f"line {number}" for number in range(10))
        await pilot.pause()
        assert app.text() == [f"line {number}" for number in range(4, 12)]


async def test_scrolling_up_stops_following_and_says_so(stage):
    log = LogView()
    async with stage(log, size=(60, 8)) as (app, pilot):
        log.extend(f"line {number}" for number in range(30))
        await pilot.press("k", "k", "k")
        shown = app.text()[:-1]
        log.extend(["new one", "new two"])
        await pilot.pause()
        assert not log.following
        assert app.text()[:-1] == shown
        assert "2 new below" in app.text()[-1]
        await pilot.press("f")
        await pilot.pause()
        assert log.following
        assert "new two" in app.text()


async def test_scrolling_to_the_end_follows_again(stage):
    log = LogView()
    async with stage(log, size=(60, 8)) as (_app, pilot):
        log.extend(f"line {number}" for number in range(30))
        await pilot.press("g")
        assert not log.following
        await pilot.press("pagedown", "pagedown", "pagedown", "pagedown", "pagedown")
        assert log.following


async def test_nothing_new_sends_nothing(stage):
    log = LogView()
    async with stage(log, size=(80, 24)) as (app, pilot):
        log.extend(f"line {number}" for number in range(200))
        await pilot.pause()
        sent = app.record()
        log.extend([])
        await pilot.pause()
        assert "".join(sent) == ""


async def test_long_lines_wrap_or_run_out_of_the_screen(stage):
    log = LogView()
    async with stage(log, size=(20, 6)) as (app, pilot):
        wide = "训练" * 4 + "训 …"
        log.extend(["0123456789" * 3, "训练训练训练训练训练训", "end"])
        await pilot.pause()
        assert app.text()[:5] == [
            "0123456789" * 2,
            "0123456789",
            "训练训练训练训练训练",
            "训",
            "end",
        ]
        await pilot.press("w")
        await pilot.pause()
        assert app.text()[:3] == ["0123456789012345678…", wide, "end"]
        await pilot.press("l")
        await pilot.pause()
        assert app.text()[0] == "8901234567890123456…"
        await pilot.press("l")
        await pilot.pause()
        assert app.text()[0] == "67890123456789"


async def test_a_wide_character_is_never_cut_in_two(stage):
    log = LogView()
    async with stage(log, size=(5, 4)) as (app, pilot):
        log.extend(["训练训"])
        await pilot.pause()
        assert app.text()[:2] == ["训练", "训"]


async def test_colours_stay_and_everything_else_of_a_terminal_is_dropped(stage):
    log = LogView()
    async with stage(log, size=(60, 6)) as (app, pilot):
        log.extend(["\x1b[31mred\x1b[0m \x1b[2Jplain \x1b]0;t\x07end", "two\n\x1b[32mgreen\nstill"])
        await pilot.pause()
        assert app.text()[:4] == ["red plain end", "two", "green", "still"]
        strips = app.screen._compositor.render_strips()
        colours = [next(iter(strip)).style.color.name for strip in strips[:4]]
        assert len({colours[0], colours[1], colours[2]}) == 3
        assert colours[2] == colours[3]


async def test_a_progress_bar_advances_in_its_place(stage):
    log = LogView()
    async with stage(log, size=(60, 6)) as (app, pilot):
        log.extend(["start"])
        for count in range(1, 10):
            log.extend([f"epoch 1:  {count}0%|{'#' * count}   | {count}/10 [00:0{count}]"])
        await pilot.pause()
        assert log.line_count == 2
        assert "9/10" in app.text()[1]


async def test_memory_is_bounded(stage):
    log = LogView(limit=1000)
    async with stage(log, size=(40, 8)) as (app, pilot):
        for start in range(0, 10_000, 100):
            log.extend(f"line {number}" for number in range(start, start + 100))
        await pilot.pause()
        assert log.line_count <= 1100
        assert "line 9999" in app.text()
        await pilot.press("g")
        await pilot.pause()
        assert "line 0" not in app.text()


async def test_older_lines_come_in_front_without_moving_what_is_seen(stage):
    log = LogView()
    asked = []
    async with stage(log, size=(60, 8)) as (app, pilot):
        original = log.post_message

        def post(message):
            if isinstance(message, LogView.EarlierWanted):
                asked.append(message)
            return original(message)

        log.post_message = post
        log.extend(f"line {number}" for number in range(100, 160))
        await pilot.press("g")
        await pilot.pause()
        shown = app.text()
        assert asked
        log.prepend(f"line {number}" for number in range(100))
        await pilot.pause()
        assert app.text() == shown
        await pilot.press("k")
        await pilot.pause()
        assert app.text()[0] == "line 99"


async def test_prefixes_are_shown_on_wish(stage):
    log = LogView()
    async with stage(log, size=(40, 4)) as (app, pilot):
        log.extend([LogLine("hello", "12:00:01")])
        await pilot.pause()
        assert app.text()[0] == "hello"
        log.show_prefixes(True)
        await pilot.pause()
        assert app.text()[0] == "12:00:01 hello"


@pytest.mark.parametrize("keys", [("G",), ("g",), ("pageup",), ("w", "pageup")])
async def test_a_hundred_thousand_lines_stay_quick(stage, keys):
    log = LogView()
    lines = [f"step {number} loss 0.{number}" + " x" * (number % 90) for number in range(100_000)]
    async with stage(log, size=(80, 24)) as (_app, pilot):
        log.extend(lines)
        await pilot.pause()
        started = time.process_time()
        await pilot.press(*keys)
        await pilot.pause()
        assert time.process_time() - started < 0.5


async def test_lines_that_are_all_new_fill_the_screen(stage):
    log = LogView()
    async with stage(log, size=(40, 12)) as (app, pilot):
        log.extend(f"line {number}" for number in range(100))
        await pilot.pause()
        assert [line.strip() for line in app.text()] == [f"line {n}" for n in range(88, 100)]
        log.extend(f"other {number}" for number in range(50))
        await pilot.pause()
        assert app.text()[-1].strip() == "other 49"


async def test_a_resize_keeps_the_end_on_the_screen(stage):
    log = LogView()
    async with stage(log, size=(80, 24)) as (app, pilot):
        log.extend(f"line {number} " + "y" * 70 for number in range(100))
        await pilot.resize_terminal(30, 10)
        await pilot.pause()
        assert app.text()[-1].strip("y") == ""
        assert any("line 99" in line for line in app.text())


async def test_an_empty_log_says_so(stage):
    log = LogView(empty="no output yet")
    async with stage(log, size=(40, 5)) as (app, _pilot):
        assert app.text()[2].strip() == "no output yet"
