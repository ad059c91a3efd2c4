"""Where the lab's people keep their files: object stores of all kinds, with made-up secrets."""

from __future__ import annotations

from mltui.api.types.json import JsonObject
from mltui.server.lab.documents import stamp


def storage_document(now: float) -> JsonObject:
    """Return the storage settings as the store keeps them.

    Args:
        now: When the lab opens, seconds since the epoch.
    """
    return {
        "id": "storage",
        "last_update": stamp(now - 41 * 86_400.0),
        "aws": {
            "key": "AKIADEMODEMODEMO",
            "secret": "not-a-real-secret",
            "token": None,
            "region": "eu-central-1",
            "use_credentials_chain": False,
            "buckets": [
                {
                    "bucket": "lab-datasets",
                    "subdir": "vision",
                    "host": "minio.lab.example:9000",
                    "key": "lab-uploader-key",
                    "secret": "not-a-real-secret",
                    "token": "",
                    "multipart": False,
                    "acl": "",
                    "secure": True,
                    "region": "",
                    "verify": True,
                    "use_credentials_chain": False,
                    "profile": "",
                }
            ],
        },
        "google": {
            "project": "lab-archive",
            "credentials_json": '{"private_key": "not-a-real-secret"}',
            "buckets": [],
        },
        "azure": {
            "containers": [
                {
                    "account_name": "labbackup",
                    "account_key": "not-a-real-secret",
                    "container_name": "models",
                }
            ]
        },
    }


def preferences() -> JsonObject:
    """Return what the demo's user has set in the web pages."""
    return {"theme": "dark", "timezone": "UTC", "views": {"autoRefresh": True, "tableDensity": 2}}
