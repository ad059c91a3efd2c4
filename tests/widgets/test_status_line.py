from __future__ import annotations

import random

import pytest

from mltui.ages import coarse_age
from mltui.widgets.status_line import Link, StatusLine, steady_latency


async def test_place_counts_and_link_are_shown(stage):
    line = StatusLine()
    async with stage(line, size=(100, 3)) as (app, pilot):
        line.show_place(("mltui", "accent"), ("lab.example", ""), ("me", "muted"))
        line.show_counts("48 of 212")
        line.show_link(Link("live", 18))
        await pilot.pause()
        assert app.text()[0].startswith(" mltui  lab.example  me")
        assert app.text()[0].endswith("48 of 212   ● live 20ms")


async def test_jitter_of_the_latency_sends_nothing(stage):
    line = StatusLine()
    seeded = random.Random(5)
    async with stage(line, size=(100, 3)) as (app, pilot):
        line.show_link(Link("live", 18, 0))
        await pilot.pause()
        sent = app.record()
        for _ in range(50):
            line.show_link(Link("live", seeded.uniform(10, 24), seeded.uniform(0, 9)))
        await pilot.pause()
        assert "".join(sent) == ""


async def test_a_latency_that_nobody_feels_sends_nothing_after_a_start_or_a_rest(stage):
    line = StatusLine()
    async with stage(line, size=(100, 3)) as (app, pilot):
        line.show_link(Link("live", 18))
        await pilot.pause()
        sent = app.record()
        for latency_ms in (9, 4, 0.5, 19, 2, 31):
            line.show_link(Link("live", latency_ms))
        await pilot.pause()
        assert "".join(sent) == ""
        line.show_link(Link("resting"))
        line.show_link(Link("live", 2))
        await pilot.pause()
        assert app.text()[0].endswith("● live 20ms")


async def test_a_server_at_the_edge_of_slow_does_not_flicker(stage):
    line = StatusLine()
    async with stage(line, size=(100, 3)) as (app, pilot):
        line.show_link(Link("slow", 1050))
        await pilot.pause()
        sent = app.record()
        for latency_ms in (950, 1020, 700, 1100, 990):
            line.show_link(Link("slow" if latency_ms > 1000 else "live", latency_ms))
        await pilot.pause()
        assert "".join(sent) == ""
        line.show_link(Link("live", 180))
        await pilot.pause()
        assert app.text()[0].endswith("● live 200ms")


async def test_it_says_for_how_long_the_server_is_away(stage):
    line = StatusLine()
    async with stage(line, size=(60, 3)) as (app, pilot):
        line.show_link(Link("offline", 18, 130))
        await pilot.pause()
        assert app.text()[0].endswith("○ offline 2m")


async def test_narrow_lines_keep_the_link_and_shorten_the_place(stage):
    line = StatusLine()
    async with stage(line, size=(40, 3)) as (app, pilot):
        line.show_place(("mltui", "accent"), ("a.very.long.host.example.org:8008", ""))
        line.show_counts("48 of 212")
        line.show_link(Link("live", 18))
        await pilot.pause()
        assert app.text()[0].endswith("48/212  ● live 20ms")
        assert "…" in app.text()[0]


async def test_only_shares_are_shortened_not_words(stage):
    line = StatusLine()
    async with stage(line, size=(40, 3)) as (app, pilot):
        line.show_place(("mltui", "accent"), ("a.very.long.host.example.org:8008", ""))
        line.show_counts("all of them  1 of 2")
        line.show_link(Link("live", 18))
        await pilot.pause()
        assert "all of them  1/2  ● live" in app.text()[0]


async def test_what_is_cut_of_the_place_is_its_end_and_stands_apart_from_the_counts(stage):
    line = StatusLine()
    async with stage(line, size=(60, 3)) as (app, pilot):
        line.show_place(("mltui", "accent"), ("a / b", "strong"), ("running 3h12m " * 5, "muted"))
        line.show_counts("page 1/3")
        line.show_link(Link("live", 18))
        await pilot.pause()
        assert app.text()[0] == " mltui  a / b  running 3h12m runni…  page 1/3   ● live 20ms"


async def test_a_field_that_does_not_fit_is_left_out_whole(stage):
    line = StatusLine()
    async with stage(line, size=(50, 3)) as (app, pilot):
        line.show_place(("mltui", "accent"), ("a / b", "strong"), ("running 45m  12 397 it", ""))
        line.show_link(Link("live", 18))
        await pilot.pause()
        assert app.text()[0] == " mltui  a / b  running 45m            ● live 20ms"


async def test_how_a_run_does_is_told_beside_the_longest_name(stage):
    line = StatusLine()
    async with stage(line, size=(50, 3)) as (app, pilot):
        name = "a / " + "b" * 80
        line.show_place(("mltui", "accent"), (name, "strong"), ("failed 45m  12 it", "muted"))
        line.show_link(Link("live", 18))
        await pilot.pause()
        assert app.text()[0] == " mltui  a / bbb…bbbbbbbb  failed 45m  ● live 20ms"


async def test_what_just_fits_is_shown_however_short_it_is(stage):
    line = StatusLine()
    async with stage(line, size=(39, 3)) as (app, pilot):
        line.show_place(*((text, "") for text in ("0 Home", "1 Projects", "8", "9")))
        line.show_link(Link("live", 18))
        await pilot.pause()
        assert app.text()[0] == " 0 Home  1 Projects  8  9  ● live 20ms"


def test_latency_moves_only_when_it_really_changed():
    shown = steady_latency("", 18)
    assert shown == "20ms"
    assert steady_latency(shown, 25) == "20ms"
    assert steady_latency(shown, 5) == "20ms"
    assert steady_latency(shown, 28) == "20ms"
    assert steady_latency(shown, 40) == "50ms"
    assert steady_latency(shown, 3) == "20ms"
    assert steady_latency("10ms", 0.2) == "10ms"
    assert steady_latency("10ms", 19) == "10ms"
    assert steady_latency("50ms", 3) == "10ms"
    assert steady_latency(shown, None) == ""
    assert steady_latency("", 60_000) == "5s+"


@pytest.mark.parametrize(
    ("age", "text"),
    [(None, ""), (9, "5s"), (12, "10s"), (59, "30s"), (130, "2m"), (7300, "2h"), (2e5, "2d")],
)
def test_ages_move_in_steps(age, text):
    assert coarse_age(age) == text


@pytest.mark.parametrize("part", ["place", "counts", "alerts", "note"])
async def test_what_others_wrote_carries_no_control_characters(stage, part: str):
    hostile = "ev\x1b]0;x\x07il\x9b2J\u202e"
    line = StatusLine()
    async with stage(line, size=(100, 3)) as (_, pilot):
        match part:
            case "place":
                line.show_place((hostile, "accent"))
            case "counts":
                line.show_counts(hostile)
            case "alerts":
                line.show_alerts(hostile)
            case "note":
                line.show_link(Link("live", 18, note=hostile))
        await pilot.pause()
        # What is drawn, before anything cleans it on its way to the terminal.
        drawn = line.render_line(0).text
        assert "ev" in drawn
        assert not any(sign in drawn for sign in "\x1b\x07\x9b\u202e")
