from __future__ import annotations

import base64

import pytest

from mltui.server.auth import Keys, add_keys
from tests.contract.recordings import transcripts
from tests.contract.server_recordings import JANE, SYSTEM, TESTS, RecordedServer, keys_of

RECORDED_KEY = "<access_key>"


def basic(access_key: str, secret_key: str) -> dict[str, str]:
    pair = base64.b64encode(f"{access_key}:{secret_key}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def jane_has_the_recorded_key(server: RecordedServer) -> None:
    server.store.users.update(JANE.user, {"credentials": []})
    add_keys(server.store, JANE.user, keys_of(JANE), "tui test")
    add_keys(server.store, JANE.user, Keys(RECORDED_KEY, "secret"))


def jane_has_relabelled_it(server: RecordedServer) -> None:
    body = {"access_key": RECORDED_KEY, "label": "renamed"}
    server.call("auth.edit_credentials", body, JANE)


HEADERS = {
    "refresh with bearer token": lambda server: {"Authorization": f"Bearer {server.token()}"},
    "no auth header": lambda server: {},
    "wrong secret": lambda server: basic(keys_of(TESTS).access_key, "wrong"),
    "unknown key": lambda server: basic("NOBODY", "wrong"),
    "malformed basic": lambda server: {"Authorization": "Basic !!!notbase64"},
    "bad auth scheme": lambda server: {"Authorization": "Digest abc"},
    "revokes cookie token": lambda server: {"Cookie": f"clearml_token_basic={server.token()}"},
    "no auth": lambda server: {},
}


@pytest.mark.parametrize("name", transcripts("auth"))
def test_the_recorded_requests_about_logging_in_get_answers_of_the_recorded_shape(
    name: str,
) -> None:
    about_keys = "credentials" in name
    RecordedServer().replay(
        name,
        who={"ok": JANE, "unknown": JANE, "second": JANE, "after create": JANE}
        if about_keys
        else {},
        headers=HEADERS,
        arrange={"ok": jane_has_the_recorded_key, "after create": jane_has_relabelled_it}
        if about_keys
        else {},
        except_for={
            "built-in user is protected": "the users of this server are all people's own",
            "system role ok .data": "the recorded token is masked, so that it is not valid here"
            if "validate" in name
            else "",
        },
    )


def test_a_token_of_ours_is_told_to_be_valid() -> None:
    server = RecordedServer()
    body = {"token": server.token()}
    told = server.engine.call("auth.validate_token", body, SYSTEM)
    assert told == {"company": TESTS.company, "user": TESTS.user, "valid": True}
