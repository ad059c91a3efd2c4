"""Every screen in one table, imported only when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mltui.screens.base import MonitorScreen


@dataclass(frozen=True, slots=True)
class Entry:
    """A screen a person can go to.

    Attributes:
        name: What `:name` and the code call it.
        key: The key that switches to it.
        title: What the status line calls it.
        path: `module:class`, imported when first needed. The class takes no arguments.
    """

    name: str
    key: str
    title: str
    path: str


#: The screens with a key of their own, in the order of the status line.
ENTRIES = (
    Entry("home", "0", "Home", "mltui.screens.home:HomeScreen"),
    Entry("projects", "1", "Projects", "mltui.screens.projects:ProjectsScreen"),
    Entry("tasks", "2", "Tasks", "mltui.screens.tasks:TasksScreen"),
    Entry("queues", "3", "Queues", "mltui.screens.queues:QueuesScreen"),
    Entry("workers", "4", "Workers", "mltui.screens.workers:WorkersScreen"),
    Entry("serving", "5", "Serving", "mltui.screens.serving:ServingScreen"),
    Entry("models", "6", "Models", "mltui.screens.models:ModelsScreen"),
    Entry("reports", "7", "Reports", "mltui.screens.reports:ReportsScreen"),
    Entry("usage", "8", "Usage", "mltui.screens.usage:UsageScreen"),
    Entry("account", "9", "Account", "mltui.screens.account:AccountScreen"),
)

#: The pages that show one thing, opened from a list: `PageClass(identity, title)`.
PAGES = {
    "task": "mltui.screens.task:TaskScreen",
    "compare": "mltui.screens.compare:CompareScreen",
    "model": "mltui.screens.model:ModelScreen",
    "report": "mltui.screens.report:ReportScreen",
    "worker": "mltui.screens.worker:WorkerScreen",
    "endpoint": "mltui.screens.endpoint:EndpointScreen",
    "activity": "mltui.screens.activity:ActivityScreen",
    "alerts": "mltui.screens.alerts:AlertsScreen",
    "host": "mltui.screens.this_host:ThisHostScreen",
}


@cache
def entries() -> tuple[Entry, ...]:
    """Return the screens this build has."""
    return tuple(entry for entry in ENTRIES if _exists(entry.path))


def has_page(name: str) -> bool:
    """Return whether this build has a page of that name."""
    return name in PAGES and _exists(PAGES[name])


def load_page(name: str) -> Callable[[str, str], MonitorScreen]:
    """Import the class of a page, which is made of an identity and a title."""
    module, _, class_name = PAGES[name].partition(":")
    page: Callable[[str, str], MonitorScreen] = getattr(import_module(module), class_name)
    return page


def load(path: str) -> Callable[[], MonitorScreen]:
    """Import a screen's class from its `module:class` path."""
    module, _, name = path.partition(":")
    screen: Callable[[], MonitorScreen] = getattr(import_module(module), name)
    return screen


@cache
def _exists(path: str) -> bool:
    try:
        return find_spec(path.partition(":")[0]) is not None
    except ModuleNotFoundError:
        return False
