"""The last picture is on the terminal before the program is imported, and nothing of it stays."""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from mltui.ages import coarse_age
from mltui.terminal.cells import line_of
from mltui.terminal.drawing import Drawing
from mltui.terminal.first_picture import AGE, KEPT, FirstPicture, Picture, PicturePlace
from mltui.terminal.picture import lines_of, picture_of
from mltui.terminal.rendition import Renditions
from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person

#: Shows what was kept, and then waits as a slow import would.
_SLOW_IMPORT = """
import os, sys, time
from mltui.ages import coarse_age
from mltui.terminal.first_picture import AT_START, PicturePlace
AT_START.show(PicturePlace(["demo"], os.environ), coarse_age, time.time())
if sys.argv[1] == "wait":
    time.sleep(600)
AT_START.take_back()
print("refused", flush=True)
time.sleep(600)
"""

#: The first thing that Textual asks for when it has taken the terminal over.
_TEXTUAL_IS_THERE = b"\x1b[?1004h"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The environment of a person who has looked at the demo's tasks before."""
    variables = person(tmp_path_factory.mktemp("home"), MLTUI_SCREEN="tasks")
    with PseudoTerminal([*MLTUI, "demo"], environment=variables) as terminal:
        terminal.wait_for("● live")
        terminal.wait_for("ITER")
        terminal.wait_until_quiet()
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
    return variables


def slow_import(variables: Mapping[str, str], how: str = "wait") -> PseudoTerminal:
    return PseudoTerminal([sys.executable, "-c", _SLOW_IMPORT, how], environment=variables)


def standing(text: str) -> list[str]:
    """The rows of tasks that have ended: those that run go on."""
    return [line for line in text.splitlines() if " ✓ " in line or " ✗ " in line]


def test_the_last_picture_is_shown_before_anything_is_imported(kept: Mapping[str, str]) -> None:
    with slow_import(kept) as terminal:
        terminal.wait_for("ITER")
        terminal.wait_for("◌ connecting +[0-9]+[smh]")
        assert "● live" not in terminal.text
        assert terminal.in_alternate_screen
        assert not terminal.cursor_shown


def test_what_differs_replaces_the_picture_and_nothing_of_it_stays(
    kept: Mapping[str, str],
) -> None:
    with PseudoTerminal([*MLTUI, "demo"], environment=kept) as terminal:
        terminal.wait_for("● live")
        terminal.wait_until_quiet(1.5)
        before, _, after = terminal.raw.partition(_TEXTUAL_IS_THERE)
        assert b"ITER" in before
        assert b"ITER" not in after
        shown = terminal.text
        terminal.type("\x0c")
        terminal.wait_until(lambda: b"ITER" in terminal.raw[len(before) :], "a repaint")
        terminal.wait_until_quiet(1.5)
        assert standing(terminal.text) == standing(shown)


def test_keys_pressed_meanwhile_are_not_echoed_and_not_lost(kept: Mapping[str, str]) -> None:
    with PseudoTerminal([*MLTUI, "demo"], environment=kept) as terminal:
        terminal.wait_for("ITER")
        assert _TEXTUAL_IS_THERE not in terminal.raw
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
        assert not terminal.in_alternate_screen
        assert terminal.attributes == terminal.attributes_before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_meanwhile_gives_the_terminal_back(
    kept: Mapping[str, str], number: signal.Signals
) -> None:
    with slow_import(kept) as terminal:
        terminal.wait_for("ITER")
        terminal.send(number)
        assert terminal.wait_for_exit() == -number
        assert not terminal.in_alternate_screen
        assert terminal.cursor_shown
        assert terminal.attributes == terminal.attributes_before


def test_whoever_refuses_to_start_takes_the_picture_away_first(kept: Mapping[str, str]) -> None:
    with slow_import(kept, "refuse") as terminal:
        terminal.wait_for("refused")
        assert not terminal.in_alternate_screen
        assert terminal.attributes == terminal.attributes_before


def test_a_screen_that_remembers_nothing_begins_empty(tmp_path: Path) -> None:
    variables = person(tmp_path, MLTUI_SCREEN="models")
    with PseudoTerminal([*MLTUI, "demo"], environment=variables) as terminal:
        terminal.wait_for("● live")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
    assert not PicturePlace(["demo"], variables).path.exists()


def test_a_terminal_of_another_size_begins_empty(kept: Mapping[str, str]) -> None:
    with PseudoTerminal([*MLTUI, "demo"], environment=kept, columns=100, rows=30) as terminal:
        terminal.wait_for("● live")
        assert b"ITER" not in terminal.raw.partition(_TEXTUAL_IS_THERE)[0]


