"""Who may come in: users, their keys and the tokens made from them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from mltui.api.types.json import Json, JsonObject
from mltui.server.errors import ServerError, failure
from mltui.server.identity import COMPANY_ID, COMPANY_NAME, Identity
from mltui.server.store import Store
from mltui.server.times import iso
from mltui.server.tokens import BadToken, sign, verify
from mltui.server.versions import API_VERSION, SERVER_VERSION

DEFAULT_EXPIRATION_S = 30 * 24 * 3600
"""How long a token is good for if nothing else is asked."""

MAX_EXPIRATION_S = 365 * 24 * 3600
"""The longest a token may be asked for."""


@dataclass(frozen=True, slots=True)
class Keys:
    """An access key and its secret; the secret is known only when they are made."""

    access_key: str
    secret_key: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request, and with what."""

    identity: Identity
    token: str | None = None


def create_user(
    store: Store,
    name: str,
    now: datetime,
    *,
    role: str = "user",
    user_id: str | None = None,
    given_name: str | None = None,
    family_name: str | None = None,
    email: str | None = None,
    created_in_version: bool = False,
) -> str:
    """Adds a user (and the company, if it is the first) and answers the user's id."""
    if store.companies.get(COMPANY_ID) is None:
        store.companies.insert({"id": COMPANY_ID, "name": COMPANY_NAME})
    user: JsonObject = {
        "id": user_id or uuid.uuid4().hex,
        "company": COMPANY_ID,
        "name": name,
        "created": iso(now),
        "role": role,
        "credentials": [],
    }
    if created_in_version:
        user["created_in_version"] = SERVER_VERSION
    details = {"family_name": family_name, "given_name": given_name, "email": email}
    user.update({key: value for key, value in details.items() if value is not None})
    store.users.insert(user)
    return str(user["id"])


def create_keys(store: Store, user: str, label: str | None = None) -> Keys:
    """Makes a new pair of keys for a user; only a digest of the secret is kept."""
    keys = Keys(
        access_key="".join(
            secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") for _ in range(30)
        ),
        secret_key=secrets.token_urlsafe(36),
    )
    add_keys(store, user, keys, label)
    return keys


def add_keys(store: Store, user: str, keys: Keys, label: str | None = None) -> None:
    """Lets a user come in with the given keys."""
    entry: JsonObject = {"key": keys.access_key, "digest": _digest(keys.secret_key)}
    if label is not None:
        entry["label"] = label
    store.users.update(user, {"credentials": [*credentials_of(store, user), entry]})


def credentials_of(store: Store, user: str) -> list[Json]:
    """What is kept of a user's keys: `key`, `digest`, `label`, `last_used`, `last_used_from`."""
    found = (store.users.get(user) or {}).get("credentials")
    return found if isinstance(found, list) else []


def identity_of(user: JsonObject) -> Identity:
    """The identity of a user's document."""
    return Identity(
        user=str(user["id"]),
        company=str(user.get("company", COMPANY_ID)),
        role=str(user.get("role", "user")),
        user_name=str(user.get("name", "")),
    )


def issue_token(
    store: Store,
    identity: Identity,
    now: datetime,
    *,
    expiration_s: int | None = None,
) -> str:
    """Makes the token a user sends from now on."""
    lasting = DEFAULT_EXPIRATION_S if not expiration_s or expiration_s < 0 else expiration_s
    company = store.companies.get(identity.company) or {}
    payload: JsonObject = {
        "iat": int(now.timestamp()),
        "exp": int(now.timestamp()) + lasting,
        "auth_type": "Bearer",
        "identity": {
            "company": identity.company,
            "company_name": company.get("name", COMPANY_NAME),
            "role": identity.role,
            "user": identity.user,
            "user_name": identity.user_name,
        },
        "env": "<unknown>",
        "api_version": API_VERSION,
        "server_version": SERVER_VERSION,
        "server_build": "",
        "feature_set": "basic",
        "session_id": uuid.uuid4().hex,
    }
    return sign(payload, _signing_secret(store))


def read_token(store: Store, token: str, now: datetime) -> Identity:
    """Who a token was made for.

    Raises:
        ServerError: 401/30, the token is malformed, forged, revoked or expired.
    """
    try:
        payload = verify(token, _signing_secret(store), now)
    except BadToken as error:
        raise failure(401, 30, "invalid jwt token", reason=str(error)) from error
    session = payload.get("session_id")
    if isinstance(session, str) and store.settings.get(f"revoked.{session}") is not None:
        raise failure(401, 30, "token was revoked")
    claims = payload.get("identity")
    if not isinstance(claims, dict):
        raise failure(401, 30, "invalid jwt token", reason="no identity")
    return Identity(
        user=str(claims.get("user", "")),
        company=str(claims.get("company", "")),
        role=str(claims.get("role", "")),
        user_name=str(claims.get("user_name", "")),
    )


def revoke_token(store: Store, token: str, now: datetime) -> None:
    """Makes a token worthless before it expires."""
    session = verify(token, _signing_secret(store), now).get("session_id")
    if isinstance(session, str):
        store.settings.replace({"id": f"revoked.{session}", "time": iso(now)})


def authenticate(
    store: Store, authorization: str | None, cookie: str | None, now: datetime, address: str
) -> Caller:
    """Says who sends a request.

    Args:
        store: the state.
        authorization: the header of this name, None without one.
        cookie: the token of the browser's cookie, None without one.
        now: the time.
        address: where the request comes from, for "last used from".

    Raises:
        ServerError: 401, with a subcode for what is wrong.
    """
    if not authorization:
        if cookie:
            return Caller(read_token(store, cookie, now), cookie)
        raise failure(401, 20)
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return Caller(read_token(store, value.strip(), now), value.strip())
    if scheme.lower() == "basic":
        return Caller(_check_keys(store, value.strip(), now, address))
    raise failure(401, 10)


def _check_keys(store: Store, value: str, now: datetime, address: str) -> Identity:
    try:
        text = base64.b64decode(value).decode()
        access_key, separator, secret_key = text.partition(":")
        if not separator:
            raise ValueError("not enough values to unpack (expected 2, got 1)")
    except (binascii.Error, ValueError) as error:
        raise failure(401, 21, str(error)) from error
    for user in store.users.find():
        entries = user.get("credentials")
        for entry in entries if isinstance(entries, list) else []:
            if not isinstance(entry, dict) or entry.get("key") != access_key:
                continue
            if not hmac.compare_digest(str(entry.get("digest")), _digest(secret_key)):
                raise _unknown_keys()
            with store.transaction():
                entry["last_used"] = iso(now)
                entry["last_used_from"] = address
                store.users.update(str(user["id"]), {"credentials": entries})
            return identity_of(user)
    raise _unknown_keys()


def _unknown_keys() -> ServerError:
    return failure(401, 22, "failed to locate provided credentials")


def _digest(secret_key: str) -> str:
    # Secrets are long and random, so that a plain digest is as good as a slow one.
    return hashlib.sha256(secret_key.encode()).hexdigest()


def _signing_secret(store: Store) -> str:
    found = store.settings.get("token_secret")
    if found is None:
        found = {"id": "token_secret", "value": secrets.token_urlsafe(48)}
        with store.transaction():
            store.settings.insert(found)
    return str(found["value"])
