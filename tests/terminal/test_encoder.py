from __future__ import annotations

from array import array

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style

from mltui.terminal.cells import Line, changes, line_of, unknown_line
from mltui.terminal.encoder import Encoder
from mltui.terminal.rendition import PLAIN, Renditions
from tests.terminal.screens import Shown, differences, draw_plainly

STYLES = [
    Style.parse(each)
    for each in (
        "on #101418", "on #101418", "#d0d0d0 on #101418", "#5f87af on #101418", "bold red",
        "underline", "reverse #ff8700", "italic bold strike #123456 on #654321", "blink",
        "color(3) on color(200)", "bright_green",
    )
]  # fmt: skip
NOTHING = Style()
TEXTS = st.one_of(
    st.sampled_from(
        [" ", "  ", " " * 7, " " * 12, "loss", "0.25", "●", "⣿⡇", "─" * 9, "训练", "é"]
    ),
    st.text("ab 0.●│⣿训é한", max_size=9),
    st.sampled_from(["e\u0301t", "a\u0308\u0301", "x" * 30]),
)
SEGMENTS = st.builds(Segment, TEXTS, st.sampled_from([*STYLES, NOTHING, None]))
WIDTH, HEIGHT = 40, 5


@st.composite
def lines(draw: st.DrawFn, renditions: Renditions, width: int = WIDTH) -> Line:
    line = Line(" " * width, array("I", [PLAIN]) * width)
    part = line_of(draw(st.lists(SEGMENTS, max_size=8)), renditions)
    line.put(draw(st.sampled_from([0, 0, 1, 20])), part, width)
    line.mend()
    return line


@st.composite
def changed(draw: st.DrawFn, before: Line, renditions: Renditions) -> Line:
    """A line of its own, the same, or one with a few changes."""
    kind = draw(st.sampled_from(["new", "same", "edited", "edited", "blank"]))
    if kind == "new":
        return draw(lines(renditions))
    after = before.copy()
    if kind == "edited":
        for part in draw(st.lists(SEGMENTS, min_size=1, max_size=3)):
            after.put(draw(st.integers(0, WIDTH - 1)), line_of([part], renditions), WIDTH)
    if kind == "blank":
        style = draw(st.sampled_from(STYLES))
        start = draw(st.integers(0, WIDTH - 1))
        after.put(start, line_of([Segment(" " * WIDTH, style)], renditions), WIDTH)
    after.mend()
    return after


@st.composite
def screens(draw: st.DrawFn) -> tuple[Renditions, list[list[Line]]]:
    """Three screens, one after the other."""
    renditions = Renditions()
    first = [draw(lines(renditions)) for _ in range(HEIGHT)]
    second = [draw(changed(line, renditions)) for line in first]
    return renditions, [first, second, [draw(changed(line, renditions)) for line in second]]


@given(screens(), st.booleans())
@settings(max_examples=120)
def test_any_screen_becomes_any_other(drawn, erases_in_colour):
    renditions, (first, *following) = drawn
    shown = Shown(WIDTH, HEIGHT)
    draw_plainly(shown, first, renditions)
    encoder = Encoder(renditions, erases_in_colour=erases_in_colour)
    before = first
    for after in following:
        shown.feed(encoder.lines(before, after))
        expected = Shown(WIDTH, HEIGHT)
        draw_plainly(expected, after, renditions)
        assert differences(shown, expected) == []
        before = after


@given(screens())
@settings(max_examples=30)
def test_an_unknown_screen_becomes_any_other(drawn):
    renditions, (rubbish, after, _) = drawn
    shown = Shown(WIDTH, HEIGHT)
    draw_plainly(shown, rubbish, renditions)
    unknown = [unknown_line(WIDTH)] * HEIGHT
    shown.feed(Encoder(renditions).lines(unknown, after))
    expected = Shown(WIDTH, HEIGHT)
    draw_plainly(expected, after, renditions)
    assert differences(shown, expected) == []


@given(screens())
@settings(max_examples=30)
def test_the_same_screen_costs_nothing(drawn):
    renditions, (screen, *_) = drawn
    assert Encoder(renditions).lines(screen, [line.copy() for line in screen]) == ""


@given(screens())
@settings(max_examples=60)
def test_lines_differ_in_just_the_cells_that_are_not_the_same(drawn):
    _, (first, second, _) = drawn
    for before, after in zip(first, second, strict=True):
        cells = zip(before.glyphs, before.renditions, after.glyphs, after.renditions, strict=True)
        different = [x for x, (a, b, c, d) in enumerate(cells) if (a, b) != (c, d)]
        assert [x for span in changes(before, after) for x in range(*span)] == different


@given(st.data())
@settings(max_examples=60)
def test_a_line_that_was_changed_compares_like_one_made_anew(data):
    renditions = Renditions()
    line = data.draw(lines(renditions))
    for part in data.draw(st.lists(SEGMENTS, max_size=4)):
        line.numbers()
        x = data.draw(st.integers(0, WIDTH - 1))
        stop = data.draw(st.integers(x + 1, WIDTH))
        line.put(x, line_of([part], renditions), stop)
        line.mend()
        assert line.copy().numbers() == line.numbers()
        assert line.numbers() == Line(line.glyphs, line.renditions).numbers()


def encoded(*pairs: tuple[str, str]) -> str:
    """What is sent for some lines, after the first has put the cursor into the corner."""
    renditions = Renditions()
    style = STYLES[0]

    def drawn(text: str) -> Line:
        return line_of([Segment(text, style)], renditions)

    encoder = Encoder(renditions)
    encoder.cursor(0, 0)
    encoder.lines([drawn("a")], [drawn("b")])
    encoder.cursor(0, 0)
    return encoder.lines([drawn(a) for a, _ in pairs], [drawn(b) for _, b in pairs])


def test_a_changed_cell_costs_its_own_bytes_and_a_move():
    assert encoded(("loss 0.251", "loss 0.252")) == "\x1b[9C2"


def test_what_is_below_is_one_byte_away():
    assert encoded(("abc", "xbc"), ("abc", "axc"), ("abc", "abx")) == "x\vx\vx"


def test_a_short_gap_is_written_again():
    assert encoded(("abcdef", "xbcdxf")) == "xbcdx"


def test_a_long_gap_is_jumped_over():
    assert encoded(("abcdefghi", "xbcdefghx")) == "x\x1b[7Cx"


def test_the_end_of_a_line_is_erased():
    assert encoded(("a" * 30 + " ", "a" + " " * 30)) == "\x1b[C\x1b[K"


def test_a_gap_within_a_line_is_erased():
    assert encoded(("a" * 30, "a" + " " * 20 + "a" * 9)) == "\x1b[C\x1b[20X"
