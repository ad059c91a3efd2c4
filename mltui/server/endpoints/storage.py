"""storage: the keys of the object stores where people keep their files."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.registry import Call, endpoint
from mltui.server.times import iso
from mltui.server.validation import check_choice

_DOCUMENT = "storage"
_UNSET: JsonObject = {
    "aws": {
        "key": "",
        "secret": "",
        "token": "",
        "region": "",
        "use_credentials_chain": False,
        "buckets": [],
    },
    "google": {"project": None, "credentials_json": None, "buckets": []},
    "azure": {"containers": []},
}
_PROVIDERS = tuple(_UNSET)

# What a part of the settings has if it is set without saying: the provider, and one of its items.
_DEFAULTS: dict[str, JsonObject] = {
    "aws": {
        "key": None,
        "secret": None,
        "token": None,
        "region": None,
        "use_credentials_chain": False,
    },
    "google": {"project": None, "credentials_json": None},
    "azure": {},
}
_ITEMS = {"aws": "buckets", "google": "buckets", "azure": "containers"}
_ITEM_DEFAULTS: dict[str, JsonObject] = {
    "aws": {
        "bucket": "",
        "subdir": "",
        "host": "",
        "key": "",
        "secret": "",
        "token": "",
        "multipart": True,
        "acl": "",
        "secure": True,
        "region": "",
        "verify": True,
        "use_credentials_chain": False,
        "extra_args": None,
        "profile": "",
    },
    "google": {"bucket": "", "subdir": "", "project": "", "credentials_json": None},
    "azure": {"account_name": "", "account_key": "", "container_name": ""},
}


@endpoint("storage.get_settings")
def get_settings(call: Call) -> JsonObject:
    """The settings, secrets included: whoever may log in may use them."""
    kept = call.store.settings.get(_DOCUMENT) or {}
    settings: JsonObject = {name: kept.get(name) or _UNSET[name] for name in _PROVIDERS}
    return {"settings": {**settings, "last_update": kept.get("last_update")}}


@endpoint("storage.set_settings", types={"aws": dict, "google": dict, "azure": dict})
def set_settings(call: Call) -> JsonObject:
    """Writes the settings of some providers, each as a whole."""
    given = {
        name: _complete(name, value)
        for name in _PROVIDERS
        if isinstance(value := call.request.get(name), dict)
    }
    if not given:
        return {"updated": 0}
    return _write(call, {**given})


@endpoint("storage.reset_settings", types={"keys": list})
def reset_settings(call: Call) -> JsonObject:
    """Forgets the settings of some providers."""
    keys = call.request.get("keys")
    names = [str(key) for key in keys] if isinstance(keys, list) else []
    for name in names:
        check_choice("keys", name, _PROVIDERS)
    return _write(call, dict.fromkeys(names)) if names else {"updated": 0}


def _complete(provider: str, given: JsonObject) -> JsonObject:
    items = given.get(_ITEMS[provider])
    completed: list[Json] = [
        {**_ITEM_DEFAULTS[provider], **item}
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, dict)
    ]
    return {**_DEFAULTS[provider], **given, _ITEMS[provider]: completed}


def _write(call: Call, changes: JsonObject) -> JsonObject:
    if call.store.settings.get(_DOCUMENT) is None:
        call.store.settings.insert({"id": _DOCUMENT})
    call.store.settings.update(_DOCUMENT, {**changes, "last_update": iso(call.now)})
    return {"updated": 1}
