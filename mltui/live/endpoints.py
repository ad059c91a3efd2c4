"""Which endpoints the monitor uses, and since which API version servers have the newer ones."""

from __future__ import annotations

from collections.abc import Collection

from mltui.api.since import SINCE

#: What each part of the monitor calls: to show something, and to act.
USED = {
    "Projects": (
        "projects.get_all_ex",
        "projects.create",
        "projects.update",
        "projects.move",
        "projects.merge",
        "projects.validate_delete",
        "projects.delete",
    ),
    "Tasks": (
        "tasks.get_all_ex",
        "tasks.get_types",
        "events.get_task_events",
        "organization.get_entities_count",
        "projects.get_task_tags",
        "projects.get_hyper_parameters",
        "projects.get_unique_metric_variants",
        "tasks.archive_many",
        "tasks.clone",
        "tasks.completed",
        "tasks.delete_many",
        "tasks.dequeue_many",
        "tasks.enqueue",
        "tasks.enqueue_many",
        "tasks.failed",
        "tasks.move",
        "tasks.publish_many",
        "tasks.reset_many",
        "tasks.stop_many",
        "tasks.unarchive_many",
        "tasks.update",
        "tasks.update_tags",
    ),
    "Task": (
        "tasks.get_by_id",
        "events.scalar_metrics_iter_histogram",
        "events.scalar_metrics_iter_raw",
        "events.get_task_log",
        "events.get_task_metrics",
        "events.get_task_plots",
        "events.get_plot_sample",
        "events.next_plot_sample",
        "events.debug_images",
        "events.get_debug_image_sample",
        "events.next_debug_image_sample",
        "events.get_vector_metrics_and_variants",
        "events.vector_metrics_iter_histogram",
        "tasks.delete_hyper_params",
        "tasks.edit_configuration",
        "tasks.edit_hyper_params",
    ),
    "Compare": (
        "events.get_multi_task_metrics",
        "events.multi_task_scalar_metrics_iter_histogram",
    ),
    "Models": (
        "models.get_all_ex",
        "models.get_frameworks",
        "projects.get_model_metadata_keys",
        "projects.get_model_tags",
        "models.add_or_update_metadata",
        "models.archive_many",
        "models.delete_many",
        "models.delete_metadata",
        "models.move",
        "models.publish_many",
        "models.unarchive_many",
        "models.update",
        "models.update_tags",
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
    "Account": (
        "auth.get_credentials",
        "auth.create_credentials",
        "auth.revoke_credentials",
        "organization.get_user_companies",
        "server.info",
        "server.endpoints",
        "storage.get_settings",
        "users.get_all_ex",
        "users.get_current_user",
        "users.get_preferences",
    ),
    "Queues": (
        "queues.get_all_ex",
        "queues.get_by_id",
        "queues.get_queue_metrics",
        "queues.clear_queue",
        "queues.create",
        "queues.delete",
        "queues.move_task_backward",
        "queues.move_task_forward",
        "queues.move_task_to_back",
        "queues.move_task_to_front",
        "queues.update",
    ),
    "Workers": (
        "workers.get_all",
        "workers.get_stats",
        "workers.get_activity_report",
        "workers.unregister",
    ),
    "Serving": (
        "serving.get_endpoints",
        "serving.get_endpoint_details",
        "serving.get_endpoint_metrics_history",
        "serving.get_loading_instances",
    ),
}

#: How many endpoints that are.
CALLED = len({each for used in USED.values() for each in used})

#: What no list of endpoints tells: for which part, what it is, and the version that brought it.
WITHIN = (("Workers", "readings of single GPUs", (2, 32)),)


def missing(
    available: Collection[str] | None, version: tuple[int, int] | None
) -> dict[str, list[str]]:
    """Return per part of the monitor what it uses and a server lacks.

    Args:
        available: The server's list of endpoints, which only administrators may see; None to go
            by the version.
        version: The API version of the server; None if it does not say.
    """
    lacking: dict[str, list[str]] = {}
    for part, used in USED.items():
        if available is not None:
            lacks = [each for each in used if each not in available]
        elif version is not None:
            lacks = [each for each in used if SINCE.get(each, (0, 0)) > version]
        else:
            lacks = []
        if version is not None:
            lacks += [what for each, what, since in WITHIN if each == part and since > version]
        if lacks:
            lacking[part] = lacks
    return lacking


def version_of(told: str) -> tuple[int, int] | None:
    """Return an API version such as "2.34" as numbers, None if it is none."""
    major, _, minor = told.partition(".")
    return (int(major), int(minor)) if major.isdecimal() and minor.isdecimal() else None
