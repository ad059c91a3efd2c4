"""Texts in the person's own editor, which has the terminal and its keys meanwhile."""

from __future__ import annotations

import signal
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

import pytest
from textual.app import App

from mltui.screens.task.editing import Draft, EditingFailed, edit
from mltui.terminal.guard import TerminalGuard


class Aside:
    """An application that can step aside."""

    suspend = staticmethod(nullcontext)


def edit_with(script: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Edit an old text with an editor that is a shell script."""
    editor = folder / "editor"
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    return edit(cast("App[Any]", Aside()), "The old text.", ".md")


@pytest.mark.parametrize("name", ["INT", "QUIT"])
def test_a_key_that_interrupts_is_the_editors_and_does_not_end_the_monitor(
    tmp_path: Path, monkeypatch, name: str
):
    number = signal.Signals[f"SIG{name}"]
    with TerminalGuard(leave=lambda: None) as guard:
        before = signal.getsignal(number)
        # As the terminal does it for both; this editor goes on.
        script = f"trap '' {name}; kill -{name} $PPID; kill -{name} $$; printf new > \"$1\""
        assert edit_with(script, tmp_path, monkeypatch) == "new"
        assert guard.ended_by is None
        assert signal.getsignal(number) is before


def test_an_editor_may_end_by_such_a_key(tmp_path: Path, monkeypatch):
    with pytest.raises(EditingFailed, match="ended with status -2"):
        edit_with('kill -INT $$; printf new > "$1"', tmp_path, monkeypatch)


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
