"""Tries out an installed mltui: `python -m tests.terminal.try_out MLTUI FOLDER`.

It runs in a folder of its own, as somebody who has configured nothing.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.terminal.pseudo_terminal import PseudoTerminal, person


def try_out(mltui: Path, home: Path) -> None:
    environment = person(home)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [mltui, *arguments], env=environment, cwd=home, capture_output=True, text=True
        )

    version = run("--version")
    assert version.returncode == 0, version.stderr
    print(version.stdout.strip())
    doctor = run("doctor")
    assert doctor.returncode == 1, doctor.stderr
    assert "No ClearML server is configured" in doctor.stdout, doctor.stdout
    print("mltui doctor says that nothing is configured")
    with PseudoTerminal([mltui, "demo"], environment=environment, folder=home) as terminal:
        terminal.wait_for("● running")
        terminal.type("q")
        status = terminal.wait_for_exit()
        assert status == 0, terminal.text
        terminal.assert_given_back()
    print("mltui demo shows running tasks and gives the terminal back")


if __name__ == "__main__":
    try_out(Path(sys.argv[1]).absolute(), Path(sys.argv[2]).absolute())
