"""Tasks: what can be done to them."""

from __future__ import annotations

from collections.abc import Sequence

from mltui.api.services.answers import many, tasks
from mltui.api.services.endpoint import endpoint
from mltui.api.services.tasks_editing import TaskEditingEndpoints
from mltui.api.services.tasks_reading import TaskReadingEndpoints


class TasksService(TaskReadingEndpoints, TaskEditingEndpoints):
    """The endpoints of `tasks`."""

    @endpoint("tasks.enqueue", tasks.EnqueuedTask)
    async def enqueue(
        self,
        *,
        task: str,
        queue: str | None = None,
        status_reason: str | None = None,
        status_message: str | None = None,
        queue_name: str | None = None,
        verify_watched_queue: bool | None = None,
        update_execution_queue: bool | None = None,
    ) -> tasks.EnqueuedTask:
        """Put a task at the end of a queue, the default one unless given."""

    @endpoint("tasks.enqueue_many", many.ManyAnswer)
    async def enqueue_many(
        self,
        *,
        ids: Sequence[str],
        status_reason: str | None = None,
        status_message: str | None = None,
        queue: str | None = None,
        validate_tasks: bool | None = None,
        queue_name: str | None = None,
        verify_watched_queue: bool | None = None,
    ) -> many.ManyAnswer:
        """Put tasks at the end of a queue; those in another move."""

    @endpoint("tasks.dequeue", tasks.DequeuedTask)
    async def dequeue(
        self,
        *,
        task: str,
        status_reason: str | None = None,
        status_message: str | None = None,
        remove_from_all_queues: bool | None = None,
        new_status: str | None = None,
    ) -> tasks.DequeuedTask:
        """Take a task out of its queue; it becomes a draft again."""

    @endpoint("tasks.dequeue_many", many.ManyAnswer)
    async def dequeue_many(
        self,
        *,
        ids: Sequence[str],
        status_reason: str | None = None,
        status_message: str | None = None,
        remove_from_all_queues: bool | None = None,
        new_status: str | None = None,
    ) -> many.ManyAnswer:
        """Take tasks out of their queues."""

    @endpoint("tasks.started", tasks.StartedTask)
    async def started(
        self,
        *,
        task: str,
        force: bool | None = None,
        status_reason: str | None = None,
        status_message: str | None = None,
    ) -> tasks.StartedTask:
        """Say that a task runs; protects no running one."""

    @endpoint("tasks.stop", many.Updated)
    async def stop(
        self,
        *,
        task: str,
        force: bool | None = None,
        status_reason: str | None = None,
        status_message: str | None = None,
        include_pipeline_steps: bool | None = None,
    ) -> many.Updated:
        """Ask for a stop; the status message is "stopping" until its worker obeys."""

    @endpoint("tasks.stop_many", many.ManyAnswer)
    async def stop_many(
        self,
        *,
        ids: Sequence[str],
        status_reason: str | None = None,
        status_message: str | None = None,
        force: bool | None = None,
        include_pipeline_steps: bool | None = None,
    ) -> many.ManyAnswer:
        """Ask tasks to stop."""

    @endpoint("tasks.stopped", many.Updated)
    async def stopped(
        self,
        *,
        task: str,
        force: bool | None = None,
        status_reason: str | None = None,
        status_message: str | None = None,
    ) -> many.Updated:
        """Say that a task was stopped."""

    @endpoint("tasks.failed", many.Updated)
    async def failed(
        self,
        *,
        task: str,
        force: bool | None = None,
        status_reason: str | None = None,
        status_message: str | None = None,
    ) -> many.Updated:
        """Say that a task failed."""

    @endpoint("tasks.completed", tasks.CompletedTask)
    async def completed(
        self,
        *,
        task: str,
        force: bool | None = None,
        status_reason: str | None = None,
        status_message: str | None = None,
        publish: bool | None = None,
    ) -> tasks.CompletedTask:
        """Say that a task completed."""

    @endpoint("tasks.close", many.Updated)
    async def close(
        self,
        *,
        task: str,
        force: bool | None = None,
        status_reason: str | None = None,
        status_message: str | None = None,
    ) -> many.Updated:
        """Close a task."""

    @endpoint("tasks.ping", many.Done)
    async def ping(
        self,
        *,
        task: str,
    ) -> many.Done:
        """Say that a task is alive."""

    @endpoint("tasks.reset", tasks.ResetTask)
    async def reset(
        self,
        *,
        task: str,
        force: bool | None = None,
        clear_all: bool | None = None,
        status_reason: str | None = None,
        status_message: str | None = None,
        return_file_urls: bool | None = None,
        delete_output_models: bool | None = None,
        delete_external_artifacts: bool | None = None,
    ) -> tasks.ResetTask:
        """Make a task a draft again and delete what it reported; protects no running one."""

    @endpoint("tasks.reset_many", many.ManyAnswer)
    async def reset_many(
        self,
        *,
        ids: Sequence[str],
        force: bool | None = None,
        clear_all: bool | None = None,
        return_file_urls: bool | None = None,
        delete_output_models: bool | None = None,
        delete_external_artifacts: bool | None = None,
    ) -> many.ManyAnswer:
        """Make tasks drafts again and delete what they reported."""

    @endpoint("tasks.publish", many.Updated)
    async def publish(
        self,
        *,
        task: str,
        force: bool | None = None,
        publish_model: bool | None = None,
        status_reason: str | None = None,
        status_message: str | None = None,
    ) -> many.Updated:
        """Publish a task, with its model unless told not to."""

    @endpoint("tasks.publish_many", many.ManyAnswer)
    async def publish_many(
        self,
        *,
        ids: Sequence[str],
        status_reason: str | None = None,
        status_message: str | None = None,
        force: bool | None = None,
        publish_model: bool | None = None,
    ) -> many.ManyAnswer:
        """Publish tasks."""

    @endpoint("tasks.archive", tasks.ArchivedTasks)
    async def archive(
        self,
        *,
        tasks: Sequence[str],
        status_reason: str | None = None,
        status_message: str | None = None,
        include_pipeline_steps: bool | None = None,
    ) -> tasks.ArchivedTasks:
        """Archive tasks."""

    @endpoint("tasks.archive_many", many.ManyAnswer)
    async def archive_many(
        self,
        *,
        ids: Sequence[str],
        status_reason: str | None = None,
        status_message: str | None = None,
        include_pipeline_steps: bool | None = None,
    ) -> many.ManyAnswer:
        """Archive tasks."""

    @endpoint("tasks.unarchive_many", many.ManyAnswer)
    async def unarchive_many(
        self,
        *,
        ids: Sequence[str],
        status_reason: str | None = None,
        status_message: str | None = None,
        include_pipeline_steps: bool | None = None,
    ) -> many.ManyAnswer:
        """Bring tasks back from the archive."""

    @endpoint("tasks.delete", tasks.DeletedTask)
    async def delete(
        self,
        *,
        task: str,
        move_to_trash: bool | None = None,
        force: bool | None = None,
        status_reason: str | None = None,
        status_message: str | None = None,
        return_file_urls: bool | None = None,
        delete_output_models: bool | None = None,
        delete_external_artifacts: bool | None = None,
        include_pipeline_steps: bool | None = None,
    ) -> tasks.DeletedTask:
        """Delete a draft or an archived task; `force` deletes others too."""

    @endpoint("tasks.delete_many", many.ManyAnswer)
    async def delete_many(
        self,
        *,
        ids: Sequence[str],
        move_to_trash: bool | None = None,
        force: bool | None = None,
        return_file_urls: bool | None = None,
        delete_output_models: bool | None = None,
        delete_external_artifacts: bool | None = None,
        include_pipeline_steps: bool | None = None,
    ) -> many.ManyAnswer:
        """Delete drafts and archived tasks."""
