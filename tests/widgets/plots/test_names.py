from __future__ import annotations

from mltui.widgets.plots.names import numbered, shortened


def test_names_that_have_room_stay_as_they_are():
    assert shortened(["cat", "dog"], 3) == ("cat", "dog")


def test_names_lose_their_ends_where_their_beginnings_differ():
    assert shortened(["elephant", "giraffes"], 5) == ("elep…", "gira…")


def test_names_that_begin_alike_lose_their_middles():
    assert shortened(["layer.first.weight.1", "layer.first.weight.2"], 8) == (
        "lay…ht.1",
        "lay…ht.2",
    )


def test_names_that_begin_and_end_alike_lose_what_they_begin_with():
    names = ["vehicle_red_van", "vehicle_old_van"]
    assert shortened(names, 6) == ("…red_…", "…old_…")


def test_names_that_cannot_be_told_apart_are_given_up():
    assert shortened(["truck", "train", "tram", "tractor"], 3) is None
    assert shortened([f"{middle:>9}, and so on" for middle in "abc"], 4) == ("…a,…", "…b,…", "…c,…")
    assert shortened(["first one red", "first two red", "last one red"], 4) is None


def test_the_same_name_twice_may_look_the_same():
    names = ["background", "background", "foreground"]
    assert shortened(names, 6) == ("backg…", "backg…", "foreg…")


def test_numbers_go_before_names_that_are_cut_to_what_is_left():
    assert numbered(["train", "truck"], [2, 1], 6) == ("2 tra…", "1 tru…")
    assert numbered(["a", "b"], [9, 10], 6) == (" 9 a", "10 b")


def test_equal_names_have_numbers_of_their_own():
    assert numbered(["a", "a", "b"], [1, 2, 3], 6) == ("1 a", "2 a", "3 b")
