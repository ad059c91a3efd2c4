"""What tests of watching share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.live.watching import Place


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    place = Place()
    yield place
    await place.client.close()
