from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mltui.live.compare import MOST
from mltui.terminal.sgr import PLAIN, Look
from mltui.widgets import glyphs, palette

TEXT = sorted(palette.TOKENS - {"frame"})


@pytest.mark.parametrize("theme", [palette.DARK, palette.LIGHT])
@pytest.mark.parametrize("ground", ["screen", "panel", "cursor-blurred", "marked"])
def test_every_text_can_be_read(theme, ground):
    background = palette.BACKGROUNDS[theme][ground]
    colours = palette.colours(theme == palette.DARK)
    for token in TEXT:
        assert palette.contrast(colours[token], background) >= 4.5, token


@pytest.mark.parametrize("theme", [palette.DARK, palette.LIGHT])
def test_the_cursors_row_can_be_read(theme):
    background = palette.BACKGROUNDS[theme]["cursor"]
    colours = palette.colours(theme == palette.DARK)
    for token in TEXT:
        assert palette.contrast(colours[token], background) >= (3.0 if token == "faint" else 4.0)


@pytest.mark.parametrize("theme", [palette.DARK, palette.LIGHT])
def test_as_many_tasks_as_can_be_compared_have_colours_of_their_own(theme):
    colours = palette.colours(theme == palette.DARK)
    assert len({colours[token] for token in palette.SERIES}) >= MOST


def test_contrast_is_the_standards():
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(st.integers(0, 255) | st.from_regex(r"\A#[0-9a-f]{6}\Z"), st.booleans())
def test_coloured_console_text_can_be_read(colour, dark):
    found = palette.console_style(Look(foreground=colour), dark).color
    ground = palette.BACKGROUNDS[palette.DARK if dark else palette.LIGHT]["screen"]
    assert palette.contrast(found.name, ground) >= 4.0


def test_plain_console_text_has_no_style():
    assert not palette.console_style(PLAIN)


def test_every_status_has_a_word_a_sign_of_one_cell_and_a_colour():
    for status in glyphs.STATUSES.values():
        assert status.word
        assert cell_len(status.glyph) == 1
        assert len(status.ascii) == 1
        assert status.token in palette.TOKENS


def test_an_unknown_status_keeps_its_name():
    assert glyphs.status("in_orbit").label() == "? in orbit"


def test_an_unknown_token_changes_nothing():
    assert not palette.style("no such token")
    assert palette.style("failed strong").bold


def test_signs_that_stand_for_others_are_ascii_and_one_cell():
    for sign, plain in glyphs.ASCII.items():
        assert cell_len(sign) == 1
        assert plain.isascii()
        assert len(plain) == 1
