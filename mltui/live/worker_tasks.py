"""The tasks that a worker ran, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mltui.live.heard import with_reports
from mltui.live.names import exactly
from mltui.live.task_rows import FIELDS, TaskRow, row_of

if TYPE_CHECKING:
    from mltui.api.client import Client

#: Tasks of one worker that are listed.
MOST_TASKS = 200


async def ask_worker_tasks(client: Client, worker: str) -> list[TaskRow]:
    """Ask for the newest tasks whose last worker this was, at most `MOST_TASKS`."""
    answer = await client.tasks.get_all_ex(
        _any_={"pattern": exactly(worker), "fields": ["last_worker"]},
        order_by=["-started"],
        page=0,
        page_size=MOST_TASKS,
        only_fields=list(FIELDS),
    )
    return await with_reports(client, [row_of(task) for task in answer.tasks or ()])
