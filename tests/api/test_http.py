from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import sys
from mltui.api.http import httpx
assert httpx.AsyncClient
print(sorted(name for name in ("click", "httpx._main", "pygments") if name in sys.modules))
import click
"""


def test_httpx_comes_without_its_command_line_and_click_stays_importable() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
