"""The types of users' keys and roles."""

from __future__ import annotations

from mltui.api.types.base import ApiObject, OpenEnum, UtcDatetime


class CredentialKey(ApiObject):
    """A pair of keys as it is listed: without its secret."""

    access_key: str | None = None
    """The access key."""
    label: str | None = None
    """What the keys are for."""
    last_used: UtcDatetime | None = None
    """When they were last used."""
    last_used_from: str | None = None
    """The address from which they were last used."""


class Credentials(ApiObject):
    """A pair of keys as it is issued, the only time its secret is shown."""

    access_key: str | None = None
    """The access key."""
    label: str | None = None
    """What the keys are for."""
    secret_key: str | None = None
    """The secret key."""


class Role(OpenEnum):
    """What a user may do."""

    ADMIN = "admin"
    SUPERUSER = "superuser"
    USER = "user"
    ANNOTATOR = "annotator"
