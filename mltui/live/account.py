"""Who is logged in, with which keys, among whom; where files are kept; what the server is."""

from __future__ import annotations

from collections.abc import Awaitable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from mltui.api.errors import ApiError, NoPermission, NotSupported
from mltui.live.endpoints import missing, version_of
from mltui.live.masking import MASK, is_secret, masked, masked_address, masked_key
from mltui.live.stamps import epoch_s
from mltui.live.task_rows import reference_name

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.services.answers.storage import StorageSettings
    from mltui.api.types import storage as storage_types
    from mltui.api.types.json import Json

Answer = TypeVar("Answer")

Missing = tuple[tuple[str, tuple[str, ...]], ...]

#: Users listed at most.
MOST_PEOPLE = 500


@dataclass(frozen=True, slots=True)
class Person:
    """A user.

    Attributes:
        created: When the account was made, epoch seconds.
    """

    id: str
    name: str = ""
    role: str = ""
    email: str = ""
    company: str = ""
    created: float | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A pair of keys, without its secret.

    Attributes:
        last_used: Epoch seconds; None if it never was.
        used_from: The address it was last used from.
        own: Whether the monitor itself uses it.
    """

    access_key: str
    label: str = ""
    last_used: float | None = None
    used_from: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Store:
    """The settings of one object store: its kind, the bucket, and its masked settings."""

    kind: str
    name: str
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """All that the page of the account shows.

    Attributes:
        preferences: Settings of the web pages, by their path; secrets masked.
        stores: None where the server does not tell.
        stores_changed: When the storage settings were changed, epoch seconds.
        missing: Endpoints that the server lacks, and what else, by part of the monitor.
        unsure: Whether the server could not be asked what it lacks, and its version alone tells it.
        requests: How many questions this run of the monitor has asked.
    """

    user: Person
    people: tuple[Person, ...] = ()
    keys: tuple[Key, ...] = ()
    stores: tuple[Store, ...] | None = None
    stores_changed: float | None = None
    preferences: tuple[tuple[str, str], ...] = ()
    server_version: str = ""
    api_version: str = ""
    missing: Missing = ()
    unsure: bool = False
    requests: int = 0


class AccountQuestion:
    """A feed's question: all of it. What the server lacks is asked once for each version of it."""

    def __init__(self) -> None:
        self._known: Account | None = None

    async def __call__(self, client: Client) -> Account:
        """Ask for it."""
        self._known = await ask_account(client, self._known)
        return self._known


async def ask_account(client: Client, known: Account | None = None) -> Account:
    """Ask for all of it; what a server lacks or the role may not see is left out.

    Args:
        client: The server.
        known: What was asked before, if anything: of the same version the server lacks the same.
    """
    current = (await client.users.get_current_user()).user
    people = await _if_allowed(
        client.users.get_all_ex(order_by=["name"], page=0, page_size=MOST_PEOPLE)
    )
    keys = await _if_allowed(client.auth.get_credentials())
    stores = await _if_allowed(client.storage.get_settings())
    preferences = await _if_allowed(client.users.get_preferences())
    server, api = await _versions(client)
    # The list of what it has is a quarter of a megabyte.
    if known is not None and known.api_version == api and not known.unsure:
        missing, unsure = known.missing, False
    else:
        missing, unsure = await _missing(client, api)
    settings = stores.settings if stores is not None else None
    told = preferences.preferences if preferences is not None else None
    own = client.session.connection.access_key
    return Account(
        user=Person(
            id=(current.id if current else "") or "",
            name=(current.name if current else "") or "",
            role=(current.role if current else "") or "",
            company=(current.company.name if current and current.company else "") or "",
            created=epoch_s(current.created) if current else None,
        ),
        people=tuple(
            Person(
                person.id or "",
                person.name or "",
                person.role or "",
                person.email or "",
                reference_name(person.company),
                epoch_s(person.created),
            )
            for person in (people.users if people is not None else ())
        ),
        keys=tuple(
            Key(
                key.access_key or "",
                key.label or "",
                epoch_s(key.last_used),
                key.last_used_from or "",
                own=bool(own) and key.access_key == own,
            )
            for key in (keys.credentials if keys is not None else ())
        ),
        stores=tuple(_stores(settings)) if settings is not None else None,
        stores_changed=epoch_s(settings.last_update) if settings is not None else None,
        preferences=tuple(flat(told or {})),
        server_version=server,
        api_version=api,
        missing=missing,
        unsure=unsure,
        requests=client.session.requests,
    )


