"""users: who uses the server, and what they prefer."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.auth import create_user
from mltui.server.errors import failure
from mltui.server.listing import USERS
from mltui.server.lists import listed
from mltui.server.references import plain
from mltui.server.registry import Call, endpoint

_SYSTEM = ("system", "root")
_OWN_FIELDS = ("name", "family_name", "given_name", "avatar")


@endpoint("users.get_current_user")
def get_current_user(call: Call) -> JsonObject:
    """Who the caller is."""
    user = _user(call, call.identity.user)
    company = call.store.companies.get(call.identity.company) or {}
    shown: JsonObject = {
        **_shown(user),
        "company": {"id": call.identity.company, "name": company.get("name")},
        "role": call.identity.role,
    }
    return {
        "user": shown,
        "getting_started": {
            "agentName": "clearml",
            "configure": "clearml-init",
            "install": "pip install clearml",
            "packageName": "clearml",
        },
        "settings": {"max_download_items": 50000},
    }


@endpoint("users.get_by_id", required=("user",))
def get_by_id(call: Call) -> JsonObject:
    """One user."""
    user = _user(call, str(call.request["user"]))
    return {"user": {**_shown(user), "preferences": ""}}


@endpoint("users.get_all")
def get_all(call: Call) -> JsonObject:
    """The users that match."""
    return listed(USERS, call, extend=False)


@endpoint("users.get_all_ex", min_version="2.8")
@endpoint("users.get_all_ex")
def get_all_ex(call: Call) -> JsonObject:
    """The users that match, their company as an object."""
    return listed(USERS, call, extend=True)


@endpoint("users.create", required=("company", "id", "name"), roles=_SYSTEM)
def create(call: Call) -> JsonObject:
    """A new user under a given id."""
    if call.store.users.get(str(call.request["id"])) is not None:
        raise failure(400, 302, id=call.request["id"])
    create_user(call.store, str(call.request["name"]), call.now, user_id=str(call.request["id"]))
    return {}


@endpoint("users.delete", required=("user",), roles=_SYSTEM)
def delete(call: Call) -> JsonObject:
    """Removes a user."""
    user = str(call.request["user"])
    if not call.store.users.delete(user):
        raise failure(400, 301, id=user)
    return {"deleted": True}


@endpoint("users.update", required=("user",))
def update(call: Call) -> JsonObject:
    """Changes a user's names."""
    user = _user(call, str(call.request["user"]))
    fields = {key: call.request[key] for key in _OWN_FIELDS if key in call.request}
    call.store.users.update(str(user["id"]), fields)
    return {"fields": fields, "updated": int(bool(fields))}


@endpoint("users.get_preferences")
def get_preferences(call: Call) -> JsonObject:
    """What the caller has set in the web interface."""
    return {"preferences": _user(call, call.identity.user).get("preferences") or {}}


@endpoint("users.set_preferences", required=("preferences",), types={"preferences": dict})
def set_preferences(call: Call) -> JsonObject:
    """Changes preferences, section by section."""
    user = _user(call, call.identity.user)
    now = user.get("preferences")
    changed = call.request["preferences"]
    merged = _merged(now if isinstance(now, dict) else {}, changed)
    call.store.users.update(call.identity.user, {"preferences": merged})
    return {"updated": 1, "fields": {"preferences": merged}}


def _merged(old: JsonObject, new: Json) -> JsonObject:
    return {**old, **(new if isinstance(new, dict) else {})}


def _user(call: Call, user_id: str) -> JsonObject:
    user = call.store.users.get(user_id)
    if user is None:
        raise failure(400, 301, id=user_id)
    return user


def _shown(user: JsonObject) -> JsonObject:
    return plain(USERS, user, None)