@pytest.mark.parametrize("at", ["the picture", "Textual"])
def test_a_terminal_that_shrinks_and_grows_meanwhile_is_drawn_again(
    kept: Mapping[str, str], at: str
) -> None:
    with PseudoTerminal([*MLTUI, "demo"], environment=kept) as terminal:
        begun = b"\x1b[2J" if at == "the picture" else _TEXTUAL_IS_THERE
        terminal.wait_until(lambda: begun in terminal.raw, at)
        terminal.resize(40, 10)
        terminal.resize(120, 40)
        terminal.wait_for("● live")
        terminal.wait_until_quiet()
        assert terminal.text.splitlines()[1].lstrip().startswith("Tasks")
        assert sum(bool(line.strip()) for line in terminal.text.splitlines()) > 35
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
        terminal.assert_given_back()


def test_other_settings_begin_empty(kept: Mapping[str, str]) -> None:
    settings = Path(kept["HOME"]) / ".config" / "mltui" / "mltui.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('theme = "light"\n')
    try:
        with slow_import(kept, "refuse") as terminal:
            terminal.wait_for("refused")
            assert b"ITER" not in terminal.raw
    finally:
        settings.unlink()


def test_arguments_and_variables_keep_pictures_apart_but_secrets_leave_no_trace() -> None:
    one = PicturePlace(["demo"], {"HOME": "/h", "CLEARML_API_SECRET_KEY": "a"})
    assert one.path == PicturePlace(["demo"], {"HOME": "/h", "CLEARML_API_SECRET_KEY": "b"}).path
    assert one.path != PicturePlace([], {"HOME": "/h"}).path
    assert one.path != PicturePlace(["demo"], {"HOME": "/h", "TERM": "linux"}).path


def test_another_session_of_the_same_kind_has_the_same_picture() -> None:
    here = {"HOME": "/h", "TERM": "tmux-256color"}
    one = {"TMUX": "/tmp/tmux-1/default,12,0", "TMUX_PANE": "%1", "SSH_TTY": "/dev/pts/1"}
    other = {"TMUX": "/tmp/tmux-1/default,13,0", "TMUX_PANE": "%7", "SSH_TTY": "/dev/pts/2"}
    place = PicturePlace([], {**here, **one, "XDG_SESSION_ID": "4"})
    assert place.path == PicturePlace([], {**here, **other, "XDG_SESSION_ID": "5"}).path
    assert place.path != PicturePlace([], here).path


def test_arguments_that_name_files_keep_folders_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = []
    for folder in (tmp_path / "one", tmp_path / "other"):
        folder.mkdir()
        (folder / "mine.conf").touch()
        monkeypatch.chdir(folder)
        lines = ["--clearml-conf", "mine.conf"], ["--conf=mine.conf"], ["demo", "x" * 5000]
        paths += [PicturePlace(arguments, {"HOME": "/h"}).path for arguments in lines]
    assert len({*paths}) == 5


@pytest.mark.parametrize("environment", [{}, {"HOME": ""}, {"HOME": "h"}])
def test_without_a_home_nothing_is_kept(
    environment: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    place = PicturePlace([], environment)
    place.keep(Picture(8, 1, "", [], []), [], 0.0)
    FirstPicture().show(place, str, 0.0)
    assert not [*tmp_path.iterdir()]


def test_pictures_of_older_versions_are_removed_with_the_next_one(tmp_path: Path) -> None:
    place = PicturePlace([], {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)})
    assert place.path is not None
    place.path.parent.mkdir(parents=True)
    (place.path.parent / ("0" * 24)).write_text("a password in a column")
    place.keep(Picture(8, 1, "", [], []), [], 0.0)
    assert [*place.path.parent.iterdir()] == [place.path]


def test_the_newest_pictures_are_kept(tmp_path: Path) -> None:
    variables = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    places = [PicturePlace([str(number)], variables) for number in range(KEPT + 3)]
    for number, place in enumerate(places):
        place.keep(Picture(8, 1, "", [], []), [], 0.0)
        os.utime(place.path, (number, number))
    places[0].keep(Picture(8, 1, "", [], []), [], 0.0)
    kept = {place.path for place in places if place.path.exists()}
    assert kept == {places[0].path, *(place.path for place in places[4:])}


def test_a_picture_for_which_there_is_no_room_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, other: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    place = PicturePlace([], {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)})
    monkeypatch.setattr(Path, "replace", full)
    place.keep(Picture(8, 1, "", [], []), [], 0.0)
    assert not [*place.path.parent.iterdir()]


def test_pictures_are_for_their_owner_alone(kept: Mapping[str, str]) -> None:
    path = PicturePlace(["demo"], kept).path
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.fixture
def place(tmp_path: Path) -> PicturePlace:
    """A place with nothing in it yet."""
    place = PicturePlace([], {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)})
    place.path.parent.mkdir(parents=True)
    return place


def shown_of(place: PicturePlace, monkeypatch: pytest.MonkeyPatch) -> FirstPicture:
    """What a terminal in the foreground makes of what lies in a place."""
    monkeypatch.setattr(FirstPicture, "_is_wanted", lambda *_: True)
    monkeypatch.setattr(FirstPicture, "_write", lambda *_: None)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    ours, theirs = os.openpty()
    first = FirstPicture(theirs, theirs)
    first.show(place, coarse_age, 0.0)
    os.close(ours)
    os.close(theirs)
    return first


