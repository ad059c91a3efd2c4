"""Texts in the person's own editor, which has the terminal and its keys meanwhile."""

from __future__ import annotations

import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from textual.app import App

from mltui.screens.task.editing import Draft, EditingFailed, edit
from mltui.terminal import guard
from mltui.terminal.guard import TerminalGuard


class Aside:
    """An application that can step aside.

    Attributes:
        back: Whether it has the terminal again.
    """

    back = True

    @contextmanager
    def suspend(self) -> Iterator[None]:
        # As Textual's: what is raised meanwhile leaves the terminal as it is.
        self.back = False
        yield
        self.back = True


def edit_with(script: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Edit an old text with an editor that is a shell script."""
    editor = folder / "editor"
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    return edit(cast("App[Any]", Aside()), "The old text.", ".md")


def test_after_an_editor_that_cannot_be_run_the_monitor_has_the_terminal_again(
    tmp_path: Path, monkeypatch
):
    missing = tmp_path / "missing"
    monkeypatch.setenv("VISUAL", str(missing))
    monitor = Aside()
    with pytest.raises(EditingFailed, match=f"{missing} cannot be run: No such file"):
        edit(cast("App[Any]", monitor), "The old text.", ".md")
    assert monitor.back


@pytest.mark.parametrize("name", ["INT", "QUIT"])
def test_a_key_that_interrupts_is_the_editors_and_does_not_end_the_monitor(
    tmp_path: Path, monkeypatch, name: str
):
    number = signal.Signals[f"SIG{name}"]
    with TerminalGuard(leave=lambda: None) as guarded:
        before = signal.getsignal(number)
        # As the terminal does it for both; this editor goes on.
        script = f"trap '' {name}; kill -{name} $PPID; kill -{name} $$; printf new > \"$1\""
        assert edit_with(script, tmp_path, monkeypatch) == "new"
        assert guarded.ended_by is None
        assert signal.getsignal(number) is before


def test_an_editor_may_end_by_such_a_key(tmp_path: Path, monkeypatch):
    with pytest.raises(
        EditingFailed, match="ended with status -2: what was written in it was not taken"
    ):
        edit_with('kill -INT $$; printf new > "$1"', tmp_path, monkeypatch)


@pytest.mark.parametrize("name", ["TERM", "HUP"])
def test_a_signal_that_ends_the_monitor_ends_the_editor_and_what_was_written_is_kept(
    tmp_path: Path, monkeypatch, capsys, name: str
):
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    told: list[int] = []
    before = signal.signal(signal.Signals[f"SIG{name}"], lambda number, _: told.append(number))
    try:
        with pytest.raises(EditingFailed, match="ends"):
            edit_with(
                f'printf mine > "$1"; kill -{name} $PPID; exec sleep 600', tmp_path, monkeypatch
            )
    finally:
        signal.signal(signal.Signals[f"SIG{name}"], before)
    assert told == [signal.Signals[f"SIG{name}"]]
    (kept,) = place.iterdir()
    assert (kept / "edit.md").read_text() == "mine"
    assert capsys.readouterr().err == f"What was written in the editor is kept in {kept}.\r\n"


def test_an_editor_that_does_not_obey_a_signal_is_made_to_and_nothing_is_left(
    tmp_path: Path, monkeypatch
):
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.setattr(guard, "BORROWER_PATIENCE_S", 0.1)
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        with pytest.raises(EditingFailed, match="ends"):
            edit_with("trap '' TERM; kill -TERM $PPID; exec sleep 600", tmp_path, monkeypatch)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert list(place.iterdir()) == []


def test_a_signal_that_came_while_the_editor_was_being_started_ends_it_too(
    tmp_path: Path, monkeypatch
):
    class Started(subprocess.Popen[bytes]):
        """Is there to be ended only once it has told that it does not obey."""

        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            while not (tmp_path / "ready").exists():
                time.sleep(0.01)

    monkeypatch.setattr(subprocess, "Popen", Started)
    monkeypatch.setattr(guard, "BORROWER_PATIENCE_S", 0.1)
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        with guard.LentTerminal() as lent:
            signal.raise_signal(signal.SIGTERM)
            script = f"trap '' TERM; touch {tmp_path}/ready; exec sleep 600"
            assert lent.run(["sh", "-c", script]) == -signal.SIGKILL
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_draft_is_in_a_file_until_it_is_saved(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    draft = Draft("Mine.", ".md")
    (path,) = tmp_path.iterdir()
    assert path.read_text() == "Mine."
    assert draft.told == f"Your text is kept in {path}."
    draft.forget()
    assert list(tmp_path.iterdir()) == []
    draft.forget()


def test_where_no_file_can_be_made_a_draft_is_kept_by_the_page(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert "as long as this page is open" in Draft("Mine.", ".md").told
