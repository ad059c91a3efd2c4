from __future__ import annotations

from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person


def test_a_draft_is_changed_in_the_persons_editor(tmp_path):
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nsed -i "s/^lr = .*/lr = 0.5/" "$1"\n')
    editor.chmod(0o755)
    environment = {**person(tmp_path), "EDITOR": str(editor)}
    with PseudoTerminal((*MLTUI, "demo"), environment=environment) as terminal:
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
        terminal.wait_for(r"\+lr = 0\.5")
        terminal.type("\r")
        terminal.wait_for(r"lr +0\.5")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
        terminal.assert_given_back()
        assert b"Traceback" not in terminal.raw
