"""The tree that the names `a/b/c` of projects make. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Tree:
    """All projects in the order of the tree, whatever of it is folded.

    Attributes:
        names: Whole names, also of parents that a filter left out: parents before children, and
            sisters by name.
        projects: By name.
        parents: The names of those that have something below them.
    """

    names: tuple[str, ...] = ()
    projects: Mapping[str, Project] = field(default_factory=dict)
    parents: Collection[str] = ()


def grow(projects: Iterable[Project]) -> Tree:
    """Return the tree of projects that come in any order."""
    known = {project.name: project for project in projects}
    parents: set[str] = set()
    for name in known:
        above = name.rpartition("/")[0]
        while above and above not in parents:
            parents.add(above)
            above = above.rpartition("/")[0]
    names = known.keys() | parents
    alike = len({name.casefold() for name in names}) < len(names)
    ordered = sorted(names, key=_part_by_part if alike else _place)
    return Tree(tuple(ordered), known, parents)


def _place(name: str) -> tuple[object, ...]:
    # Nothing sorts before the sign in place of the slash: "a/b" comes right below "a".
    return (name.casefold().replace("/", "\0"),)


def _part_by_part(name: str) -> tuple[object, ...]:
    # What is below "a" must not get between what is below "A".
    return (*zip(name.casefold().split("/"), name.split("/"), strict=True),)


def branches(tree: Tree, folded: Collection[str]) -> list[Branch]:
    """Return the visible lines of a tree.

    Args:
        tree: The projects.
        folded: Whole names of the projects whose children are hidden.
    """
    lines: list[Branch] = []
    for name in tree.names:
        if folded and any(ancestor in folded for ancestor in ancestors(name)):
            continue
        has_children = name in tree.parents
        hides = has_children and name in folded
        lines.append(Branch(name, tree.projects.get(name), name.count("/"), has_children, hides))
    return lines


def ancestors(name: str) -> list[str]:
    """Return the names of all projects above one, the topmost first."""
    parts = name.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
