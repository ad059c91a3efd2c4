"""The endpoints of the embedded server and how one is chosen for a call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from mltui.api.types.json import Json, JsonObject
from mltui.server.identity import Identity

if TYPE_CHECKING:
    from mltui.server.engine import Engine
    from mltui.server.store import Store


@dataclass(slots=True)
class Call:
    """One call of an endpoint, as its handler gets it.

    Attributes:
        request: the decoded body, {} if there was none.
        store: the state; the handler runs inside a transaction of it.
        identity: who calls.
        now: the time of the call, aware, UTC.
        version: the API version asked for, such as "2.34".
        engine: the server, to call another endpoint with.
        batch: the objects of a body of JSON lines, None for an ordinary body.
        worker: the `X-ClearML-Worker` of the request, "" without one.
        address: the address of the caller, "" if not known.
        token: the token the caller sent, None without one.
    """

    request: JsonObject
    store: Store
    identity: Identity
    now: datetime
    version: str
    engine: Engine
    batch: list[Json] | None = None
    worker: str = ""
    address: str = ""
    token: str | None = None


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """An answer that is not JSON and has no envelope: a file to download."""

    content: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Call], "JsonObject | RawAnswer"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What is known of an endpoint before it is called.

    Attributes:
        name: `service.action`.
        handler: the function that answers.
        min_version: the oldest API version that has this form of it.
        required: fields of the request that must be there; text unless `types` says otherwise.
        required_fields: fields that must be there, of any type, missed with another error.
        types: the type each field must have if it is there.
        login: whether the caller must have logged in.
        roles: the roles that may call it, empty for every role.
    """

    name: str
    handler: Handler
    min_version: str = "1.0"
    required: tuple[str, ...] = ()
    required_fields: tuple[str, ...] = ()
    types: Mapping[str, type] = field(default_factory=dict)
    login: bool = True
    roles: tuple[str, ...] = ()


_endpoints: dict[str, list[Endpoint]] = {}


def endpoint(
    name: str,
    *,
    required: Iterable[str] = (),
    required_fields: Iterable[str] = (),
    types: Mapping[str, type] | None = None,
    min_version: str = "1.0",
    login: bool = True,
    roles: Iterable[str] = (),
) -> Callable[[Handler], Handler]:
    """Registers the decorated function as an endpoint; see `Endpoint` for the arguments."""

    def register(handler: Handler) -> Handler:
        forms = _endpoints.setdefault(name, [])
        forms.append(
            Endpoint(
                name=name,
                handler=handler,
                min_version=min_version,
                required=tuple(required),
                required_fields=tuple(required_fields),
                types=types or {},
                login=login,
                roles=tuple(roles),
            )
        )
        forms.sort(key=lambda form: version_key(form.min_version), reverse=True)
        return handler

    return register


def lookup(name: str, version: str) -> Endpoint | None:
    """The newest form of an endpoint that the version has, None if there is none."""
    wanted = version_key(version)
    for form in _endpoints.get(name, ()):
        if version_key(form.min_version) <= wanted:
            return form
    return None


def registered() -> dict[str, list[Endpoint]]:
    """All endpoints by name, the newest form of each first."""
    return dict(_endpoints)


def version_key(version: str) -> tuple[int, ...]:
    """A version such as "2.9" as something that compares as versions do."""
    return tuple(int(part) for part in version.split("."))
