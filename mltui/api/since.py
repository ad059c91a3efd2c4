"""Since which API version servers have the endpoints that came late.

Taken from the recorded schema of all versions up to 2.34; endpoints that every server in use has
are left out.
"""

from __future__ import annotations

#: The API version that brought an endpoint.
SINCE: dict[str, tuple[int, int]] = {
    "organization.get_entities_count": (2, 20),
    "organization.get_project_usages": (2, 34),
    "reports.archive": (2, 23),
    "reports.get_all_ex": (2, 23),
    "reports.get_task_data": (2, 23),
    "reports.publish": (2, 23),
    "reports.unarchive": (2, 23),
    "reports.update": (2, 23),
    "serving.get_endpoint_details": (2, 31),
    "serving.get_endpoint_metrics_history": (2, 31),
    "serving.get_endpoints": (2, 31),
    "serving.get_loading_instances": (2, 31),
    "storage.get_settings": (2, 22),
}


def needed(endpoint: str) -> str:
    """Return the API version that an endpoint needs, such as "2.34"; "" if all have it."""
    version = SINCE.get(endpoint)
    return f"{version[0]}.{version[1]}" if version is not None else ""
