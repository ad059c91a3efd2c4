"""Styles as the terminal knows them, and the shortest way from one to another.

The control sequences are those of ECMA-48, section 8.3.117 (SGR), and of xterm for 256 and 24-bit
colours; hyperlinks are OSC 8.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from rich.color import Color, ColorSystem
from rich.style import Style

#: Per attribute of Rich, in the order of its bits: what switches it on and what off.
_ATTRIBUTES = (
    ("1", "22"), ("2", "22"), ("3", "23"), ("4", "24"), ("5", "25"), ("6", "25"), ("7", "27"),
    ("8", "28"), ("9", "29"), ("21", "24"), ("51", "54"), ("52", "54"), ("53", "55"),
)  # fmt: skip

#: The attributes that a blank cell shows: underlined, blinking, reversed, struck, framed...
_SEEN_ON_BLANKS = 0b1_1111_1111_1000

_REVERSE = 0b100_0000

#: Intensities of the colours 16 to 231 of the 256, a cube of six by six by six.
_CUBE = {0: 0, 95: 1, 135: 2, 175: 3, 215: 4, 255: 5}


@dataclass(frozen=True, slots=True)
class Rendition:
    """How a cell is drawn.

    Attributes:
        foreground: SGR parameters of its colour; "39" for the terminal's own.
        background: The same for the background; "49" for the terminal's own.
        attributes: One bit per attribute, in Rich's order.
        link: What follows `OSC 8 ;` to open its hyperlink, "" if it has none.
    """

    foreground: str = "39"
    background: str = "49"
    attributes: int = 0
    link: str = ""

    @property
    def erasable(self) -> bool:
        """Whether an erased cell looks like a blank drawn so, if erasing keeps the background."""
        return not self.attributes & _SEEN_ON_BLANKS and not self.link


#: Ways from one rendition to another that are remembered.
_MOST_CHANGES = 20_000

PLAIN = 0
"""The number of the terminal's own colours without any attribute."""


class Renditions:
    """Numbers for all renditions shown so far, and what to send to change from one to another.

    Args:
        colour_system: What the terminal can show; other colours become the nearest it has. With
            None there are no colours. With none or 16, what its ground sets off is reversed.
    """

    def __init__(self, colour_system: ColorSystem | None = ColorSystem.TRUECOLOR) -> None:
        self._colour_system = colour_system
        self._known: list[Rendition] = [Rendition()]
        self._numbers: dict[Rendition, int] = {self._known[0]: PLAIN}
        self._by_style: dict[Style | None, int] = {None: PLAIN}
        self._by_object: dict[int, tuple[Style | None, bytes]] = {}
        self._changes: dict[tuple[int, int], str] = {}

    def __getitem__(self, number: int) -> Rendition:
        return self._known[number]

    def __len__(self) -> int:
        return len(self._known)

    def anew(self) -> Renditions:
        """Returns numbers for the same terminal that know nothing yet."""
        return Renditions(self._colour_system)

    def number(self, style: Style | None) -> int:
        """Returns the number of what a style looks like."""
        try:
            return self._by_style[style]
        except KeyError:
            pass
        if len(self._by_style) > 8192:  # styles that differ only in their actions add up
            self._by_style = {None: PLAIN}
        assert style is not None
        number = self._by_style[style] = self.number_of(self._rendition(style))
        return number

    def number_as_bytes(self, style: Style | None) -> bytes:
        """Returns the number of what a style looks like, as it is in the memory of an array."""
        known = self._by_object.get(id(style))
        if known is None or known[0] is not style:
            if len(self._by_object) >= 8192:
                self._by_object.clear()
            known = self._by_object[id(style)] = style, array("I", [self.number(style)]).tobytes()
        return known[1]

    def number_of(self, rendition: Rendition) -> int:
        """Returns the number of a rendition."""
        number = self._numbers.get(rendition)
        if number is None:
            number = self._numbers[rendition] = len(self._known)
            self._known.append(rendition)
        return number

    def change(self, before: int, after: int) -> str:
        """Returns what changes the terminal from one rendition to another."""
        if before == after:
            return ""
        sequence = self._changes.get((before, after))
        if sequence is None:
            sequence = _change(self._known[before], self._known[after])
            if len(self._changes) >= _MOST_CHANGES:
                self._changes.clear()
            self._changes[before, after] = sequence
        return sequence

    def _rendition(self, style: Style) -> Rendition:
        link = f"id={style._link_id};{style.link}" if style.link else ""
        attributes = style._attributes & style._set_attributes
        system = self._colour_system
        few_colours = system in (None, ColorSystem.STANDARD)
        if few_colours and _is_set_off(style):
            return Rendition(attributes=attributes ^ _REVERSE, link=link)
        if system is None:
            return Rendition(attributes=attributes, link=link)
        foreground = _parameters_of(style.color, "39", system, foreground=True)
        background = _parameters_of(style.bgcolor, "49", system, foreground=False)
        if few_colours and (foreground, background) == ("30", "40"):
            foreground = "90"  # what is dark grey becomes as black as its ground
        return Rendition(foreground, background, attributes, link)


