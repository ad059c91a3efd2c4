from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mltui.terminal.sanitise import clean
from mltui.terminal.sgr import PLAIN, Look, parse, strip

NASTY = st.text(
    st.one_of(st.characters(), st.sampled_from("\x1b\x9b\x9d\x07[]0123456789;:mKHJ\t\r\b\\")),
    max_size=80,
)


@given(NASTY)
def test_no_piece_carries_a_control_character(text):
    for piece, _ in parse(text)[0]:
        assert piece
        assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in piece)


@given(NASTY, NASTY)
def test_a_line_read_in_two_parts_ends_in_a_known_look(first, second):
    _, look = parse(first)
    assert isinstance(parse(second, look)[1], Look)


def test_colours_and_attributes_are_kept():
    pieces, look = parse("a\x1b[1;31mb\x1b[22;48;5;208mc\x1b[38;2;1;2;3md\x1b[0me")
    assert pieces == [
        ("a", PLAIN),
        ("b", Look(foreground=1, bold=True)),
        ("c", Look(foreground=1, background=208)),
        ("d", Look(foreground="#010203", background=208)),
        ("e", PLAIN),
    ]
    assert look == PLAIN


def test_bright_and_colon_separated_colours_are_understood():
    assert parse("\x1b[91mx")[0][0][1].foreground == 9
    assert parse("\x1b[38:5:12mx")[0][0][1].foreground == 12


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[2J\x1b[H",
        "\x1b]0;title\x07",
        "\x1b]8;;http://evil\x1b\\",
        "\x1bP1$r0m\x1b\\",
        "\x1b[?1049h",
        "\x1b[6n",
        "\x1b(0",
        "\x1bc",
        "\x9b5A",
        "\x1b]52;c;aGk=",
        "\x1b",
    ],
)
def test_everything_else_is_dropped(text):
    assert strip(f"<{text}") == "<"


def test_tabs_go_to_the_next_stop():
    assert strip("ab\tc\td") == "ab      c       d"


@pytest.mark.parametrize("code", ["38", "38;5", "38;2;1", "48;5;999", "38;2;300;0;0", "9999999"])
def test_broken_colours_change_nothing(code):
    assert parse(f"\x1b[{code}mx")[0] == [("x", PLAIN)]


@pytest.mark.parametrize(
    "text", ["a" + "\u0301" * 9, "\U0001f1e9\U0001f1ea x", "e\u0301", "\u0301"]
)
def test_text_without_colours_is_cleaned_as_well(text):
    assert "".join(piece for piece, _ in parse(text)[0]) == clean(text)
    assert parse(text)[0] == parse(f"\x1b[m{text}")[0]
