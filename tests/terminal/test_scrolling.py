from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style

from mltui.terminal.cells import Line, line_of, unknown_line
from mltui.terminal.encoder import Encoder
from mltui.terminal.rendition import Renditions
from mltui.terminal.scrolling import Scroll, scroll_between
from mltui.widgets.log_view import LogView
from tests.terminal.screens import Shown, differences, draw_plainly
from tests.terminal.test_shadow import QuietStage

WIDTH, HEIGHT = 60, 16
STYLES = [Style.parse("#d0d0d0 on #101418"), Style.parse("bold red"), Style()]


def drawn(renditions: Renditions, *texts: str) -> list[Line]:
    styles = (STYLES[sum(map(ord, text)) % len(STYLES)] for text in texts)
    pairs = zip(texts, styles, strict=True)
    return [line_of([Segment(f"{text:{WIDTH}}", style)], renditions) for text, style in pairs]


def told(count: int, first: int = 0) -> list[str]:
    """Lines that are alike in hardly anything."""
    return [chr(97 + n % 26) * 40 + f" {n}" for n in range(first, first + count)]


@st.composite
def moves(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """Two screens: in the second a part of the first has moved, and some lines are others."""
    before = draw(st.lists(st.sampled_from([*told(HEIGHT), ""]), min_size=HEIGHT, max_size=HEIGHT))
    first = draw(st.integers(0, HEIGHT - 5))
    stop = draw(st.integers(first + 5, HEIGHT))
    by = draw(st.integers(1, stop - first))
    fresh = told(by, 100)
    part = before[first:stop]
    part = [*part[by:], *fresh] if draw(st.booleans()) else [*fresh, *part[:-by]]
    after = [*before[:first], *part, *before[stop:]]
    for y in draw(st.lists(st.integers(0, HEIGHT - 1), max_size=3)):
        after[y] = draw(st.sampled_from(["other", "", before[y]]))
    return before, after


@given(moves(), st.booleans())
@settings(max_examples=150)
def test_a_screen_whose_lines_move_becomes_the_wanted_one(screens, erases_in_colour):
    renditions = Renditions()
    before, after = (drawn(renditions, *texts) for texts in screens)
    shown, expected = Shown(WIDTH, HEIGHT), Shown(WIDTH, HEIGHT)
    draw_plainly(shown, before, renditions)
    shown.feed(Encoder(renditions, erases_in_colour=erases_in_colour).lines(before, after))
    draw_plainly(expected, after, renditions)
    assert differences(shown, expected) == []


def test_lines_that_move_up_below_a_heading_and_above_a_foot_are_found():
    renditions = Renditions()
    before = drawn(renditions, "heading", *told(10), "foot")
    after = drawn(renditions, "heading", *told(10, 1), "foot")
    assert scroll_between(before, after, range(12)) == Scroll(1, 11, 1)
    assert scroll_between(after, before, range(12)) == Scroll(1, 11, -1)


def test_lines_that_change_where_they_stand_are_written():
    renditions = Renditions()
    before = drawn(renditions, *told(10))
    assert scroll_between(before, drawn(renditions, *told(10, 50)), range(10)) is None


def test_lines_that_differ_in_little_are_written():
    renditions = Renditions()
    before = drawn(renditions, *(f"step {n}" for n in range(10, 25, 3)))
    after = drawn(renditions, *(f"step {n}" for n in range(13, 28, 3)))
    assert scroll_between(before, after, range(5)) is None


def test_what_nobody_knows_and_what_holds_a_picture_does_not_move():
    renditions = Renditions()
    unknown = [unknown_line(WIDTH) for _ in range(10)]
    assert scroll_between(unknown, drawn(renditions, *told(10)), range(10)) is None
    pictures = [f"\U000f0001{text[1:]}" for text in told(11)]
    before, after = drawn(renditions, *pictures[:10]), drawn(renditions, *pictures[1:])
    assert scroll_between(before, after, range(10)) is None


def test_lines_do_not_move_while_there_is_a_picture_on_the_screen():
    # It would be scrolled out, or moved along; and it is drawn again only where its cells change.
    renditions = Renditions()
    picture = ["\U000f0001" * 3] * 2
    before = drawn(renditions, *["below"] * 4, *picture, *[""] * 4, *told(6))
    after = drawn(renditions, *told(6), *[""] * 10)
    after[4:6] = before[4:6]
    beside = drawn(renditions, *told(10), *picture), drawn(renditions, *told(10, 1), *picture)
    assert scroll_between(before, after, range(16)) is None
    assert scroll_between(*beside, range(10)) is None


async def test_a_new_line_of_a_log_mostly_costs_only_itself():
    log = LogView()
    app = QuietStage(log, columns=200, rows=50)
    async with app.run_test(size=(200, 50)) as pilot:
        log.extend(told(200))
        await pilot.pause()
        app.forget_sent()
        for line in told(40, 200):
            log.extend([line])
            await pilot.pause()
            assert differences(app.ours, app.stock) == []
        assert app.sent_bytes / 40 < 150
