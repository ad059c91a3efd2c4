"""Settings of all tests."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# The same examples in every run, and no time limit for one: machines that test are often busy.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests of the SDK, a share of them in every process.

    They wait most of their time for the SDK to send what it has: at the end they would wait alone.
    """
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    waiting: dict[str, list[pytest.Item]] = {}
    others: list[pytest.Item] = []
    for item in items:
        if "sdk" in item.path.parts:
            waiting.setdefault(str(item.path), []).append(item)
        else:
            others.append(item)
    shares: list[list[pytest.Item]] = [[] for _ in range(processes)]
    for number, module in enumerate(waiting.values()):
        shares[number % processes] += module
    # The items are dealt out in as many equal parts, in order.
    size = -(-len(items) // processes)
    for share in shares:
        room = max(size - len(share), 0)
        share += others[:room]
        del others[:room]
    items[:] = [item for share in shares for item in share] + others
