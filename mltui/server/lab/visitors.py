"""The lab's people: they put short jobs into the queues and, in the end, clear up old ones."""

from __future__ import annotations

from mltui.server.lab import noise
from mltui.server.lab.documents import queue_id, task_document
from mltui.server.lab.machines import QUEUES
from mltui.server.lab.people import AGENT_USER, COLLEAGUES, ME
from mltui.server.lab.recipes import DETECTION, FINETUNE, PIPELINES, SEGMENTATION, SPEECH
from mltui.server.lab.runs import make_run
from mltui.server.lab.world import World
from mltui.server.removal import remove_model

_FULL = 12
"""Nobody adds to a lab in whose queues so many tasks wait."""
_KEPT = 60
"""Tasks that came since the opening and are kept once they are done; older ones are deleted."""

_JOBS = (
    ("default", FINETUNE),
    ("default", DETECTION),
    ("services", PIPELINES),
    ("gpu-small", SPEECH),
    ("default", SEGMENTATION),
    ("gpu-small", FINETUNE),
)


class Visitors:
    """Everybody who submits work; see `Inhabitant`."""

    def __init__(self) -> None:
        self._count = 0

    def act(self, world: World) -> float:
        """Submit a job if there is room, and clear up."""
        key = noise.key_of(world.seed, "visit", self._count)
        self._count += 1
        waiting = sum(
            len(entries) if isinstance(entries := queue.get("entries"), list) else 0
            for queue in world.store.queues.find({"name": [*QUEUES]})
        )
        if waiting < _FULL:
            self._submit(world, key)
        self._clear_up(world)
        return noise.between(key, 1, 90.0, 210.0)

    def _submit(self, world: World, key: int) -> None:
        queue, recipe = noise.pick(key, 2, _JOBS)
        person = noise.pick(key, 3, COLLEAGUES)
        task = noise.identifier(world.seed, "visit", self._count)
        run = make_run(
            task, recipe, key=key, created=world.now, person=person, number=300 + self._count
        )
        with world.store.transaction():
            world.store.tasks.insert(task_document(run, world.now))
        world.history.add(run)
        world.call("tasks.enqueue", {"task": task, "queue": queue_id(queue)}, person)

    def _clear_up(self, world: World) -> None:
        store, history = world.store, world.history
        for task in world.made[: max(0, len(world.made) - _KEPT)]:
            found = store.tasks.rows(("status", "user"), {"id": task})
            if found and found[0][0] in ("in_progress", "queued"):
                continue
            world.made.remove(task)
            if not found or found[0][0] == "published" or found[0][1] == ME.user:
                continue
            world.call("tasks.delete", {"task": task, "force": True}, AGENT_USER)
            run = history.runs.pop(task, None)
            with store.transaction():
                store.events.delete(task)
                for model in run.models if run else ():
                    remove_model(store, model)
            for timeline in history.timelines.values():
                timeline[:] = [run for run in timeline if run.task != task]
