from __future__ import annotations

import pytest

from tests.contract.recordings import transcripts
from tests.contract.server_recordings import NOBODY, RecordedServer

HEADERS = {"unknown endpoint without auth": lambda server: {}}


def test_the_recorded_odd_requests_get_answers_of_the_recorded_shape() -> None:
    RecordedServer().replay("transport.errors", headers=HEADERS)


@pytest.mark.parametrize("name", transcripts("debug") + transcripts("login"))
def test_endpoints_without_login_answer_in_the_recorded_shape(name: str) -> None:
    RecordedServer().replay(name, who={"no auth": NOBODY})
