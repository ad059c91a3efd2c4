from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.strip import Strip

from mltui.terminal.sanitise import clean
from mltui.widgets import palette, progress
from mltui.widgets.cells import changed_spans, fit, fit_middle, line_of
from mltui.widgets.columns import Column, place
from mltui.widgets.gauge import bar, gpu_memory, gpu_temperature, gpu_usage
from mltui.widgets.image_view import ImageView
from mltui.widgets.key_bar import Hint, KeyBar, choose
from mltui.widgets.lines import Lines
from mltui.widgets.sparkline import bars, sparkline
from mltui.widgets.tab_bar import Tab, TabBar
from mltui.widgets.text_view import TextView
from tests.support.until import until

WORDS = st.text(max_size=30).map(clean)
PARTS = st.lists(st.tuples(WORDS, st.sampled_from([Style(bold=True), Style(), Style(dim=True)])))


@given(WORDS, st.integers(0, 40), st.sampled_from(["left", "right", "center"]))
def test_a_fitted_text_has_exactly_its_width(text, width, align):
    assert cell_len(fit(text, width, align)) == width


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        (("ab", "cdef"), "abcdef"),
        (("abc", "defg"), "abcde…"),
        (("abcdef", "g"), "abcde…"),
        (("abcdef", "   "), "abcdef"),
        (("abcde", "漢"), "abcde…"),
    ],
)
async def test_a_line_that_is_too_long_says_that_it_was_cut(parts, shown):
    class Panel(App[None]):
        def compose(self):
            yield Lines()

    async with Panel().run_test(size=(6, 3)) as pilot:
        lines = pilot.app.query_one(Lines)
        lines.show([tuple((part, "") for part in parts)])
        assert lines.render_line(0).text == shown


@given(WORDS, st.integers(1, 40))
def test_a_text_cut_in_its_middle_is_no_wider(text, width):
    assert cell_len(fit_middle(text, width)) <= max(width, 0)


@given(PARTS, st.integers(0, 60))
def test_a_line_has_exactly_its_width(parts, width):
    strip = line_of(parts, width, Style())
    assert strip.cell_length == width
    assert sum(cell_len(segment.text) for segment in strip) == width


@given(PARTS, PARTS, st.integers(0, 9))
def test_sending_the_changed_spans_makes_the_old_line_the_new(first, second, gap):
    old, new = line_of(first, 40, Style()), line_of(second, 40, Style())
    patched = old
    for start, end in changed_spans(old, new, gap):
        patched = Strip.join([patched.crop(0, start), new.crop(start, end), patched.crop(end, 40)])
    assert patched.text == new.text
    assert changed_spans(patched, new) == []


def test_changes_far_apart_are_sent_apart():
    old = Strip([Segment("a" + "." * 30 + "b")])
    new = Strip([Segment("x" + "." * 30 + "y")])
    assert changed_spans(old, new) == [(0, 1), (31, 32)]
    assert changed_spans(old, old) == []


def test_a_changed_half_of_a_wide_character_takes_all_of_it():
    assert changed_spans(Strip([Segment("a训b")]), Strip([Segment("a练b")])) == [(1, 3)]
    assert changed_spans(Strip([Segment("a训b")]), Strip([Segment("axyb")])) == [(1, 3)]


@given(st.lists(st.integers(1, 20), min_size=1, max_size=8), st.integers(1, 120))
def test_columns_never_reach_beyond_the_room(widths, room):
    columns = [Column(str(n), "T", width=width, priority=n) for n, width in enumerate(widths)]
    placed = place(columns, room, {})
    assert placed
    assert placed[-1].x + placed[-1].width <= room
    assert str(len(widths) - 1) in {each.column.key for each in placed}


@given(st.lists(st.floats(), max_size=50), st.integers(1, 12))
def test_a_sparkline_has_its_width_whatever_the_values(values, width):
    assert len(sparkline(values, width)) == width
    assert len(bars(values, width)) == width


def test_sparklines_fall_and_rise():
    assert sparkline([4, 3, 3, 2, 2, 1, 1, 1], 4) == "⠑⠢⢄⣀"
    assert sparkline([1, 2, 3, 4], 2) == "⡠⠊"
    assert sparkline([5, 5, 5, 5], 2) == "⠤⠤"
    assert sparkline([math.nan, math.nan], 1) == " "
    assert bars([0, 1, 2], 3) == "▁▅█"