def _parameters_of(colour: Color | None, own: str, system: ColorSystem, *, foreground: bool) -> str:
    if colour is None or colour.is_default:
        return own
    codes = colour.downgrade(system).get_ansi_codes(foreground)
    if codes[1:2] == ("2",):
        red, green, blue = (int(code) for code in codes[2:])
        if (number := _number_of_256(red, green, blue)) is not None:
            return f"{codes[0]};5;{number}"
    return ";".join(codes)


def _is_set_off(style: Style) -> bool:
    """Whether a cell is marked by its ground, as under the cursor; few colours do not tell that."""
    ground = style.bgcolor
    if style.color is None or ground is None or ground.is_default:
        return False
    return 48 < sum(ground.get_truecolor(foreground=False)) / 3 < 232


def _number_of_256(red: int, green: int, blue: int) -> int | None:
    """Returns the number of exactly this colour among the 256, which is shorter to say."""
    if red in _CUBE and green in _CUBE and blue in _CUBE:
        return 16 + 36 * _CUBE[red] + 6 * _CUBE[green] + _CUBE[blue]
    if red == green == blue and 8 <= red <= 238 and (red - 8) % 10 == 0:
        return 232 + (red - 8) // 10
    return None


def _change(before: Rendition, after: Rendition) -> str:
    sequence = ""
    if before.link != after.link:
        sequence = f"\x1b]8;{after.link or ';'}\x1b\\"
    looks = (before.foreground, before.background, before.attributes)
    if looks == (after.foreground, after.background, after.attributes):
        return sequence
    step = _parameters(before, after)
    afresh = _parameters(Rendition(), after)
    start_over = ["", *afresh] if afresh else []
    shortest = min((";".join(step), ";".join(start_over)), key=len)
    return f"{sequence}\x1b[{shortest}m"


def _parameters(before: Rendition, after: Rendition) -> list[str]:
    """Returns the SGR parameters that lead from one rendition to another."""
    off: list[str] = []
    on: list[str] = []
    lost = before.attributes & ~after.attributes
    for bit, (_, switch_off) in enumerate(_ATTRIBUTES):
        if lost >> bit & 1 and switch_off not in off:
            off.append(switch_off)
    for bit, (switch_on, switch_off) in enumerate(_ATTRIBUTES):
        # What switches one attribute off may switch off another that has to stay.
        if after.attributes >> bit & 1 and (not before.attributes >> bit & 1 or switch_off in off):
            on.append(switch_on)
    colours = [
        new
        for old, new in (
            (before.foreground, after.foreground),
            (before.background, after.background),
        )
        if old != new
    ]
    return [*off, *on, *colours]
