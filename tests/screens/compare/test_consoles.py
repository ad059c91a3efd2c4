from __future__ import annotations

from mltui.screens.compare.consoles import pair_among, with_other

ABCD = ("a", "b", "c", "d")


def test_a_task_that_is_gone_leaves_its_place_in_the_pair_to_the_first_of_the_others() -> None:
    assert pair_among(ABCD, ("c", "b")) == ("c", "b")
    assert pair_among(("a", "b", "d"), ("c", "b")) == ("a", "b")
    assert pair_among(("a", "d"), ("c", "b")) == ("a", "d")
    assert pair_among(("a", "b"), ("a", "a")) == ("a", "b")
    assert pair_among(("a",), ("a", "b")) is None
    assert pair_among((), ("a", "b")) is None


def test_choosing_the_other_one_of_the_pair_lets_the_two_change_places() -> None:
    assert with_other(("a", "b"), 0, "c") == ("c", "b")
    assert with_other(("a", "b"), 1, "c") == ("a", "c")
    assert with_other(("a", "b"), 0, "b") == ("b", "a")
    assert with_other(("a", "b"), 1, "a") == ("b", "a")
