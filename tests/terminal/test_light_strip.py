from __future__ import annotations

import inspect
import re

import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from mltui.terminal.light_strip import CACHES, LightStrip

BOLD = Style(bold=True)


def both() -> tuple[Strip, LightStrip]:
    segments = [Segment("loss ", BOLD), Segment("▁▂▃ 漢字 0.5", None)]
    return Strip(segments, 17), LightStrip([*segments], 17)


def test_it_has_what_a_strip_of_textuals_has():
    made = re.findall(r"self\.(_\w+)", inspect.getsource(Strip.__init__))
    with_caches = re.findall(r"self\.(_\w+)[^=]*= FIFOCache", inspect.getsource(Strip.__init__))
    assert set(made) == set(Strip.__slots__)
    assert set(with_caches) == set(CACHES)


@pytest.mark.parametrize(
    "use",
    [
        lambda strip: strip.crop(2, 9),
        lambda strip: strip.divide([3, 8, 17]),
        lambda strip: strip.adjust_cell_length(30, BOLD),
        lambda strip: strip.crop_extend(1, 25, BOLD),
        lambda strip: strip.apply_style(BOLD),
        lambda strip: strip.apply_offsets(1, 2),
        lambda strip: [
            strip.render(Console(color_system="truecolor")),
            strip.link_ids,
            strip.cell_length,
            strip.text,
        ],
        lambda strip: Strip.join([strip, strip]),
    ],
)
def test_it_does_what_a_strip_of_textuals_does(use):
    textuals, light = both()
    assert light == textuals
    assert use(light) == use(textuals)
    assert use(light) == use(textuals)


def test_it_has_nothing_else():
    _, light = both()
    assert not hasattr(light, "_nothing")
