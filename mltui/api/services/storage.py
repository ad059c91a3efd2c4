"""Storage settings; they carry secrets."""

from __future__ import annotations

from collections.abc import Sequence

from mltui.api.services.answers import many, storage
from mltui.api.services.endpoint import Service, endpoint
from mltui.api.types import storage as types
from mltui.api.types.json import JsonObject


class StorageService(Service):
    """The endpoints of `storage`."""

    @endpoint("storage.get_settings", storage.Settings)
    async def get_settings(self) -> storage.Settings:
        """Read the storage settings, secrets included."""

    @endpoint("storage.set_settings", many.Updated)
    async def set_settings(
        self,
        *,
        aws: types.Aws | JsonObject | None = None,
        google: types.Google | JsonObject | None = None,
        azure: types.Azure | JsonObject | None = None,
    ) -> many.Updated:
        """Replace the given parts of the storage settings."""

    @endpoint("storage.reset_settings", many.Updated)
    async def reset_settings(
        self,
        *,
        keys: Sequence[str] | None = None,
    ) -> many.Updated:
        """Forget parts of the storage settings."""
