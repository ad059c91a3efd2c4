from __future__ import annotations

import os
from pathlib import Path

import pytest

from mltui.live.download import Refused
from mltui.screens.curves import export
from mltui.screens.typed_path import typed_path, write_new, wrong_path

#: Names under which no file can be, and what is said of each.
IMPOSSIBLE = {
    "": "Type the name of a file.",
    "~nosuchuser/c.csv": "There is no home folder ~nosuchuser.",
    "c" * 300 + ".csv": "Nothing can be written there: file name too long.",
    "c\0d.csv": "No file can have this name.",
    "~c\0d/e.csv": "There is no home folder ~c\0d.",
    "c\ud800.csv": "No file can have this name.",
    "/no/such/folder/c.csv": "There is no folder /no/such/folder.",
    "/dev/null/c.csv": "There is no folder /dev/null.",
    "/": "/ is a folder.",
}


@pytest.mark.parametrize(("text", "said"), IMPOSSIBLE.items())
def test_what_is_wrong_with_a_name_is_said(text: str, said: str):
    assert wrong_path(text) == said
    with pytest.raises(Refused) as refused:
        write_new(text, "what was exported")
    assert str(refused.value) == said


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_an_export_says_of_every_name_what_is_wrong_with_it(text: str):
    assert export.wrong_path(text)


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert typed_path("~/c.csv") == tmp_path / "c.csv"


def test_a_folder_that_may_not_be_looked_into_is_told_of(tmp_path: Path, monkeypatch):
    def is_dir(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "is_dir", is_dir)
    assert wrong_path("c.csv") == "Nothing can be written there: permission denied."


def test_what_is_there_is_never_overwritten(tmp_path: Path):
    path = write_new(os.fspath(tmp_path / "c.csv"), "the first")
    with pytest.raises(Refused, match="there already"):
        write_new(os.fspath(path), "the second")
    assert path.read_text() == "the first"


def test_half_a_character_of_the_server_keeps_nothing_from_being_written(tmp_path: Path):
    assert write_new(os.fspath(tmp_path / "c.csv"), "a\ud800b").read_text() == "a?b"
