from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person


def editing(folder: Path, script: str) -> PseudoTerminal:
    """Start the demo with an editor that is a shell script."""
    editor = folder / "editor"
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o755)
    environment = {**person(folder), "EDITOR": str(editor), "TMPDIR": str(folder)}
    return PseudoTerminal((*MLTUI, "demo"), environment=environment)


def open_editor(terminal: PseudoTerminal) -> None:
    """Go to a draft's configuration, and edit it."""
    terminal.type("2")
    terminal.wait_for(r"(?m)^ Tasks(?s:.)*● running")
    terminal.type("/")
    terminal.wait_until_quiet(0.2)
    terminal.type("sweep 17\r")
    terminal.wait_until(lambda: "● running" not in terminal.text, "the list is filtered")
    terminal.wait_for(r"retina sweep 17")
    terminal.type("\r")
    terminal.wait_for(r"\[Overview\]")
    for title in ("Scalars", "Console", "Plots", "Images", "Configuration"):
        terminal.type("\t")
        terminal.wait_for(rf"\[{title}\]")
    terminal.wait_for(r"batch_size")
    terminal.type("I")


def test_a_draft_is_changed_in_the_persons_editor(tmp_path):
    with editing(tmp_path, 'sed -i "s/^lr = .*/lr = 0.5/" "$1"') as terminal:
        open_editor(terminal)
        terminal.wait_for(r"\+lr = 0\.5")
        terminal.type("\r")
        terminal.wait_for(r"lr +0\.5")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
        terminal.assert_given_back()
        assert b"Traceback" not in terminal.raw


@pytest.mark.parametrize("obeys", [True, False])
def test_a_signal_ends_the_editor_with_the_monitor_and_the_terminal_is_given_back(tmp_path, obeys):
    trap = "" if obeys else "trap '' TERM"
    script = f'{trap}\necho mine >> "$1"; stty raw; echo "the editor is $$"; exec sleep 600'
    with editing(tmp_path, script) as terminal:
        open_editor(terminal)
        editor = int(terminal.wait_for(r"the editor is (\d+)")[1])
        terminal.send(signal.SIGTERM)
        assert terminal.wait_for_exit() == 128 + signal.SIGTERM
        assert not Path(f"/proc/{editor}").exists()
        terminal.assert_given_back()
        assert b"Traceback" not in terminal.raw
        (kept,) = tmp_path.glob("mltui-*")
        assert (kept / "edit.properties").read_text().endswith("mine\n")
        assert f"kept in {kept}." in terminal.text.replace("\n", "")
