from __future__ import annotations

import pytest
from rich.color import ColorSystem
from rich.style import Style

from mltui.terminal import rendition
from mltui.terminal.plain import plain_glyph
from mltui.terminal.rendition import PLAIN, Renditions


def change(before: str, after: str, colours: ColorSystem | None = ColorSystem.TRUECOLOR) -> str:
    renditions = Renditions(colours)
    first, second = (renditions.number(Style.parse(each)) for each in (before, after))
    return renditions.change(first, second)


@pytest.mark.parametrize(
    ("before", "after", "sent"),
    [
        ("red", "red", ""),
        ("red", "green", "\x1b[32m"),
        ("bold red", "red", "\x1b[22m"),
        ("bold dim", "dim", "\x1b[;2m"),
        ("bold red on blue", "none", "\x1b[m"),
        ("bold italic underline red", "red", "\x1b[;31m"),
        ("none", "#5f87af", "\x1b[38;5;67m"),
        ("none", "on #080808", "\x1b[48;5;232m"),
        ("none", "#123456", "\x1b[38;2;18;52;86m"),
    ],
)
def test_only_what_differs_between_two_looks_is_sent(before, after, sent):
    assert change(before, after) == sent


def test_colours_are_the_nearest_that_the_terminal_has():
    assert change("none", "#123456", ColorSystem.EIGHT_BIT) == "\x1b[38;5;23m"
    assert change("none", "#ff0000", ColorSystem.STANDARD) == "\x1b[31m"
    assert change("none", "#ff0000", None) == ""


@pytest.mark.parametrize("colours", [ColorSystem.STANDARD, None])
def test_the_cursor_is_seen_with_few_colours(colours):
    assert "7" in change("#d5dce6 on #11161d", "#d5dce6 on #22344a", colours)


def test_nothing_is_as_black_as_its_ground_with_few_colours():
    assert change("none", "#3a4453 on #11161d", ColorSystem.STANDARD) == "\x1b[90;40m"


def test_links_are_opened_and_closed():
    renditions = Renditions()
    number = renditions.number(Style(link="https://example.org"))
    assert "\x1b]8;id=" in renditions.change(PLAIN, number)
    assert renditions.change(number, PLAIN) == "\x1b]8;;\x1b\\"


def test_ways_from_one_look_to_another_are_remembered_but_not_all(monkeypatch):
    monkeypatch.setattr(rendition, "_MOST_CHANGES", 10)
    renditions = Renditions()
    numbers = [renditions.number(Style(color=f"color({number})")) for number in range(200)]
    for _ in range(2):
        told = [renditions.change(PLAIN, number) for number in numbers]
        assert len(set(told)) == 200
        assert len(renditions._changes) <= 10


@pytest.mark.parametrize(
    ("glyph", "plain"),
    [("a", "a"), ("…", "~"), ("│", "|"), ("─", "-"), ("┼", "+"), ("⣿", "#"), ("⠁", "."),
     ("⠀", " "), ("█", "#"), ("▁", "_"), ("é", "e"), ("训", "?"), ("e\u0301", "e")],
)  # fmt: skip
def test_every_glyph_has_a_plain_one(glyph, plain):
    assert plain_glyph(glyph) == plain


def test_every_plain_glyph_is_one_ascii_character():
    for code in (*range(0xA0, 0x3000), 0x1F600, 0xE000):
        found = plain_glyph(chr(code))
        assert len(found) == 1
        assert found.isascii()
        assert found.isprintable()
