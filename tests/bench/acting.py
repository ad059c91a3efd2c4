"""How long it takes to archive 10,000 tasks on the embedded server, and how many requests."""

from __future__ import annotations

import asyncio
import time

from mltui.actions.matching import all_tasks
from mltui.actions.sending import perform
from mltui.actions.subject import Kind
from mltui.actions.table import ACTIONS
from tests.actions.served import Served
from tests.bench.measure import Measure

TASKS = 10_000


def measure_acting() -> list[Measure]:
    """Measures finding, sending and checking, as `*` and `a` do it."""
    served = Served()
    pattern = served.store.tasks.get(served.task("completed")) or {}
    with served.store.transaction():
        served.store.tasks.insert_many(
            [
                {**pattern, "id": f"{number:032x}", "name": f"run {number}"}
                for number in range(TASKS)
            ]
        )
    return asyncio.run(_measured(served))


async def _measured(served: Served) -> list[Measure]:
    client, wire = served.connect()
    await client.session.login()
    began, before = time.perf_counter(), wire.requests
    found = await all_tasks(client, {"name": "^run ", "system_tags": ["-archived"]})
    listed_s = time.perf_counter() - began
    outcome = await perform(ACTIONS[Kind.TASK]["archive"], client, found)
    took_s = time.perf_counter() - began
    assert len(outcome.changed) == TASKS, len(outcome.changed)
    await client.close()
    return [
        Measure(f"archive {TASKS:,} tasks: finding them", listed_s, "s"),
        Measure(f"archive {TASKS:,} tasks: all of it", took_s, "s"),
        Measure(f"archive {TASKS:,} tasks: requests", wire.requests - before, "requests"),
    ]
