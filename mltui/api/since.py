"""Since which API version servers have the endpoints that came late.

Taken from the recorded schema of all versions up to 2.34; endpoints that every server in use has
are left out.
"""

from __future__ import annotations

#: The API version that brought an endpoint.
SINCE: dict[str, tuple[int, int]] = {
    "events.get_multi_task_metrics": (2, 28),
    "events.get_plot_sample": (2, 20),
    "events.next_plot_sample": (2, 20),
    "events.scalar_metrics_iter_raw": (2, 16),
    "models.update_tags": (2, 27),
    "organization.get_entities_count": (2, 20),
    "organization.get_project_usages": (2, 34),
    "projects.get_model_metadata_keys": (2, 17),
    "projects.validate_delete": (2, 14),
    "queues.clear_queue": (2, 31),
    "reports.archive": (2, 23),
    "reports.create": (2, 23),
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
    "tasks.update_tags": (2, 27),
}


def is_before(told: str | None, version: tuple[int, int]) -> bool:
    """Return whether a server's API version, such as "2.34", is an older one; False if unknown."""
    major, _, minor = (told or "").partition(".")
    return major.isdecimal() and minor.isdecimal() and (int(major), int(minor)) < version


def needed(endpoint: str) -> str:
    """Return the API version that an endpoint needs, such as "2.34"; "" if all have it."""
    version = SINCE.get(endpoint)
    return f"{version[0]}.{version[1]}" if version is not None else ""
