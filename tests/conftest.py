"""Settings of all tests."""

from __future__ import annotations

import gc

import pytest
from hypothesis import settings

# The same examples in every run, and no time limit for one: machines that test are often busy.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Lets Python not look for garbage among all that the tests have imported, time and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
