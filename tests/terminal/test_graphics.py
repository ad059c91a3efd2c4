"""Pictures that the terminal draws itself: what it is sent, and where."""

from __future__ import annotations

import base64
import io
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.strip import Strip

from mltui.series.picture import decode
from mltui.terminal.asked import Answer, Asked
from mltui.terminal.cells import Line, line_of
from mltui.terminal.drawing import Drawing
from mltui.terminal.driver import HARMLESS
from mltui.terminal.encoder import Encoder
from mltui.terminal.graphics import (
    PLACEHOLDER,
    QUESTION,
    Graphics,
    Overlay,
    cell_by_size,
    diacritics,
    graphics_by_answer,
    graphics_by_name,
    kitty_end,
    kitty_forget,
    kitty_row,
    kitty_send,
    sixel_overlay,
)
from mltui.terminal.overlay import is_new, place_of
from mltui.terminal.quiet_app import QuietApp
from mltui.terminal.rendition import Renditions
from mltui.widgets.placed_picture import placed
from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person


def picture(width: int = 24, height: int = 13) -> Image.Image:
    """A picture of four colours, of which one is seen through."""
    image = Image.new("RGBA", (width, height), (255, 0, 0, 255))
    image.paste((0, 0, 255, 255), (0, 0, width // 2, height // 2))
    image.paste((0, 255, 0, 255), (width // 2, height // 2, width, height))
    image.putpixel((width - 1, 0), (0, 0, 0, 0))
    return image


# Who draws what


@pytest.mark.parametrize(
    ("wanted", "environment", "found"),
    [
        ("auto", {"TERM": "xterm-kitty", "KITTY_WINDOW_ID": "1"}, None),
        ("auto", {"TERM": "xterm-256color", "TERM_PROGRAM": "ghostty"}, Graphics("kitty")),
        ("auto", {"TERM": "xterm-256color"}, None),
        ("auto", {"TERM": "screen-256color", "TMUX": "x", "KITTY_WINDOW_ID": "1"}, Graphics()),
        ("auto", {"TERM": "screen", "STY": "x"}, Graphics()),
        ("kitty", {"TERM": "screen-256color", "TMUX": "x"}, Graphics("kitty", in_tmux=True)),
        ("sixel", {"TERM": "xterm"}, None),
        ("blocks", {"TERM": "xterm-kitty"}, Graphics()),
    ],
)
def test_the_environment_may_tell_how_pictures_are_drawn(
    wanted: str, environment: Mapping[str, str], found: Graphics | None
) -> None:
    assert graphics_by_name(wanted, environment) == found


@pytest.mark.parametrize(
    ("wanted", "answer", "found"),
    [
        ("auto", Answer("62;4;22", (9, 18)), Graphics("sixel", (9, 18))),
        ("auto", Answer("62;4;22"), Graphics()),
        ("auto", Answer("62;22", (9, 18)), Graphics()),
        ("auto", Answer("4", (9, 18)), Graphics()),
        ("sixel", Answer("62;22"), Graphics("sixel")),
        ("auto", Answer("62", (9, 18), "kitty(0.28.0)"), Graphics("kitty", (9, 18))),
        ("auto", Answer("62", (9, 18), "kitty(1.2.3)"), Graphics("kitty", (9, 18))),
        ("auto", Answer("62;22", (8, 16), "ghostty 1.1.3"), Graphics("kitty", (8, 16))),
        # Its pictures would be a field of strange characters.
        ("auto", Answer("62", (9, 18), "kitty(0.26.5)"), Graphics()),
        ("sixel", Answer("62;4", (9, 18), "kitty(0.40.0)"), Graphics("sixel", (9, 18))),
    ],
)
def test_or_the_terminal_answers(wanted: str, answer: Answer, found: Graphics) -> None:
    assert graphics_by_answer(wanted, answer) == found


def test_the_system_may_know_how_large_a_cell_is() -> None:
    # xterm counts the frame around its cells as well.
    assert cell_by_size(struct.pack("HHHH", 24, 80, 564, 340)) == (7, 14)
    assert cell_by_size(struct.pack("HHHH", 24, 80, 0, 0)) is None
    assert cell_by_size(bytes(8)) is None


@pytest.mark.parametrize(
    "pieces",
    [
        ("\x1b[6;18;9t\x1bP>|Some(1)\x1b\\\x1b[?62;4cq",),
        ("a\x1b[6;18;9t", "\x1bP>|Some(1)\x1b\\\x1b[?62;4c"),
        ("\x1b[6;1", "8;9t\x1bP>", "|Some(1)\x1b", "\\\x1b[?6", "2;4cj"),
    ],
)
def test_answers_are_taken_out_of_what_is_typed(pieces: Sequence[str]) -> None:
    told: list[Answer] = []
    asked = Asked(told.append)
    asked.ask()
    left = "".join(asked.without_answers(piece) for piece in pieces)
    assert told == [Answer("62;4", (9, 18), "Some(1)")]
    assert left == re.sub(r"\x1b(?:\[[?0-9;]*[ct]|P.*?\x1b\\)", "", "".join(pieces))
    assert asked.without_answers("\x1b[?1;2c") == "\x1b[?1;2c"


def test_escape_is_not_held_back_while_an_answer_is_awaited() -> None:
    asked = Asked(lambda *_: None)
    asked.ask()
    assert asked.without_answers("\x1b") == "\x1b"
    assert asked.without_answers("\x1b[A") == "\x1b[A"


# Kitty


def test_kitty_gets_the_whole_picture_in_pieces() -> None:
    image = Image.effect_noise((120, 90), 80).convert("RGBA")
    sent = "".join(kitty_send(image, 0x6D0007, 12, 5, in_tmux=False))
    pieces = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", sent)
    assert "".join(f"\x1b_G{head};{data}\x1b\\" for head, data in pieces) == sent
    assert len(pieces) > 1
    assert pieces[0][0] == f"a=T,U=1,q=2,f=100,i={0x6D0007},c=12,r=5,m=1"
    assert [head[-3:] for head, _ in pieces] == ["m=1"] * (len(pieces) - 1) + ["m=0"]
    assert all(len(data) <= 4096 for _, data in pieces)
    data = base64.standard_b64decode("".join(data for _, data in pieces))
    with Image.open(io.BytesIO(data)) as again:
        assert again.convert("RGBA").tobytes() == image.tobytes()


def test_a_cell_of_kittys_picture_is_one_cell_that_tells_its_row_and_column() -> None:
    accents = diacritics()
    assert len(accents) > 200
    row = kitty_row(3, len(accents))
    assert cell_len(row) == len(accents)
    (line,) = [line_of([Segment(row)], Renditions())]
    assert [*line.glyphs] == [f"{PLACEHOLDER}{accents[3]}{accent}" for accent in accents]
    # The first of kitty's list, and one far down.
    assert [f"{ord(one):04X}" for one in (*accents[:3], accents[40], accents[-1])] == [
        *("0305", "030D", "030E"),
        *("0598", "2DFF"),
    ]


def test_what_tmux_hands_through_has_its_escapes_doubled() -> None:
    assert kitty_forget(5, in_tmux=True) == ("\x1bPtmux;\x1b\x1b_Ga=d,d=I,q=2,i=5\x1b\x1b\\\x1b\\")


@pytest.mark.parametrize("in_tmux", [False, True])
def test_pictures_are_no_reason_for_full_repaints(in_tmux: bool) -> None:
    assert all(map(HARMLESS.fullmatch, kitty_send(picture(), 7, 3, 2, in_tmux=in_tmux)))
    assert HARMLESS.fullmatch(kitty_end(in_tmux=in_tmux) + kitty_forget(7, in_tmux=in_tmux))
    assert HARMLESS.fullmatch(kitty_forget(7, in_tmux=in_tmux))
    assert HARMLESS.fullmatch(QUESTION)
    assert not HARMLESS.fullmatch("\x1b_Gtext\x1b[2J\x1b\\")


# Sixel


def pixels_of(sixels: str) -> dict[tuple[int, int], tuple[int, int, int]]:
    """The pixels that sixels draw, by the letter of DEC's STD 070: colours in percent."""
    body = re.fullmatch(r"\x1bP[\d;]*q(.*)\x1b\\", sixels, re.DOTALL)
    assert body is not None
    colours: dict[int, tuple[int, int, int]] = {}
    found: dict[tuple[int, int], tuple[int, int, int]] = {}
    x = y = colour = 0
    for part in re.finditer(
        r'"[\d;]*|#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|!(\d+)([?-~])|([?-~])|([$-])|\s', body[1]
    ):
        number, red, green, blue, chosen, repeat, repeated, one, move = part.groups()
        if number is not None:
            colour = int(number)
            colours[colour] = (int(red), int(green), int(blue))
        elif chosen is not None:
            colour = int(chosen)
        elif move is not None:
            x, y = 0, y + (6 if move == "-" else 0)
        elif one is not None or repeated is not None:
            bits = ord(one or repeated) - 63
            stop = x + int(repeat or 1)
            for across in range(x, stop):
                for bit in range(6):
                    if bits >> bit & 1:
                        found[across, y + bit] = colours[colour]
            x = stop
    return found


def test_sixels_are_the_picture_on_its_ground() -> None:
    overlay = sixel_overlay(picture(), (0, 255, 255), 3, 4, 2)
    found = pixels_of(overlay.drawing)
    assert len(found) == 24 * 13
    wanted = {(0, 0): (0, 0, 100), (12, 8): (0, 100, 0), (3, 12): (100, 0, 0)}
    wanted[23, 0] = (0, 100, 100)
    for place, colour in wanted.items():
        assert found[place] == pytest.approx(colour, abs=4)


def test_no_colour_is_drawn_with_before_all_are_defined() -> None:
    # To xterm a definition is no choice of a colour.
    drawing = sixel_overlay(Image.effect_noise((40, 30), 80), (0, 0, 0), 3, 4, 2).drawing
    defined = re.sub(r'^\x1bP[\d;]*q"[\d;]*(?:#\d+;2;\d+;\d+;\d+)+', "", drawing)
    assert defined != drawing
    assert "#" in defined
    assert ";" not in defined


@pytest.mark.parametrize("cell", [(10, 20), (7, 14)])
def test_sixels_are_no_larger_than_xterm_shows(cell: tuple[int, int]) -> None:
    content = io.BytesIO()
    Image.new("RGB", (3000, 1500), "red").save(content, "PNG")
    shown = placed(
        decode(content.getvalue()), 1, (190, 60), Graphics("sixel", cell), Color(0, 0, 0)
    )
    assert shown.overlay is not None
    size = re.search(r'"1;1;(\d+);(\d+)', shown.overlay.drawing)
    assert size is not None
    assert (int(size[1]), int(size[2])) == (1000, 500)
    assert (shown.columns, shown.rows) == (-(-1000 // cell[0]), -(-500 // cell[1]))


def test_a_small_picture_is_sent_to_kitty_as_it_is_and_enlarged_there() -> None:
    content = io.BytesIO()
    Image.effect_noise((40, 30), 80).save(content, "PNG")
    shown = placed(
        decode(content.getvalue()), 1, (120, 38), Graphics("kitty", (10, 20)), Color(0, 0, 0)
    )
    assert (shown.columns, shown.rows) == (24, 9)
    assert len("".join(shown.sent)) < 10_000


def test_marked_cells_are_written_as_blanks() -> None:
    renditions = Renditions()
    mark = sixel_overlay(picture(), (0, 0, 0), 3, 4, 2).mark
    before = [line_of([Segment("x" * 8)], renditions)]
    after = [line_of([Segment(f"ab{mark * 4}cd")], renditions)]
    sent = Encoder(renditions).lines(before, after)
    assert mark not in sent
    assert sent.endswith("ab    cd")


@pytest.mark.parametrize(
    ("images", "protocol", "near", "far"),
    [
        ("auto", "sixel", True, False),
        ("sixel", "sixel", True, True),
        ("auto", "kitty", True, True),
        ("auto", "blocks", False, False),
    ],
)
def test_from_afar_sixels_are_drawn_only_if_they_are_wished_for(
    images: str, protocol: str, near: bool, far: bool
) -> None:
    app = QuietApp()
    app.images, app.graphics = images, Graphics(protocol)
    assert app.draws_pictures is near
    app._drawing = Drawing(lambda _: None)
    app._drawing.link.question(1.0)
    app._drawing.link.answered(1.2)
    assert app.draws_pictures is far


OVERLAY = Overlay("\U000f0003", 3, 2, "")


def shown(*texts: str) -> list[Line]:
    return [
        line_of(Strip([Segment(text.replace("#", OVERLAY.mark))]), Renditions()) for text in texts
    ]


def test_an_overlay_is_drawn_where_all_its_cells_lie_open() -> None:
    assert place_of(OVERLAY, shown("......", "..###.", "..###.", "......")) == (2, 1)
    assert place_of(OVERLAY, shown("......", "..###.", "..##d.", "......")) is None
    assert place_of(OVERLAY, shown("......", "..###.")) is None
    assert place_of(OVERLAY, shown("......", "......")) is None


def test_and_again_once_something_was_written_over_it() -> None:
    covered, free = shown(".dddd.", "..###."), shown("..###.", "..###.")
    assert is_new(OVERLAY, (2, 0), covered, free)
    assert not is_new(OVERLAY, (2, 0), free, [free[0].copy(), free[1]])
    beside = shown("x.###.", "..###.")
    assert not is_new(OVERLAY, (2, 0), free, beside)


class Turning:
    """A shadow of a screen on which one page after another is shown."""

    def __init__(self, *pages: Sequence[Line]) -> None:
        self._shown, *self._next = pages

    @property
    def is_behind(self) -> bool:
        return bool(self._next)

    def lines(self) -> Sequence[Line]:
        return self._shown

    def difference(self) -> str:
        self._shown = self._next.pop(0)
        return "page "

    def cursor(self, x: int, y: int) -> str:
        return f"{x},{y} "

    def lose_cursor(self) -> None:
        """Nothing is known of the cursor any more."""


def test_each_of_several_pictures_is_drawn_whenever_it_comes_into_sight() -> None:
    other = Overlay("\U000f0004", 2, 1, "other ")
    first = replace(OVERLAY, drawing="first ")
    pages = [
        shown(text.replace("@", other.mark), below)
        for text, below in ((".....", "....."), (".###.", ".###."), ("...@@", "....."))
    ]
    sent: list[str] = []
    drawing = Drawing(sent.append)
    drawing.overlays += [first, other]
    drawing.shadow = Turning(*pages, pages[1])  # type: ignore[assignment]
    while drawing.shadow.is_behind:
        drawing._send(0.0)
    parts = [text.removesuffix("\x1b[6n") for text in sent]
    assert parts == ["page 1,0 first ", "page 3,0 other ", "page 1,0 first "]


# The whole of it


def with_an_image(
    home: Path, images: str, abilities: str = "62", cell: tuple[int, int] | None = None
) -> PseudoTerminal:
    variables = person(home, MLTUI_SCREEN="tasks", MLTUI_IMAGES=images)
    return PseudoTerminal([*MLTUI, "demo"], environment=variables, abilities=abilities, cell=cell)


def open_image_tab(terminal: PseudoTerminal) -> None:
    """Opens the images of the first task."""
    terminal.wait_for("yolo-l aug v3")
    terminal.wait_for("● live")
    terminal.type("\r")
    terminal.wait_for("Overview.*Images")
    for _ in range(4):
        terminal.type("\t")
    terminal.wait_for("96×64 PNG")


def test_kitty_draws_a_debug_image_and_forgets_it_at_the_end(tmp_path: Path) -> None:
    with with_an_image(tmp_path, "kitty") as terminal:
        open_image_tab(terminal)
        terminal.wait_until(lambda: PLACEHOLDER.encode() in terminal.raw, "a picture in cells")
        terminal.wait_until_quiet()
        transmitted = re.findall(rb"\x1b_Ga=T,U=1,q=2,f=100,i=(\d+),c=(\d+),r=(\d+)", terminal.raw)
        assert len(transmitted) == 1
        number, columns, rows = (int(each) for each in transmitted[0])
        cells = [line for line in terminal.text.splitlines() if PLACEHOLDER in line]
        assert len(cells) == rows
        assert all(line.count(PLACEHOLDER) == columns for line in cells)
        red, green, blue = number >> 16, number >> 8 & 255, number & 255
        assert f"38;2;{red};{green};{blue}".encode() in terminal.raw
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
        assert f"\x1b_Ga=d,d=I,q=2,i={number}\x1b\\".encode() in terminal.raw
        terminal.assert_given_back()


def test_sixels_are_drawn_once_and_again_when_something_lay_over_them(tmp_path: Path) -> None:
    with with_an_image(tmp_path, "auto", "62;4;22", (10, 20)) as terminal:
        open_image_tab(terminal)
        terminal.wait_until(lambda: b"\x1bP" in terminal.raw, "sixels")
        terminal.wait_until_quiet()
        assert terminal.raw.count(b"\x1bP") == 1
        terminal.type("?")
        terminal.wait_for("copy address")
        terminal.wait_until_quiet()
        assert terminal.raw.count(b"\x1bP") == 1
        terminal.type("\x1b")
        terminal.wait_until(lambda: terminal.raw.count(b"\x1bP") == 2, "sixels once more")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
        terminal.assert_given_back()


def open_report(terminal: PseudoTerminal) -> None:
    """Opens a report with pictures in it, and goes to its end."""
    terminal.wait_for("yolo-l aug v3")
    terminal.wait_for("● live")
    terminal.type(":reports\r")
    terminal.wait_for("Detection, week 47")
    terminal.type("\r")
    terminal.wait_for("m picture")
    terminal.type("G")
    terminal.wait_for("compare with")


SENT = re.compile(rb"\x1b_Ga=T,U=1,q=2,f=100,i=(\d+),c=(\d+),r=(\d+)")


def test_kitty_draws_the_pictures_of_a_report_where_they_are_scrolled_to(tmp_path: Path) -> None:
    with with_an_image(tmp_path, "kitty") as terminal:
        open_report(terminal)
        terminal.wait_until(lambda: PLACEHOLDER in terminal.text, "a picture in cells")
        terminal.wait_until_quiet()
        before, sent = terminal.text.count(PLACEHOLDER), len(SENT.findall(terminal.raw))
        # Part of one is as good as all of it, and none is sent a second time.
        terminal.type("k" * 3)
        terminal.wait_until(lambda: terminal.text.count(PLACEHOLDER) > before, "more of it")
        terminal.wait_until_quiet()
        again = [number for number, _, _ in SENT.findall(terminal.raw)]
        assert len(again) == len({*again}) == sent
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
        assert all(b"\x1b_Ga=d,d=I,q=2,i=" + number + b"\x1b\\" in terminal.raw for number in again)


def test_sixels_are_drawn_in_a_report_where_a_whole_picture_is_in_sight(tmp_path: Path) -> None:
    with with_an_image(tmp_path, "auto", "62;4;22", (10, 20)) as terminal:
        open_report(terminal)
        terminal.type("k" * 12)
        terminal.wait_until(lambda: b"\x1bP" in terminal.raw, "sixels")
        # What is cut off is drawn in dots.
        terminal.type("G")
        terminal.wait_for("compare with")
        terminal.wait_for("▀▀▀")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0


def test_a_terminal_without_pictures_gets_blocks(tmp_path: Path) -> None:
    with with_an_image(tmp_path, "auto") as terminal:
        open_image_tab(terminal)
        terminal.wait_for("▀▀▀")
        terminal.wait_until_quiet()
        assert QUESTION.encode() in terminal.raw
        assert b"\x1b_G" not in terminal.raw
        assert b"\x1bP" not in terminal.raw
