"""The monitor on a served lab whose time stands still: nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
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
def quiet_monitor(
    columns: int = 120, rows: int = 40, *, days_ago: int = 0
) -> Iterator[PseudoTerminal]:
    """Open the monitor on a served lab whose time stands still.

    Args:
        columns: Of the terminal.
        rows: Of the terminal.
        days_ago: When it came to a stand; after weeks not even an age in minutes changes.
    """
    lab = create_lab(now=datetime.now(UTC) - timedelta(days=days_ago))
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
