"""Signs are explained where they stand, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mltui.widgets import glyphs
from mltui.widgets.legend import MEANINGS, legend


@pytest.fixture
def plain() -> Iterator[None]:
    """A terminal without Unicode."""
    glyphs.use_ascii(True)
    yield
    glyphs.use_ascii(False)


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        (" ✚ yolo-l aug v3      ● running", "✚"),
        ("   yolo-l aug v3      ● running!     12k", "!"),
        ("   yolo-l aug v3      ⚠ stalled      12k", "⚠"),
        ("   small noise        ⬆ published    12k", "⬆"),
        ("+3 NAME               STATUS", "+3"),
        ("   NAME               UPDATED↓│", "↓"),
        ("   box1:0              1▁⚠", "⚠"),
        ("   box1:0              0░", "░"),
        (" ▸ ▾ Data              3", "▾"),
        ("   yolo-l aug v4      ○ draft        –│     ", "–"),
    ],
)
def test_a_sign_is_explained_where_it_stands(line: str, sign: str):
    assert [shown for shown, _ in legend([line])] == [sign]


@pytest.mark.parametrize(
    "line",
    [
        " ▸ yolo! + more         ● running     12k",
        "   box2                 ⚠ lost 1",
        "   transcribe           ↑ 785 ms",
        "   a–b·c                ✓ completed  1–2",
        "",
    ],
)
def test_what_says_its_meaning_itself_and_what_is_part_of_a_name_is_not_explained(line: str):
    assert legend([line]) == []


def test_without_unicode_the_signs_are_those_that_are_drawn(plain: None):
    lines = [" + yolo-l aug v3      ! stalled!     -", "   v v  0.  ."]
    assert [shown for shown, _ in legend(lines)] == ["!", "+", "!", "-"]


def test_each_sign_is_explained_once():
    assert len({meaning.shown for meaning in MEANINGS}) == len(MEANINGS)
