from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sdk.served import Served


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("served"))
    yield server
    if server.process.poll() is None:
        assert server.stop() == 0
