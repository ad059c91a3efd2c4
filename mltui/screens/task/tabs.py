"""The tabs of a task's page in one table; a tab's module is imported when it is first opened."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from mltui.screens.task.tab import TaskTab


@dataclass(frozen=True, slots=True)
class TabEntry:
    """A tab.

    Attributes:
        name: Its title, by which `:` jumps find it too.
        path: `module:class`.
        short: Its title where there is little room.
    """

    name: str
    path: str
    short: str = ""

    def title(self, narrow: bool) -> str:
        """Return the title to show."""
        return self.short or self.name if narrow else self.name

    def load(self) -> type[TaskTab]:
        """Import the tab's class."""
        module, _, name = self.path.partition(":")
        return cast("type[TaskTab]", getattr(import_module(module), name))


TABS = (
    TabEntry("Overview", "mltui.screens.task.overview:Overview"),
    TabEntry("Scalars", "mltui.screens.task.scalar_grid:ScalarGrid"),
    TabEntry("Console", "mltui.screens.task.console:ConsoleTab"),
    TabEntry("Plots", "mltui.screens.task.plots:Plots"),
    TabEntry("Images", "mltui.screens.task.images:Images"),
    TabEntry("Configuration", "mltui.screens.task.configuration:ConfigurationTab", short="Config"),
    TabEntry("Execution", "mltui.screens.task.execution:ExecutionTab", short="Exec"),
    TabEntry("Artifacts", "mltui.screens.task.artifacts:Artifacts"),
    TabEntry("Machine", "mltui.screens.task.machine:MachineTab"),
)

#: The names of the tabs that other modules open.
OVERVIEW = TABS[0].name


def tab_called(text: str) -> TabEntry | None:
    """Find the tab whose name begins with a text."""
    return next((tab for tab in TABS if tab.name.casefold().startswith(text.casefold())), None)
