"""Which endpoints only read.

Reading may be repeated after a failure, and is all that a read-only connection allows. Everything
that is not known to read counts as writing.
"""

from __future__ import annotations

_READS = frozenset(
    (
        "auth.fixed_users_mode",
        "auth.login",
        "auth.validate_token",
        "debug.ping",
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
        "login.supported_modes",
        "organization.download_for_get_all",
        "organization.prepare_download_for_get_all",
        "projects.validate_delete",
        "queues.peek_task",
        "server.config",
        "server.endpoints",
        "server.info",
        "tasks.validate",
    )
)

#: They are called "get" and yet take something from the server or issue a secret.
_WRITES = frozenset(("auth.get_token_for_user", "queues.get_next_task"))


def only_reads(endpoint: str) -> bool:
    """Return whether an endpoint is known to change nothing."""
    action = endpoint.partition(".")[2]
    return endpoint in _READS or (action.startswith("get_") and endpoint not in _WRITES)
