"""What users may call whose role only looks."""

from __future__ import annotations

ONLY_LOOK = frozenset({"annotator", "guest"})
"""The roles that may look and change nothing."""

MAY_CHANGE = ("system", "root", "admin", "superuser", "user")
"""All other roles."""

_READS = frozenset(
    {
        "auth.login",
        "auth.logout",
        "auth.validate_token",
        "events.clear_scroll",
        "events.debug_images",
        "events.download_task_log",
        "events.multi_task_scalar_metrics_iter_histogram",
        "events.next_debug_image_sample",
        "events.next_plot_sample",
        "events.plots",
        "events.scalar_metrics_iter_histogram",
        "events.scalar_metrics_iter_raw",
        "events.vector_metrics_iter_histogram",
        "login.logout",
        "organization.download_for_get_all",
        "organization.prepare_download_for_get_all",
        "projects.validate_delete",
        "queues.peek_task",
        "server.config",
        "server.endpoints",
        "server.info",
        "tasks.validate",
    }
)

# They are called "get" and yet take something from the server or issue a secret.
_WRITES = frozenset({"auth.get_token_for_user", "queues.get_next_task"})


def may_call(role: str, endpoint: str) -> bool:
    """Whether a role may call an endpoint that is not restricted to certain roles.

    Args:
        role: the caller's.
        endpoint: its name, `service.action`.
    """
    return role not in ONLY_LOOK or _only_reads(endpoint)


def _only_reads(endpoint: str) -> bool:
    action = endpoint.partition(".")[2]
    return endpoint in _READS or (action.startswith("get_") and endpoint not in _WRITES)
