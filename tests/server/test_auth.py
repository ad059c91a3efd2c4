from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from mltui.api.access import only_reads
from mltui.server.app import create_app
from mltui.server.auth import create_keys, create_user, issue_token, read_token
from mltui.server.engine import Engine
from mltui.server.errors import ServerError
from mltui.server.identity import Identity
from mltui.server.registry import registered
from mltui.server.roles import may_call
from mltui.server.store import Store
from mltui.server.tokens import BadToken, sign, verify
from tests.contract.asgi import request

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def make_engine() -> tuple[Engine, Identity]:
    engine = Engine(Store(), clock=lambda: NOW)
    user = create_user(engine.store, "Ada", NOW)
    return engine, Identity(user=user, user_name="Ada")


def test_a_token_tells_who_and_which_versions_as_the_sdk_reads_it() -> None:
    engine, who = make_engine()
    token = issue_token(engine.store, who, NOW)
    padded = token.split(".")[1] + "=="
    payload = json.loads(base64.urlsafe_b64decode(padded))
    assert payload["identity"]["user"] == who.user
    assert payload["api_version"] == "2.34"
    assert payload["server_version"] == "2.3.0"
    assert payload["exp"] - payload["iat"] == 30 * 24 * 3600
    assert read_token(engine.store, token, NOW) == who


def test_a_token_expires() -> None:
    engine, who = make_engine()
    token = issue_token(engine.store, who, NOW, expiration_s=60)
    with pytest.raises(ServerError) as refused:
        read_token(engine.store, token, NOW + timedelta(seconds=60))
    assert (refused.value.status, refused.value.subcode) == (401, 30)


@pytest.mark.parametrize("token", ["", "x", "a.b", "a.b.c", "é.é.é", "...."])
def test_garbage_is_no_token(token: str) -> None:
    with pytest.raises(BadToken):
        verify(token, "secret", NOW)


def test_a_token_signed_with_another_secret_is_refused() -> None:
    with pytest.raises(BadToken):
        verify(sign({"exp": 9e9}, "one"), "other", NOW)


def test_a_token_is_worthless_after_logging_out() -> None:
    engine, who = make_engine()
    app = create_app(engine)
    bearer = {"Authorization": f"Bearer {issue_token(engine.store, who, NOW)}"}
    assert request(app, "POST", "/users.get_current_user", bearer).status == 200
    assert request(app, "POST", "/auth.logout", bearer).status == 200
    assert request(app, "POST", "/users.get_current_user", bearer).status == 401


def test_secrets_are_kept_as_digests_only() -> None:
    engine, who = make_engine()
    keys = create_keys(engine.store, who.user)
    kept = "\n".join(engine.store.connection.iterdump())
    assert keys.access_key in kept
    assert keys.secret_key not in kept


def test_revoked_keys_no_longer_open() -> None:
    engine, who = make_engine()
    keys = create_keys(engine.store, who.user)
    app = create_app(engine)
    pair = base64.b64encode(f"{keys.access_key}:{keys.secret_key}".encode()).decode()
    basic = {"Authorization": f"Basic {pair}"}
    assert request(app, "POST", "/auth.login", basic).status == 200
    engine.call("auth.revoke_credentials", {"access_key": keys.access_key}, who)
    assert request(app, "POST", "/auth.login", basic).status == 401


def test_nothing_hidden_of_a_user_is_found_out_by_filtering() -> None:
    engine, who = make_engine()
    create_keys(engine.store, who.user)
    for filters in (
        {"_any_": {"pattern": "nothing like it", "fields": ["credentials"]}},
        {"_all_": {"pattern": "nothing like it", "fields": ["credentials.0.digest"]}},
        {"filters": {"credentials": {"any": {"include": ["x"]}}}},
    ):
        assert len(engine.call("users.get_all", filters, who)["users"]) == 1
    with pytest.raises(ServerError):
        engine.call("users.get_all", {"order_by": ["credentials"]}, who)
    with pytest.raises(ServerError):
        engine.call("users.get_all", {"only_fields": ["credentials"]}, who)
    assert "digest" not in json.dumps(engine.call("users.get_all_ex", {}, who))


@pytest.mark.parametrize("role", ["guest", "annotator"])
def test_whose_role_only_looks_is_refused_everything_that_changes(role: str) -> None:
    engine, who = make_engine()
    guest = Identity(user=who.user, role=role)
    # What the monitor does not call by itself, and whoever logs in has to.
    leaving = {"auth.logout", "login.logout"}
    changing = {name for name in registered() if not only_reads(name)} - leaving
    assert {"queues.create", "tasks.delete_many", "workers.register"} <= changing
    for name in sorted(changing):
        with pytest.raises(ServerError) as refused:
            engine.call(name, {}, guest)
        assert (refused.value.status, refused.value.subcode) == (403, 20), name
    assert engine.call("queues.get_all", {}, guest) == {"queues": []}
    engine.call("queues.create", {"name": "gpu"}, who)


def test_whose_role_only_looks_may_read_all_that_others_may() -> None:
    _, who = make_engine()
    # Pinging and the like need no login: nobody's role is asked.
    reading = {name for name, forms in registered().items() if only_reads(name) and forms[0].login}
    refused = [name for name in sorted(reading) if not may_call("guest", name)]
    assert not refused
    assert may_call(who.role, "queues.create")
