"""The state of the embedded server: one SQLite file, or memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mltui.server.collection import Collection, Column, natural_key
from mltui.server.errors import failure
from mltui.server.events.storage import EventStore
from mltui.server.matching import Matching
from mltui.server.statistics.samples import SampleStore

_TASK_COLUMNS = (
    Column("name", natural=True),
    Column("type"),
    Column("status"),
    Column("project"),
    Column("user"),
    Column("parent"),
    Column("created"),
    Column("started"),
    Column("completed"),
    Column("status_changed"),
    Column("last_update"),
    Column("last_change"),
    Column("last_iteration"),
    Column("active_duration"),
    Column("execution.queue"),
    Column("last_worker"),
    Column("tags", indexed=False),
    Column("system_tags", indexed=False),
    Column("comment", indexed=False),
)
# What counts and statistics need, so that they are answered without reading the documents.
_TASK_INDEXES = (
    (
        "project",
        "status",
        "type",
        "user",
        "system_tags",
        "tags",
        "active_duration",
        "started",
        "completed",
    ),
)
_MODEL_COLUMNS = (
    Column("name", natural=True),
    Column("project"),
    Column("task"),
    Column("user"),
    Column("parent"),
    Column("framework"),
    Column("uri"),
    Column("ready"),
    Column("created"),
    Column("last_update"),
    Column("last_change", indexed=False),
    Column("tags", indexed=False),
    Column("system_tags", indexed=False),
)
_PROJECT_COLUMNS = (
    Column("name", natural=True),
    Column("basename", natural=True),
    Column("parent"),
    Column("user", indexed=False),
    Column("created"),
    Column("last_update"),
    Column("path", indexed=False),
    Column("tags", indexed=False),
    Column("system_tags", indexed=False),
)
_QUEUE_COLUMNS = (
    Column("name", natural=True),
    Column("created"),
    Column("last_update"),
    Column("tags", indexed=False),
    Column("system_tags", indexed=False),
)


class Store:
    """Everything the server remembers. Used from one thread at a time.

    A call to the server is one transaction: after a kill at any moment the file holds each call
    wholly or not at all.
    """

    def __init__(self, path: Path | str = ":memory:", content: bytes | None = None) -> None:
        """Opens a store.

        Args:
            path: its file; in memory if none is given.
            content: what a store in memory begins with, as another one's `copy` has it.
        """
        self.connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        if content is not None:
            self.connection.deserialize(content)
        self._depth = 0
        self._collections: dict[str, Collection] = {}
        self.connection.create_function("natural_key", 1, natural_key, deterministic=True)
        self._matching = Matching()
        self.connection.create_function("regexp", 2, self._matching.regexp, deterministic=True)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.execute("PRAGMA temp_store = MEMORY")
        self.connection.execute("PRAGMA cache_size = -32768")
        with self.transaction():
            self.tasks = self.collection("tasks", _TASK_COLUMNS, _TASK_INDEXES)
            self.models = self.collection("models", _MODEL_COLUMNS)
            self.projects = self.collection("projects", _PROJECT_COLUMNS)
            self.queues = self.collection("queues", _QUEUE_COLUMNS)
            self.users = self.collection("users", (Column("name", natural=True),))
            self.companies = self.collection("companies")
            self.workers = self.collection("workers")
            self.containers = self.collection("containers")
            self.settings = self.collection("settings")
            self.worker_samples = SampleStore(self.connection, "worker")
            self.endpoint_samples = SampleStore(self.connection, "container")
            self.events = EventStore(self.connection)

    def copy(self) -> Store:
        """Another store, in memory, that holds the same and knows nothing of this one."""
        return Store(content=self.connection.serialize())

    def collection(
        self,
        name: str,
        columns: tuple[Column, ...] = (),
        indexes: tuple[tuple[str, ...], ...] = (),
    ) -> Collection:
        """A collection of this store, created if it is not there yet."""
        if name not in self._collections:
            self._collections[name] = Collection(self.connection, name, columns, indexes)
        return self._collections[name]

    def collection_named(self, name: str) -> Collection:
        """The collection of this name, such as "tasks"."""
        return self._collections[name]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Makes what happens inside one change: all of it, or, if it raises, nothing.

        May be nested: an inner one that raises takes back only its own part.

        Raises:
            ServerError: 400/21, what is filtered by a regular expression took too long.
        """
        begin, commit, rollback = (
            ("BEGIN", "COMMIT", "ROLLBACK")
            if self._depth == 0
            else (
                f"SAVEPOINT level{self._depth}",
                f"RELEASE level{self._depth}",
                f"ROLLBACK TO level{self._depth}",
            )
        )
        self.connection.execute(begin)
        if self._depth == 0:
            self._matching.begin()
        self._depth += 1
        try:
            yield
            self.connection.execute(commit)
        except BaseException as error:
            # Of a full disk or a failed write SQLite takes back everything by itself.
            if self.connection.in_transaction:
                self.connection.execute(rollback)
                if self._depth > 1:
                    self.connection.execute(commit)
            if self._matching.given_up and isinstance(error, sqlite3.OperationalError):
                raise failure(400, 21, err="it takes too long", extra_info=None) from error
            raise
        finally:
            self._depth -= 1

    def close(self) -> None:
        """Closes the file."""
        self.connection.close()
