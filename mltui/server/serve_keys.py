"""The keys of a served instance: made once, kept in its data folder as a `clearml.conf`."""

from __future__ import annotations

import getpass
import json
import os
import shlex
from pathlib import Path

from mltui.api.types.json import JsonObject
from mltui.server.auth import Keys, add_keys, create_keys, create_user, credentials_of, identity_of
from mltui.server.engine import Engine
from mltui.server.serve_folder import CONFIGURATION, CannotServe
from mltui.server.store import Store


def ensure_keys(engine: Engine, data: Path, address: str) -> list[str]:
    """Makes sure that there are a user, a default queue and keys, and that the file has them.

    Args:
        engine: the server.
        data: its data folder.
        address: where it can be reached now.

    Returns:
        What to tell the person: the keys if they are new, where they are if not.

    Raises:
        CannotServe: the file cannot be read or written.
    """
    path = data / CONFIGURATION
    store = engine.store
    with store.transaction():
        user = _ensure_user(engine)
        known = _read(path)
        keys = known or create_keys(store, user, "mltui serve")
        if known is not None and not _has(store, user, known):
            add_keys(store, user, known, "mltui serve")
        # Written inside the transaction: no keys are in the database that nobody has seen.
        _write(path, address, keys)
    name_it = f"    export CLEARML_CONFIG_FILE={shlex.quote(str(path.absolute()))}"
    if known is not None:
        return [
            "The keys are in a file. Unless ~/clearml.conf has them, name it in each terminal",
            "of your training code and of the monitor:",
            "",
            name_it,
            "",
        ]
    return [
        "Keys were made for this server. Put these lines into ~/clearml.conf, so that",
        "your training code and the monitor find it:",
        "",
        "api {",
        *(f"    {kind}_server: {address}" for kind in ("api", "web", "files")),
        "    credentials {",
        f'        access_key: "{keys.access_key}"',
        f'        secret_key: "{keys.secret_key}"',
        "    }",
        "}",
        "",
        "Or leave that file as it is, and in each terminal name the one that has them:",
        "",
        name_it,
        "",
    ]


def _ensure_user(engine: Engine) -> str:
    store = engine.store
    user = store.users.first()
    if user is not None:
        return str(user["id"])
    made = create_user(store, _user_name(), engine.clock(), role="admin")
    owner = store.users.get(made) or {}
    # The SDK's examples enqueue to a queue of this name, and the ClearML server has one.
    queue: JsonObject = {"name": "default", "system_tags": ["default"]}
    engine.call("queues.create", queue, identity_of(owner))
    return made


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "me"


def _has(store: Store, user: str, keys: Keys) -> bool:
    entries = credentials_of(store, user)
    return any(isinstance(e, dict) and e.get("key") == keys.access_key for e in entries)


def _read(path: Path) -> Keys | None:
    try:
        pair = json.loads(path.read_text())["api"]["credentials"]
        return Keys(access_key=pair["access_key"], secret_key=pair["secret_key"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise CannotServe(
            f"{path} cannot be read. Remove it to have new keys made at the next start."
        ) from error


def _write(path: Path, address: str, keys: Keys) -> None:
    content = {
        "api": {
            "api_server": address,
            "web_server": address,
            "files_server": address,
            "credentials": {"access_key": keys.access_key, "secret_key": keys.secret_key},
        }
    }
    fresh = path.with_suffix(".new")
    try:
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w") as file:  # noqa: PTH123 - from a descriptor
            json.dump(content, file, indent=2)
        fresh.replace(path)
    except OSError as error:
        raise CannotServe(f"{path} cannot be written ({error.strerror}).") from error
