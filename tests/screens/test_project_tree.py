from __future__ import annotations

from mltui.live.projects import Project
from mltui.screens.project_tree import ancestors, branches, grow


def project(name: str) -> Project:
    return Project(id=f"id of {name}", name=name)


def names(*projects: str, folded: tuple[str, ...] = ()) -> list[str]:
    return [branch.name for branch in branches(grow(map(project, projects)), folded)]


def test_children_stand_below_their_parent_in_order():
    assert names("b", "a/c", "a", "a/b") == ["a", "a/b", "a/c", "b"]


def test_children_stay_with_their_parent_whatever_sorts_between():
    assert names("a", "a b", "a/z") == ["a", "a/z", "a b"]


def test_names_that_differ_in_case_alone_keep_their_children():
    assert names("a/y", "a", "A/x", "A", "B/b") == ["A", "A/x", "a", "a/y", "B", "B/b"]


def test_a_parent_that_the_filter_left_out_is_shown_without_counts():
    lines = branches(grow([project("a/b/c")]), ())
    assert [(line.name, line.project is None) for line in lines] == [
        ("a", True),
        ("a/b", True),
        ("a/b/c", False),
    ]


def test_a_folded_project_hides_all_below_it():
    assert names("a", "a/b", "a/b/c", "d", folded=("a",)) == ["a", "d"]


def test_a_folded_leaf_is_not_folded():
    (line,) = branches(grow([project("a")]), ("a",))
    assert not line.folded


def test_depth_and_last_part_of_the_name():
    line = branches(grow([project("a"), project("a/b")]), ())[1]
    assert (line.depth, line.basename) == (1, "b")


def test_ancestors_of_a_name():
    assert ancestors("a/b/c") == ["a", "a/b"]
    assert ancestors("a") == []
