from __future__ import annotations

import pytest

from tests.contract.recordings import transcripts
from tests.contract.server_recordings import JANE, RecordedServer

HEADERS = {
    "tampered signature": lambda server: {"Authorization": f"Bearer {server.token()}x"},
    "no auth": lambda server: {},
    "token by cookie": lambda server: {"Cookie": f"clearml_token_basic={server.token()}"},
    "expired cookie": lambda server: {
        "Cookie": f"clearml_token_basic={server.token(expiration_s=-1)}"
    },
    "gzip accepted": lambda server: {
        "Authorization": f"Bearer {server.token()}",
        "Accept-Encoding": "gzip",
    },
    "request body gzip content-encoding refused": lambda server: {"Content-Encoding": "gzip"},
    "trx header echoed": lambda server: {
        "Authorization": f"Bearer {server.token()}",
        "X-Clearml-Trx": "my-trx-1",
    },
}


ARRANGE = {
    "after set": lambda server: server.call(
        "users.set_preferences", {"preferences": {"tui": {"refresh": 5}}}
    ),
}


@pytest.mark.parametrize("name", transcripts("users"))
def test_the_recorded_requests_about_users_get_answers_of_the_recorded_shape(name: str) -> None:
    RecordedServer().replay(name, arrange=ARRANGE, headers=HEADERS, who={"jane": JANE})
