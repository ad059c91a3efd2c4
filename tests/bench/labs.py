"""Servers to measure the monitor on: a lab whose time stands or passes, and the large cluster."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mltui.server.app import create_app
from mltui.server.auth import create_keys, identity_of
from mltui.server.engine import Engine
from mltui.server.lab.lab import create_lab
from mltui.server.lab.people import ME
from mltui.server.lab.scale import Scale, Sizes
from mltui.server.serve_keys import ensure_keys
from mltui.server.store import Store
from tests.terminal.loopback import served
from tests.terminal.pseudo_terminal import MLTUI

#: The large cluster: as `mltui serve --lab scale` makes it, but for the length of its curves.
SIZES = Sizes(points=10_000, curves=10)

_STEP_S = 1.0


@contextmanager
def served_engine(engine: Engine, user: str) -> Iterator[dict[str, str]]:
    """Serve an engine; give the variables with which the monitor finds it."""
    keys = create_keys(engine.store, user)
    with served(create_app(engine)) as address:
        yield _variables(address, keys.access_key, keys.secret_key)


@contextmanager
def served_lab(*, days_ago: int = 0, speed: float = 0.0) -> Iterator[dict[str, str]]:
    """Serve the simulated lab; give the variables with which the monitor finds it.

    Args:
        days_ago: When it opened; after weeks not even an age in minutes changes.
        speed: Seconds of its time in a second; at 0 its time stands still.
    """
    lab = create_lab(now=datetime.now(UTC) - timedelta(days=days_ago))
    keys = create_keys(lab.engine.store, ME.user)
    thread, ended = ThreadPoolExecutor(1), threading.Event()

    def step() -> None:
        lab.step(lab.clock() + timedelta(seconds=_STEP_S * speed))

    def live() -> None:
        while not ended.wait(_STEP_S):
            thread.submit(step).result()

    living = threading.Thread(target=live, daemon=True)
    with served(create_app(lab.engine, thread)) as address:
        if speed:
            living.start()
        try:
            yield _variables(address, keys.access_key, keys.secret_key)
        finally:
            ended.set()
            if speed:
                living.join()
    thread.shutdown()


@contextmanager
def served_cluster() -> Iterator[dict[str, str]]:
    """Serve the large cluster in a process of its own; the first time it takes minutes to make."""
    folder = Path(tempfile.gettempdir()) / f"mltui-bench-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    furnish(folder)
    command = [*MLTUI, "serve", "--lab", "scale", "--data", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = ""
            for line in process.stdout:
                said += line
                if found := re.search(r"Serving on (\S+),", line):
                    break
            else:
                raise AssertionError(f"the cluster was not served: {said}")
            keys = (folder / KEYS_FILE).read_text().split()
            yield _variables(found[1], *keys)
        finally:
            process.terminate()


KEYS_FILE = "bench-keys"


def furnish(folder: Path) -> None:
    """Make the large cluster in a folder, unless it is there."""
    if (folder / KEYS_FILE).exists():
        return
    store = Store(folder / "server.sqlite3")
    try:
        engine = Engine(store)
        ensure_keys(engine, folder, "http://127.0.0.1")
        user = (store.users.first() or {})["id"]
        Scale(engine, identity_of(store.users.first() or {}), SIZES).furnish(print)
        keys = create_keys(store, user)
        (folder / KEYS_FILE).touch(mode=0o600)
        (folder / KEYS_FILE).write_text(f"{keys.access_key}\n{keys.secret_key}\n")
    finally:
        store.close()


def _variables(address: str, access: str, secret: str) -> dict[str, str]:
    return {
        "CLEARML_API_HOST": address,
        "CLEARML_API_ACCESS_KEY": access,
        "CLEARML_API_SECRET_KEY": secret,
    }


if __name__ == "__main__":
    with served_cluster() as variables:
        print(variables["CLEARML_API_HOST"])
