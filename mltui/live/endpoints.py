"""Which endpoints the monitor uses, and since which API version servers have the newer ones."""

from __future__ import annotations

from collections.abc import Collection

from mltui.api.since import SINCE

#: What each part of the monitor asks for.
USED = {
    "Projects": ("projects.get_all_ex", "projects.validate_delete"),
    "Tasks": ("tasks.get_all_ex", "tasks.update_tags", "organization.get_entities_count"),
    "Task": (
        "tasks.get_by_id_ex",
        "events.scalar_metrics_iter_histogram",
        "events.scalar_metrics_iter_raw",
        "events.get_plot_sample",
        "events.next_plot_sample",
        "events.get_multi_task_metrics",
        "events.get_task_log",
    ),
    "Models": (
        "models.get_all_ex",
        "models.update_tags",
        "projects.get_model_metadata_keys",
    ),
    "Reports": (
        "reports.get_all_ex",
        "reports.get_task_data",
        "reports.create",
        "reports.update",
        "reports.publish",
        "reports.archive",
        "reports.unarchive",
    ),
    "Usage": (
        "organization.get_project_usages",
        "organization.get_tags",
        "organization.get_entities_count",
    ),
    "Account": ("auth.get_credentials", "users.get_all_ex", "storage.get_settings"),
    "Queues": ("queues.get_all_ex", "queues.get_queue_metrics", "queues.clear_queue"),
    "Workers": ("workers.get_all", "workers.get_stats"),
    "Serving": (
        "serving.get_endpoints",
        "serving.get_endpoint_details",
        "serving.get_endpoint_metrics_history",
        "serving.get_loading_instances",
    ),
}

#: What no list of endpoints tells: for which part, what it is, and the version that brought it.
WITHIN = (("Workers", "readings of single GPUs", (2, 32)),)


def missing_by_list(available: Collection[str]) -> dict[str, list[str]]:
    """Return per part of the monitor what it uses and the server's list of endpoints lacks."""
    return _without_empty(
        {part: [each for each in used if each not in available] for part, used in USED.items()}
    )


def missing_by_version(version: tuple[int, int]) -> dict[str, list[str]]:
    """Return per part of the monitor what a server of an API version is too old for."""
    return _without_empty(
        {
            part: [each for each in used if SINCE.get(each, (0, 0)) > version]
            for part, used in USED.items()
        }
    )


def missing_within(version: tuple[int, int]) -> dict[str, list[str]]:
    """Return per part of the monitor what endpoints of a server of an API version cannot do yet."""
    return _without_empty(
        {
            part: [what for each, what, since in WITHIN if each == part and since > version]
            for part, _, _ in WITHIN
        }
    )


def _without_empty(missing: dict[str, list[str]]) -> dict[str, list[str]]:
    return {part: endpoints for part, endpoints in missing.items() if endpoints}