@pytest.mark.parametrize("content", ["", "{}\n", "[]\n[]\n", '{"columns": "x"}\n\n', "\0\n"])
def test_a_damaged_picture_is_none(
    place: PicturePlace, content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.path.write_text(content)
    first = shown_of(place, monkeypatch)
    assert not first.is_shown
    assert first.found() is None


_PICTURE = Picture(6, 1, "drawing", [("39", "49", 0, "")], [([*AGE, "a", "b"], [0] * 6)])


def test_a_whole_picture_is_found_with_its_age(
    place: PicturePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.keep(_PICTURE, [], -5.0)
    found = shown_of(place, monkeypatch).found()
    assert found is not None
    assert "".join(found.lines[0][0]) == "5s  ab"


@pytest.mark.parametrize(
    "cells",
    [
        '[[["39", "49',
        "5",
        "[1, 2, 3]",
        "[[], [[5, []]]]",
        "[[5], []]",
        '[[], [["ab"]]]',
        "[" * 9999,
    ],
    ids=range(7),
)
def test_a_picture_whose_cells_were_cut_off_is_shown_but_not_found(
    place: PicturePlace, cells: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.keep(_PICTURE, [], 0.0)
    head = place.path.read_text().partition("\n")[0]
    place.path.write_text(f"{head}\n{cells}")
    first = shown_of(place, monkeypatch)
    assert first.is_shown
    assert first.found() is None


@pytest.mark.parametrize(
    ("key", "value"), [("drawing", 5), ("drawing", None), ("taken_at", "x"), ("taken_at", -1e999)]
)
def test_a_picture_that_cannot_be_drawn_is_none(
    place: PicturePlace, key: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.keep(_PICTURE, [], 0.0)
    head, _, cells = place.path.read_text().partition("\n")
    place.path.write_text(f"{json.dumps(json.loads(head) | {key: value})}\n{cells}")
    assert not shown_of(place, monkeypatch).is_shown


def test_a_start_goes_on_from_a_picture_whose_end_is_missing(kept: Mapping[str, str]) -> None:
    path = PicturePlace(["demo"], kept).path
    whole = path.read_text()
    path.write_text(whole[: len(whole) * 3 // 4])
    try:
        with PseudoTerminal([*MLTUI, "demo"], environment=kept) as terminal:
            terminal.wait_for("● live")
            terminal.type("q")
            assert terminal.wait_for_exit() == 0
            terminal.assert_given_back()
    finally:
        path.write_text(whole)


def test_cells_come_back_as_they_were() -> None:
    renditions = Renditions()
    red, link = Style(color="#ff0000", bold=True), Style(link="https://example.org")
    segments = [Segment("a宽é ", red), Segment("b" * 4, link)]
    lines = [line_of(segments, renditions), line_of([Segment(" " * 9)], renditions)]
    picture = picture_of(lines, renditions, erases_in_colour=True)
    elsewhere = Renditions()
    elsewhere.number(Style(italic=True))
    again = lines_of(picture, elsewhere)
    assert [line.glyphs for line in again] == [line.glyphs for line in lines]
    assert [[elsewhere[number] for number in line.renditions] for line in again] == [
        [renditions[number] for number in line.renditions] for line in lines
    ]


@pytest.mark.parametrize(
    ("looks", "lines"),
    [
        ([], [(["a"], [0])]),
        ([("39", "49", 0, "")], []),
        ([("39", "49", 0, "")], [(["a", "b"], [0, 0])]),
        ([("39", "49", 0, "", "")], [(["a"], [0])]),
        ([(39, "49", 0, "")], [(["a"], [0])]),
        ([("39", "49", "0", "")], [(["a"], [0])]),
        ([("39", "49", 0, "")], [([5], [0])]),
        ([("39", "49", 0, "")], [5]),
    ],
)
def test_what_is_no_picture_is_refused(looks: list[object], lines: list[object]) -> None:
    picture = Picture(1, 1, "", looks, lines)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not a picture"):
        lines_of(picture, Renditions())


@pytest.mark.parametrize("columns", [1, 2, 4, 5, 80])
def test_a_picture_is_taken_only_where_its_age_has_room(columns: int) -> None:
    drawing = Drawing(lambda _: None)
    blank = Strip([Segment(" " * columns)])
    drawing.draw(LayoutUpdate([[blank], [blank]], Region(0, 0, columns, 2)), (columns, 2))
    drawing.go_on()
    taken = drawing.picture(blank)
    assert (taken is not None) == (columns > len(AGE))
    assert taken is None or len(lines_of(taken(), Renditions())) == 2


def test_the_age_has_columns_of_its_own() -> None:
    assert len(set(AGE)) == len(AGE) == 4
