"""The handlers of the embedded server: one module per service or part of one."""

from __future__ import annotations

from importlib import import_module

MODULES = (
    "auth",
    "debug",
    "events_intake",
    "events_log",
    "events_names",
    "events_plots",
    "events_scalars",
    "login",
    "models_editing",
    "models_lifecycle",
    "models_reading",
    "organization",
    "organization_usages",
    "pipelines",
    "projects",
    "projects_changing",
    "projects_content",
    "queues",
    "queues_changing",
    "queues_metrics",
    "reports",
    "server",
    "serving",
    "serving_history",
    "storage",
    "tasks_artifacts",
    "tasks_editing",
    "tasks_parameters",
    "tasks_queueing",
    "tasks_reading",
    "tasks_removing",
    "tasks_status",
    "users",
    "worker_statistics",
    "workers",
)
"""The modules that register endpoints, in alphabetical order."""


def load() -> None:
    """Imports the modules, which registers their endpoints."""
    for module in MODULES:
        import_module(f"{__name__}.{module}")
