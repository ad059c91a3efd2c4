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

_ASKING = """
import asyncio, sys
from mltui.api.connection import Connection
from mltui.api.errors import Unreachable
from mltui.api.exchange import Exchange
async def ask():
    exchange = Exchange(Connection(api_server="http://127.0.0.1:1"))
    try:
        await exchange.send("server.info", b"{}", {})
    except Unreachable:
        pass
    await exchange.close()
asyncio.run(ask())
print(sorted(name for name in ("click", "httpx._main", "pygments") if name in sys.modules))
"""

_LOCKING = """
import asyncio, sys
from mltui.api.http import httpx
import httpcore
from httpcore._synchronization import AsyncLock
looked_for = []
class Looking:
    def find_spec(self, name, path, target=None):
        looked_for.append(name)
sys.meta_path.insert(0, Looking())
async def lock():
    async with AsyncLock():
        looked_for.clear()
    async with AsyncLock():
        pass
asyncio.run(lock())
print(looked_for)
"""


def test_httpx_comes_without_its_command_line_and_click_stays_importable() -> None:
    assert _printed(_PROGRAM) == "[]"


def test_a_question_to_a_server_does_without_them_too() -> None:
    assert _printed(_ASKING) == "[]"


def test_no_folder_is_searched_for_modules_at_every_request() -> None:
    assert _printed(_LOCKING) == "[]"


def _printed(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