async def _if_allowed(question: Awaitable[Answer]) -> Answer | None:
    try:
        return await question
    except (NotSupported, NoPermission):
        return None


async def _versions(client: Client) -> tuple[str, str]:
    session = client.session
    info = await _if_allowed(client.server.info())
    server = (info.version if info is not None else None) or session.server_version
    api = (info.api_version if info is not None else None) or session.api_version
    return server or "", api or ""


async def _missing(client: Client, api_version: str) -> tuple[Missing, bool]:
    """Return what the server lacks, and whether that may be more."""
    available: Collection[str] | None = None
    unsure = False
    try:
        listed = await _if_allowed(client.server.endpoints())
        # Only administrators may see the list; the version tells almost as much.
        available = listed.endpoints if listed is not None else None
    except ApiError:
        unsure = True
    lacks = missing(available, version_of(api_version))
    return tuple((part, tuple(endpoints)) for part, endpoints in lacks.items()), unsure


def _stores(settings: StorageSettings) -> Iterator[Store]:
    if settings.aws is not None:
        yield from _s3(settings.aws)
    if settings.google is not None:
        yield from _google(settings.google)
    for container in (settings.azure.containers if settings.azure is not None else None) or ():
        told = {
            "account": container.account_name,
            "account key": masked(container.account_key),
        }
        yield Store("Azure", container.container_name or "all containers", _settings(told))


def _s3(aws: storage_types.Aws) -> Iterator[Store]:
    told = {
        "key": masked_key(aws.key),
        "secret": masked(aws.secret),
        "token": masked(aws.token),
        "region": aws.region,
        "login": "of the machine" if aws.use_credentials_chain else "",
    }
    if any(told.values()):
        yield Store("S3", "all other buckets", _settings(told))
    for bucket in aws.buckets or ():
        told = {
            "host": masked_address(bucket.host or ""),
            "region": bucket.region,
            "key": masked_key(bucket.key),
            "secret": masked(bucket.secret),
            "token": masked(bucket.token),
            "profile": bucket.profile,
            "login": "of the machine" if bucket.use_credentials_chain else "",
            "acl": bucket.acl,
            "TLS": "off" if bucket.secure is False else "",
            "certificate": "not verified" if bucket.verify is False else "",
            "multipart": "off" if bucket.multipart is False else "",
        }
        name = "/".join(part for part in (bucket.bucket, bucket.subdir) if part)
        yield Store("S3", name or masked_address(bucket.host or "?"), _settings(told))


def _google(google: storage_types.Google) -> Iterator[Store]:
    told = {"project": google.project, "credentials": masked(google.credentials_json)}
    if any(told.values()):
        yield Store("Google", "all other buckets", _settings(told))
    for bucket in google.buckets or ():
        told = {"project": bucket.project, "credentials": masked(bucket.credentials_json)}
        name = "/".join(part for part in (bucket.bucket, bucket.subdir) if part)
        yield Store("Google", name or "?", _settings(told))


def _settings(told: Mapping[str, str | None]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in told.items() if value)


def flat(value: Mapping[str, Json], path: str = "") -> Iterator[tuple[str, str]]:
    """Write nested settings as paths and texts; what is called like a secret is masked."""
    for name, inner in value.items():
        whole = f"{path}.{name}" if path else name
        if is_secret(name):
            yield whole, MASK
        elif isinstance(inner, dict):
            yield from flat(inner, whole)
        elif isinstance(inner, list) and any(isinstance(one, (dict, list)) for one in inner):
            yield from flat({str(place): one for place, one in enumerate(inner)}, whole)
        elif isinstance(inner, list):
            yield whole, ", ".join(_text(one) for one in inner)
        else:
            yield whole, _text(inner)


def _text(value: Json) -> str:
    return "" if value is None else masked_address(str(value))
