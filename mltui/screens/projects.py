"""The projects: their tree, with what happened in each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from mltui.actions.subject import Kind, Subject
from mltui.live.heard import with_reports
from mltui.live.projects import KEEP, MOST_PROJECTS, Project, ask_projects, name_pattern
from mltui.live.task_rows import TaskRow, newest_tasks
from mltui.screens.acting import ActingScreen, action_keys
from mltui.screens.base import sheets
from mltui.screens.beside import PanelScreen
from mltui.screens.messages import Answered
from mltui.screens.project_cells import COLUMNS, panel, row_of
from mltui.screens.project_tree import Branch, Tree, branches, grow
from mltui.screens.tasks import TasksScreen
from mltui.series import numbers
from mltui.widgets.lines import Lines
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often the tree and the panel are asked for, seconds; counting is work for the server.
PACE_S = 10.0


class ProjectsAnswered(Answered[list[Project]]):
    """The projects were listed."""


class NewestAnswered(Answered[list[TaskRow]]):
    """The newest tasks of the project under the cursor were listed."""


class ProjectsScreen(PanelScreen, ActingScreen):
    """The tree of projects; beside it the newest tasks of the one under the cursor."""

    NAME = "Projects"
    FILTERS = "part of a project's name"
    CSS_PATH = sheets("projects")
    KIND = Kind.PROJECT
    LISTED_BY = "projects"
    PENDING_COLUMN = "updated"
    BINDINGS: ClassVar[list[BindingType]] = [
        *action_keys(Kind.PROJECT),
        Binding("h,left", "fold", "fold", key_display="h"),
        Binding("l,right", "unfold", "unfold", key_display="l"),
        Binding("H", "fold_all", "fold all", show=False),
        Binding("L", "unfold_all", "unfold all", show=False),
        Binding("p", "panel", "panel", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._projects: list[Project] = []
        self._tree = Tree()
        self._branches: dict[str, Branch] = {}
        self._folded: set[str] = set()

    def compose_body(self) -> ComposeResult:
        """Yield the tree and the panel."""
        with Horizontal():
            yield Table(COLUMNS, id="projects")
            yield Lines(id="newest")

    def open_feeds(self) -> None:
        """Ask for the projects, and for the newest tasks of one."""
        self.add_feed("projects", self._ask_projects, PACE_S, ProjectsAnswered, keep=KEEP)
        self.add_feed("newest", self._ask_newest, PACE_S, NewestAnswered)

    def counts(self) -> str:
        """Return how many projects there are."""
        if not self._projects:
            return ""
        first = "the first " if len(self._projects) >= MOST_PROJECTS else ""
        return first + numbers.counted(len(self._projects), "project")

    async def _ask_projects(self, client: Client) -> list[Project]:
        return await ask_projects(client, name_pattern(self.pattern))

    async def _ask_newest(self, client: Client) -> list[TaskRow]:
        branch = self._branches.get(self.panel.key or "")
        if branch is None or branch.project is None:
            return []
        return await with_reports(client, await newest_tasks(client, branch.project.subtree))

    # Answers

    @on(ProjectsAnswered)
    async def _take_projects(self, message: ProjectsAnswered) -> None:
        renamed = self._renamed(message.answer)
        self._projects = message.answer
        self._folded = {renamed.get(name, name) for name in self._folded}
        # Thousands are sorted for longer than a key may wait: what follows has a turn of its own.
        self._tree = grow(message.answer)
        await asyncio.sleep(0)
        table = self.query_one(Table)
        cursor, marked = table.cursor_key, table.marked
        self._show_tree()
        if cursor in renamed:
            table.move_to(renamed[cursor])
        if any(name in renamed for name in marked):
            table.mark(renamed.get(name, name) for name in marked)
        nothing = "No project fits this filter." if self.pattern else "No projects here yet."
        self.show_note("" if self._projects else nothing)

    def _renamed(self, projects: Iterable[Project]) -> dict[str, str]:
        """Return the new names of projects by those they were listed under so far."""
        names = {project.id: project.name for project in self._projects}
        return {
            names[project.id]: project.name
            for project in projects
            if names.get(project.id, project.name) != project.name
        }

    def _show_tree(self) -> None:
        # A filter shows everything it found.
        lines = branches(self._tree, () if self.pattern else self._folded)
        self._branches = {branch.name: branch for branch in lines}
        now = self.host.timing.now()
        self.query_one(Table).set_rows(row_of(branch, now) for branch in lines)

    @on(NewestAnswered)
    def _show_newest(self, message: NewestAnswered) -> None:
        branch = self._branches.get(self.panel.key or "")
        if branch is not None:
            lines = panel(branch, message.answer, self.host.timing.now())
            self.query_one("#newest", Lines).show(lines)

    # The table

    @on(Table.Highlighted)
    def _cursor_moved(self) -> None:
        self.panel.follow()

    @on(Table.Selected)
    def _opened(self, message: Table.Selected) -> None:
        branch = self._branches.get(message.key)
        if branch is not None and branch.project is not None:
            self.app.push_screen(TasksScreen(branch.project))

    def subjects(self) -> list[Subject]:
        """Return the marked projects, or the one under the cursor."""
        found = [self._branches.get(key) for key in self.query_one(Table).chosen]
        return [
            Subject(branch.project.id, branch.name, kind=Kind.PROJECT)
            for branch in found
            if branch is not None and branch.project is not None
        ]

    def row_keys(self, ids: Iterable[str]) -> list[str]:
        """Return the rows of projects, whose keys are names."""
        names = {project.id: project.name for project in self._projects}
        return [names[identity] for identity in ids if identity in names]

    def _under_cursor(self) -> Branch | None:
        return self._branches.get(self.query_one(Table).cursor_key or "")

    def action_fold(self) -> None:
        """Hide what is below the project, or go to its parent."""
        branch = self._under_cursor()
        if branch is None:
            return
        if branch.has_children and not branch.folded:
            self._folded.add(branch.name)
            self._show_tree()
        elif "/" in branch.name:
            self.query_one(Table).move_to(branch.name.rpartition("/")[0])

    def action_unfold(self) -> None:
        """Show what is below the project."""
        branch = self._under_cursor()
        if branch is not None and branch.folded:
            self._folded.discard(branch.name)
            self._show_tree()

    def action_fold_all(self) -> None:
        """Show the topmost projects alone."""
        self._folded = set(self._tree.parents)
        self._show_tree()

    def action_unfold_all(self) -> None:
        """Show every project."""
        self._folded.clear()
        self._show_tree()

    # The panel

    def ask_panel(self) -> None:
        """Ask for the newest tasks of the project under the cursor."""
        self.query_one("#newest", Lines).show(())
        if self.panel.key is not None:
            self.feed("newest").ask_anew()

    def filter_changed(self, pattern: str) -> None:  # noqa: ARG002
        """Ask for the projects that fit."""
        self.feed("projects").ask_anew()
