"""The lab: an engine whose store is full of work, and a clock of its own that drives it on."""

from __future__ import annotations

from datetime import UTC, datetime

from mltui.server.auth import Keys, add_keys
from mltui.server.engine import Engine
from mltui.server.identity import COMPANY_ID, COMPANY_NAME
from mltui.server.lab.documents import (
    FILES,
    project_documents,
    queue_documents,
    stamp,
    task_document,
)
from mltui.server.lab.history import History, make_history
from mltui.server.lab.models import give_models
from mltui.server.lab.people import ME, user_documents
from mltui.server.lab.reports import report_documents, report_projects
from mltui.server.store import Store

KEYS = Keys(access_key="DEMOACCESSKEY", secret_key="demo-secret-key")
"""The keys of the demo's user; they open nothing but the demo in this process."""


class Lab:
    """A simulated cluster behind an engine.

    Two labs of the same seed and opening that are stepped to the same moments hold the same.

    Attributes:
        engine: Answers calls; its time is the lab's.
        history: Every run the lab knows.
    """

    def __init__(self, seed: int, now: datetime) -> None:
        self.seed = seed
        self.opened = now.timestamp()
        self._now = self.opened
        self.engine = Engine(Store(":memory:"), clock=self.clock, files_server=FILES)
        self.history: History = make_history(seed, self.opened)
        self._furnish()

    def clock(self) -> datetime:
        """Return the lab's time, aware, in UTC."""
        return datetime.fromtimestamp(self._now, UTC)

    def step(self, to: datetime) -> None:
        """Let the lab live on until `to`; does nothing if that is past."""
        self._now = max(self._now, to.timestamp())

    def _furnish(self) -> None:
        """Write what is there when the lab opens."""
        store, history, now = self.engine.store, self.history, self.opened
        models = give_models(history)
        with store.transaction():
            store.companies.insert({"id": COMPANY_ID, "name": COMPANY_NAME})
            store.users.insert_many(user_documents(stamp(now - 300 * 86_400.0)))
            add_keys(store, ME.user, KEYS, label="demo")
            store.projects.insert_many(project_documents(history, now))
            store.projects.insert_many(report_projects(now))
            store.queues.insert_many(queue_documents(history, now))
            store.models.insert_many(models)
            store.tasks.insert_many(task_document(run, now) for run in history.runs.values())
            store.tasks.insert_many(report_documents(now))


def create_lab(seed: int = 1, now: datetime | None = None) -> Lab:
    """Open a lab.

    Args:
        seed: What its past and its chances are drawn from.
        now: When it opens, aware; the present if None.
    """
    return Lab(seed, now or datetime.now(UTC))