def test_the_gpu_wall_shows_usage_idleness_and_what_is_held_in_vain():
    def text(cell):
        return "".join(piece for piece, _ in cell.pieces())

    assert text(gpu_usage(92)) == "92█"
    assert text(gpu_usage(0)) == "0░"
    assert text(gpu_usage(3, held=True)) == "3▁⚠"
    assert gpu_usage(3, held=True).style == "warn"
    assert text(gpu_usage(None)).strip() == "–"
    assert text(gpu_usage(math.nan)).strip() == "–"
    assert gpu_temperature(90).style == "bad"
    assert gpu_memory(99).style == "warn"


@given(st.floats(), st.integers(1, 30))
def test_a_bar_has_its_width(percent, width):
    assert cell_len(bar(percent, width)) == width


async def test_keys_come_from_the_bindings_and_those_to_stay_are_kept(stage):
    bar_widget = KeyBar(stay=("help",))
    async with stage(bar_widget, size=(80, 3)) as (app, pilot):
        app.screen._bindings.bind("e", "enqueue", "Enqueue")
        app.screen._bindings.bind("question_mark", "help", "Keys", key_display="?")
        app.screen.action_enqueue = app.screen.action_help = lambda: None
        app.screen.refresh_bindings()
        await until(
            pilot, lambda: any("e enqueue" in line and "? keys" in line for line in app.text())
        )
        await pilot.resize_terminal(12, 3)
        await pilot.pause()
        assert any("? keys" in text and "enqueue" not in text for text in app.text())


def test_hints_that_do_not_fit_are_left_out_whole():
    hints = [Hint("a", "aaaa", "a"), Hint("b", "bbbb", "b"), Hint("?", "keys", "help")]
    assert [hint.key for hint in choose(hints, 18, frozenset({"help"}))] == ["a", "?"]
    assert choose(hints, 3, frozenset({"help"})) == []


async def test_tabs_far_from_the_open_one_go_first(stage):
    tabs = TabBar([Tab(name, name.title()) for name in ("one", "two", "three", "four", "five")])
    async with stage(tabs, size=(20, 2)) as (app, pilot):
        assert app.text()[0].startswith("[One] Two")
        tabs.open("five")
        await pilot.pause()
        assert app.text()[0].endswith("[Five]")
        assert "One" not in app.text()[0]
        tabs.step(1)
        assert tabs.open_key == "one"


async def test_another_theme_is_drawn_anew(stage):
    empty = TextView(empty="No tasks here.")
    async with stage(empty, size=(40, 5)) as (app, pilot):

        def colours():
            strips = app.screen._compositor.render_strips()
            return {segment.style.bgcolor.name for strip in strips for segment in strip}

        assert colours() == {palette.BACKGROUNDS[palette.DARK]["screen"]}
        app.theme = palette.LIGHT
        await pilot.pause()
        assert colours() == {palette.BACKGROUNDS[palette.LIGHT]["screen"]}


async def test_what_changed_while_it_was_hidden_is_seen_when_it_is_shown_again(stage):
    sentence = TextView(empty="before")
    async with stage(sentence, size=(20, 3)) as (app, pilot):
        sentence.display = False
        await pilot.pause()
        sentence.show_nothing("after")
        sentence.display = True
        await pilot.pause()
        assert app.text()[1].strip() == "after"


@pytest.mark.parametrize(
    ("share", "drawn"), [(0.0, "░░░░"), (0.5, "██░░"), (0.99, "███░"), (1.0, "████"), (1.2, "████")]
)
def test_a_bar_is_full_only_when_all_is_done(share: float, drawn: str) -> None:
    assert progress.bar(share, 4) == drawn


async def test_what_is_said_in_a_pictures_place_is_folded_and_seen_whole(stage):
    view = ImageView()
    said = ("You are not allowed to read this file, which is elsewhere.", "http://box/" + "a" * 60)
    async with stage(view, size=(40, 12)) as (app, pilot):
        view.show(None, said)
        await pilot.pause()
        lines = [line.strip() for line in app.text() if line.strip()]
        assert lines[:2] == ["You are not allowed to read this file,", "which is elsewhere."]
        assert "".join(lines[2:]) == said[1]
