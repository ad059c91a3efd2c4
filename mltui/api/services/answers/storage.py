"""The answers of `storage`."""

from __future__ import annotations

from mltui.api.types import storage as types
from mltui.api.types.base import ApiObject, UtcDatetime


class StorageSettings(ApiObject):
    """The storage settings; they carry secrets."""

    aws: types.Aws | None = None
    """S3."""
    google: types.Google | None = None
    """Google Cloud."""
    azure: types.Azure | None = None
    """Azure."""
    last_update: UtcDatetime | None = None
    """When they were last changed."""


class Settings(ApiObject):
    """The storage settings as they are answered."""

    settings: StorageSettings | None = None
    """The settings; older servers answer their fields in place of this."""
    aws: types.Aws | None = None
    """As in `settings`."""
    google: types.Google | None = None
    """As in `settings`."""
    azure: types.Azure | None = None
    """As in `settings`."""
    last_update: UtcDatetime | None = None
    """When they were last changed."""
