from __future__ import annotations

import pytest
from rich.color import ColorSystem

from mltui.appearance import fit_to_terminal
from mltui.settings import Settings, SettingsError, read_value
from mltui.terminal.quiet_app import QuietApp
from mltui.widgets import glyphs

GOOD = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}


@pytest.fixture(autouse=True)
def signs_as_before():
    yield
    glyphs.use_ascii(False)


@pytest.mark.parametrize(
    ("settings", "environment", "colours", "ascii_only", "mouse"),
    [
        (Settings(), GOOD, ColorSystem.TRUECOLOR, False, True),
        (Settings(colours="256"), GOOD, ColorSystem.EIGHT_BIT, False, True),
        (Settings(), {**GOOD, "COLORTERM": ""}, ColorSystem.EIGHT_BIT, False, True),
        (Settings(), {**GOOD, "NO_COLOR": "1"}, None, False, True),
        (Settings(), {"TERM": "linux", "LANG": "C.UTF-8"}, ColorSystem.STANDARD, True, True),
        (Settings(), {**GOOD, "LANG": "de_DE.ISO-8859-1"}, ColorSystem.TRUECOLOR, True, True),
        (Settings(glyphs="ascii", mouse="no"), GOOD, ColorSystem.TRUECOLOR, True, False),
        (Settings(), {**GOOD, "SSH_TTY": "/dev/pts/1"}, ColorSystem.TRUECOLOR, False, False),
        (Settings(mouse="yes"), {**GOOD, "SSH_TTY": "x"}, ColorSystem.TRUECOLOR, False, True),
    ],
)
def test_the_application_fits_the_terminal(settings, environment, colours, ascii_only, mouse):
    app = QuietApp()
    assert fit_to_terminal(app, settings, environment) is mouse
    assert app.abilities is not None
    assert app.abilities.colour_system is colours
    assert app.abilities.ascii_only is ascii_only
    assert glyphs.ascii_only() is ascii_only


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("mouse", True, "yes"), ("mouse", "off", "no"), ("mouse", "Auto", "auto"),
        ("colours", 256, "256"), ("colours", "TrueColor", "truecolor"),
        ("glyphs", "ascii", "ascii"),
    ],
)  # fmt: skip
def test_choices_may_be_written_in_several_ways(name, written, value):
    assert read_value(name, written) == value


def test_a_wrong_choice_is_told_what_there_is():
    with pytest.raises(SettingsError, match="auto, truecolor, 256, 16 or none, not 'many'"):
        read_value("colours", "many")
