"""The queues with what waits in them and who serves them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from mltui.live.kept import Keep
from mltui.live.projects import name_pattern
from mltui.live.stamps import epoch_s
from mltui.live.task_rows import reference_name

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import queues as types
    from mltui.api.types.json import JsonObject

#: Queues in one answer: what more would take to read, keys would have to wait for.
PAGE_SIZE = 100

#: Queues that are asked for; a server with more has other troubles.
MOST_QUEUES = 2000

#: Tasks of one queue whose names are asked for.
MOST_ENTRIES = 500


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One task that waits.

    Attributes:
        task: The task's id.
        name: The task's name; empty where the server did not say.
        since: When it was put into the queue, epoch seconds.
        project: Name of its project, where it was asked for.
        user: Name of who owns it, where it was asked for.
    """

    task: str
    name: str = ""
    since: float | None = None
    project: str = ""
    user: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """A worker that serves a queue.

    Attributes:
        name: The worker's id.
        task: Name of the task it runs; empty while it is idle.
        lost: Whether it has not reported for too long, which the queue does not tell.
    """

    name: str
    task: str = ""
    lost: bool = False

    @property
    def busy(self) -> bool:
        """Whether it runs a task."""
        return bool(self.task) and not self.lost


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue with its entries in order, the next task first."""

    id: str
    name: str
    entries: tuple[QueueEntry, ...] = ()
    servers: tuple[Server, ...] = ()
    tags: tuple[str, ...] = ()
    default: bool = False
    metadata: tuple[tuple[str, str], ...] = ()

    @property
    def oldest(self) -> float | None:
        """Since when its longest waiting task waits, epoch seconds; None if it is empty."""
        return min((e.since for e in self.entries if e.since is not None), default=None)

    @property
    def serving(self) -> tuple[Server, ...]:
        """The workers that take tasks from it: those that are not lost."""
        return tuple(server for server in self.servers if not server.lost)

    @property
    def lost(self) -> tuple[Server, ...]:
        """The workers that would take tasks from it, but do not report any more."""
        return tuple(server for server in self.servers if server.lost)

    def knowing(self, lost: Collection[str]) -> Queue:
        """Return it with the workers of these ids as lost ones, and no others."""
        if all(server.lost == (server.name in lost) for server in self.servers):
            return self
        servers = (replace(server, lost=server.name in lost) for server in self.servers)
        return replace(self, servers=tuple(servers))


async def ask_queues(client: Client, pattern: str = "") -> list[Queue]:
    """Ask for the queues whose names match a pattern (all for `""`), by name."""
    found: dict[str, Queue] = {}
    for page in range(MOST_QUEUES // PAGE_SIZE):
        answer = await client.queues.get_all_ex(
            name=name_pattern(pattern) if pattern else None,
            order_by=["name"],
            page=page,
            page_size=PAGE_SIZE,
        )
        # One that was made meanwhile moves others from one page to the next.
        found.update((queue.id, queue) for queue in map(_queue, answer.queues or ()))
        if len(answer.queues or ()) < PAGE_SIZE:
            break
    return list(found.values())


async def ask_queue(client: Client, identity: str) -> Queue | None:
    """Ask for one queue with the projects and users of its tasks; None if it is gone."""
    answer = await client.queues.get_all_ex(id=[identity])
    found = next(iter(answer.queues or ()), None)
    if found is None:
        return None
    queue = _queue(found)
    if not queue.entries:
        return queue
    tasks = await client.tasks.get_all_ex(
        id=[entry.task for entry in queue.entries[:MOST_ENTRIES]],
        page=0,
        page_size=MOST_ENTRIES,
        only_fields=["name", "project.name", "user.name"],
    )
    known = {task.id: task for task in tasks.tasks or ()}
    entries: list[QueueEntry] = []
    for entry in queue.entries:
        task = known.get(entry.task)
        if task is None:
            entries.append(entry)
            continue
        project, user = reference_name(task.project), reference_name(task.user)
        name = task.name or entry.name
        entries.append(QueueEntry(entry.task, name, entry.since, project, user))
    return replace(queue, entries=tuple(entries))


def _queue(item: types.Queue) -> Queue:
    return Queue(
        id=item.id or "",
        name=item.name or "",
        entries=tuple(_entry(entry) for entry in item.entries or ()),
        servers=tuple(_servers(item)),
        tags=tuple(item.tags or ()),
        default="default" in (item.system_tags or ()),
        metadata=tuple(
            (note.key or key, note.value or "") for key, note in (item.metadata or {}).items()
        ),
    )


def _entry(entry: types.Entry) -> QueueEntry:
    if entry.task is None:
        return QueueEntry("")
    return QueueEntry(entry.task.id or "", entry.task.name or "", epoch_s(entry.added))


def _servers(item: types.Queue) -> Sequence[Server]:
    return [
        Server(worker.name or "", (worker.task.name or worker.task.id or "") if worker.task else "")
        for worker in item.workers or ()
    ]


def _encode(queues: list[Queue]) -> JsonObject:
    return cast("JsonObject", {"queues": [asdict(queue) for queue in queues]})


def _decode(value: JsonObject) -> list[Queue]:
    kept = cast("list[dict[str, Any]]", value["queues"])
    return [
        Queue(
            **{
                **item,
                "entries": tuple(QueueEntry(**entry) for entry in item["entries"]),
                "servers": tuple(Server(**server) for server in item["servers"]),
                "tags": tuple(item["tags"]),
                "metadata": tuple((key, value) for key, value in item.get("metadata", ())),
            }
        )
        for item in kept
    ]


KEEP = Keep("queues", _encode, _decode)
