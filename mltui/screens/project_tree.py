"""The tree that the names `a/b/c` of projects make. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from mltui.live.projects import Project


@dataclass(frozen=True, slots=True)
class Branch:
    """One visible line of the tree.

    Attributes:
        name: The whole name.
        project: The project; None for a parent that a filter left out.
        depth: 0 for a project at the top.
        has_children: Whether there is something below it.
        folded: Whether what is below it is hidden.
    """

    name: str
    project: Project | None
    depth: int
    has_children: bool
    folded: bool

    @property
    def basename(self) -> str:
        """The last part of the name."""
        return self.name.rpartition("/")[2]


def branches(projects: Iterable[Project], folded: Collection[str]) -> list[Branch]:
    """Return the visible lines: parents before children, sisters by name, folded ones hidden.

    Args:
        projects: In any order.
        folded: Whole names of the projects whose children are hidden.
    """
    known = {project.name: project for project in projects}
    names = {ancestor for name in known for ancestor in (*ancestors(name), name)}
    parents = {name.rpartition("/")[0] for name in names}
    lines: list[Branch] = []
    # Compared part by part, so that "a/b" comes before "a b", right below "a".
    for name in sorted(names, key=lambda name: name.casefold().split("/")):
        if any(ancestor in folded for ancestor in ancestors(name)):
            continue
        has_children = name in parents
        branch = Branch(
            name, known.get(name), name.count("/"), has_children, has_children and name in folded
        )
        lines.append(branch)
    return lines


def ancestors(name: str) -> list[str]:
    """Return the names of all projects above one, the topmost first."""
    parts = name.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
