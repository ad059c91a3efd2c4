"""The monitor on a served lab whose time stands still: nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from mltui.server.app import create_app
from mltui.server.auth import create_keys
from mltui.server.engine import Engine
from mltui.server.lab.lab import create_lab
from mltui.server.lab.people import ME
from tests.terminal.loopback import served
from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person


@contextmanager
def quiet_monitor(columns: int = 120, rows: int = 40) -> Iterator[PseudoTerminal]:
    """Open the monitor on a served lab whose time stands still."""
    lab = create_lab()
    engine: Engine = lab.engine
    keys = create_keys(engine.store, ME.user)
    with served(create_app(engine)) as address, TemporaryDirectory() as home:
        environment = person(
            Path(home),
            CLEARML_API_HOST=address,
            CLEARML_API_ACCESS_KEY=keys.access_key,
            CLEARML_API_SECRET_KEY=keys.secret_key,
        )
        with PseudoTerminal(MLTUI, columns=columns, rows=rows, environment=environment) as terminal:
            yield terminal
