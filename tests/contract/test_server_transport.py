from __future__ import annotations

import pytest

from tests.contract.asgi import request
from tests.contract.recordings import transcript, transcripts
from tests.contract.server_recordings import NOBODY, RecordedServer

HEADERS = {"unknown endpoint without auth": lambda server: {}}


def test_the_recorded_odd_requests_get_answers_of_the_recorded_shape() -> None:
    excuses = {"invalid utf-8": "the recording does not hold the byte itself; see below"}
    RecordedServer().replay("transport.errors", headers=HEADERS, except_for=excuses)


def test_bytes_that_are_no_text_are_refused_as_recorded() -> None:
    server = RecordedServer()
    headers = {"Authorization": f"Bearer {server.token()}"}
    answer = request(server.app, "POST", "/tasks.get_all", headers, b'{"name":"\xff"}')
    recorded = next(e for e in transcript("transport.errors") if e.name == "invalid utf-8")
    assert answer.status == recorded.status
    assert answer.body["meta"]["result_msg"] == recorded.meta["result_msg"]


@pytest.mark.parametrize("name", transcripts("debug") + transcripts("login"))
def test_endpoints_without_login_answer_in_the_recorded_shape(name: str) -> None:
    RecordedServer().replay(name, who={"no auth": NOBODY})
