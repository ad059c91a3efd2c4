"""auth: logging in, users and their keys."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.auth import (
    MAX_EXPIRATION_S,
    create_keys,
    create_user,
    credentials_of,
    identity_of,
    issue_token,
    read_token,
    revoke_token,
)
from mltui.server.errors import ServerError, failure
from mltui.server.identity import COMPANY_ID, Identity
from mltui.server.registry import Call, endpoint
from mltui.server.validation import check_range

_SYSTEM = ("system", "root")


@endpoint("auth.login", types={"expiration_sec": int})
def login(call: Call) -> JsonObject:
    """A token for whoever sent keys or a still valid token."""
    return {"token": _token(call, call.identity)}


@endpoint("auth.logout", min_version="2.2")
def logout(call: Call) -> JsonObject:
    """Makes the caller's token worthless."""
    if call.token is not None:
        revoke_token(call.store, call.token, call.now)
    return {}


@endpoint("auth.fixed_users_mode", login=False)
def fixed_users_mode(_: Call) -> JsonObject:
    """Whether users and passwords are set in the configuration: no."""
    return {"enabled": False, "guest": {"enabled": False}, "server_errors": {}}


@endpoint(
    "auth.get_token_for_user", required=("user",), types={"expiration_sec": int}, roles=_SYSTEM
)
def get_token_for_user(call: Call) -> JsonObject:
    """A token for another user."""
    user = call.store.users.get(str(call.request["user"]))
    if user is None:
        raise failure(400, 301, id=call.request["user"])
    return {"token": _token(call, identity_of(user))}


@endpoint("auth.validate_token", required=("token",), roles=_SYSTEM)
def validate_token(call: Call) -> JsonObject:
    """Whether a token is good, and whose it is."""
    try:
        identity = read_token(call.store, str(call.request["token"]), call.now)
    except ServerError as error:
        return {"valid": False, "msg": error.message}
    return {"valid": True, "company": identity.company, "user": identity.user}


@endpoint("auth.create_user", required=("name", "company"), roles=_SYSTEM)
def add_user(call: Call) -> JsonObject:
    """A new user."""
    request = call.request
    user = create_user(
        call.store,
        str(request["name"]),
        call.now,
        given_name=_text(request.get("given_name")),
        family_name=_text(request.get("family_name")),
        email=_text(request.get("email")),
        created_in_version=True,
    )
    return {"id": user}


@endpoint("auth.edit_user", roles=("system", "root", "admin"))
def edit_user(call: Call) -> JsonObject:
    """Changes a user's role."""
    user = str(call.request.get("user") or call.identity.user)
    role = call.request.get("role")
    fields: JsonObject = {} if role is None else {"role": role}
    if not call.store.users.update(user, fields):
        raise failure(400, 301, id=user)
    return {"updated": int(bool(fields)), "fields": fields}


@endpoint("auth.create_credentials", types={"label": str})
def create_credentials(call: Call) -> JsonObject:
    """New keys for the caller; the secret is told this once."""
    keys = create_keys(call.store, call.identity.user, _text(call.request.get("label")))
    created: JsonObject = {"access_key": keys.access_key, "secret_key": keys.secret_key}
    label = call.request.get("label")
    if label is not None:
        created["label"] = label
    return {"credentials": created}


@endpoint("auth.get_credentials")
def get_credentials(call: Call) -> JsonObject:
    """The caller's access keys, without the secrets."""
    listed: list[Json] = []
    for entry in credentials_of(call.store, call.identity.user):
        if isinstance(entry, dict):
            shown = {"label", "last_used", "last_used_from"} & entry.keys()
            listed.append(
                {"access_key": entry["key"], **{key: entry[key] for key in sorted(shown)}}
            )
    return {"credentials": listed}


@endpoint("auth.edit_credentials", required=("access_key",), types={"label": str})
def edit_credentials(call: Call) -> JsonObject:
    """Changes the label of a pair of keys."""
    entries = credentials_of(call.store, call.identity.user)
    changed = 0
    for entry in entries:
        if isinstance(entry, dict) and entry.get("key") == call.request["access_key"]:
            entry["label"] = call.request.get("label")
            changed += 1
    if not changed:
        raise _unknown_key(call)
    call.store.users.update(call.identity.user, {"credentials": entries})
    return {"updated": changed}


@endpoint("auth.revoke_credentials", required=("access_key",))
def revoke_credentials(call: Call) -> JsonObject:
    """Takes a pair of keys away."""
    entries = credentials_of(call.store, call.identity.user)
    kept = [
        entry
        for entry in entries
        if not (isinstance(entry, dict) and entry.get("key") == call.request["access_key"])
    ]
    if len(kept) == len(entries):
        raise _unknown_key(call)
    call.store.users.update(call.identity.user, {"credentials": kept})
    return {"revoked": len(entries) - len(kept)}


def _unknown_key(call: Call) -> ServerError:
    return failure(
        400,
        300,
        "invalid user or invalid access key",
        id=call.identity.user,
        company=COMPANY_ID,
        credentials__key=call.request["access_key"],
    )


def _token(call: Call, identity: Identity) -> str:
    expiration = call.request.get("expiration_sec")
    lasting = expiration if isinstance(expiration, int) else None
    if lasting is not None:
        check_range("expiration_sec", lasting, None, MAX_EXPIRATION_S)
    return issue_token(call.store, identity, call.now, expiration_s=lasting)


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None
