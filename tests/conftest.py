"""Settings of all tests."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

from tests.support.idle import be_quick

# The same examples in every run, and no time limit for one: machines that test are often busy.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

be_quick()

# The program is started a hundred times: it is compiled once, whatever the environment says.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Lets Python not look for garbage among all that the tests have imported, time and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def no_ways_around() -> Iterator[None]:
    """Lets no proxy, and no certificates, of whoever tests stand between a test and its server."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.upper().endswith("_PROXY") or name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
                patch.delenv(name)
        yield


@pytest.fixture
def in_zone() -> Iterator[Callable[[str], None]]:
    """Moves this computer into a time zone, for the rest of a test."""

    def move(zone: str) -> None:
        patch.setenv("TZ", zone)
        time.tzset()

    with pytest.MonkeyPatch.context() as patch:
        yield move
    time.tzset()
