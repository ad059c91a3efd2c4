from __future__ import annotations

import inspect
import re
from types import MemberDescriptorType

import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from mltui.terminal.light_strip import CACHES, LightStrip, lighten
from mltui.terminal.quiet_app import QuietApp

BOLD = Style(bold=True)


class Lightened(Strip):
    """A strip as Textual makes it once they are light."""

    __slots__ = ()


lighten(Lightened)


def alike() -> tuple[Strip, LightStrip, Lightened]:
    segments = [Segment("loss ", BOLD), Segment("▁▂▃ 漢字 0.5", None)]
    return Strip(segments, 17), LightStrip([*segments], 17), Lightened(iter(segments))


def test_it_has_what_a_strip_of_textuals_has():
    init = inspect.getsource(Strip).partition("def __init__")[2].partition("    def ")[0]
    assert set(re.findall(r"self\.(_\w+)", init)) == set(Strip.__slots__)
    caches = re.findall(r"self\.(_\w+)[^=]*= FIFOCache\((\d+)\)", init)
    assert {name: int(size) for name, size in caches} == CACHES
    assert "segments: Iterable[Segment], cell_length: int | None = None" in init


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
    textuals, *light_ones = alike()
    for light in light_ones:
        assert light == textuals
        assert use(light) == use(textuals)
        assert use(light) == use(textuals)


@pytest.mark.parametrize("light", alike()[1:], ids=["ours", "Textual's"])
def test_its_caches_hold_as_much_as_those_of_textuals(light):
    crops = [light.crop(0, end) for end in range(1, 17)]
    assert all(light.crop(0, end) is crop for end, crop in enumerate(crops, 1))


def test_it_has_nothing_else():
    for light in alike()[1:]:
        assert not hasattr(light, "_nothing")


def test_it_has_no_cache_that_nothing_is_in():
    for light in alike()[1:]:
        light.crop(2, 9)
        slots = {name: getattr(Strip, name) for name in CACHES}
        assert [name for name, slot in slots.items() if _is_set(slot, light)] == ["_crop_cache"]


async def test_the_strips_of_an_application_are_light():
    QuietApp()
    strip = Strip([Segment("loss", BOLD)])
    assert not any(_is_set(getattr(Strip, name), strip) for name in CACHES)


def _is_set(slot: MemberDescriptorType, strip: Strip) -> bool:
    try:
        slot.__get__(strip)
    except AttributeError:
        return False
    return True
