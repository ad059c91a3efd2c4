from __future__ import annotations

from mltui.widgets.plots.names import legend, numbered, shortened


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


def test_a_legend_is_folded_between_its_entries():
    assert legend(["truck", "train", "tram", "tractor"], 20) == [
        "1 truck  2 train",
        "3 tram  4 tractor",
    ]


def test_a_number_in_a_legend_stays_with_its_name_however_long_that_is():
    assert legend(["a", "a rather long name of a class", "b"], 16) == [
        "1 a",
        "2 a rather long",
        "  name of a",
        "  class",
        "3 b",
    ]
    assert legend(["a" * 20], 12) == ["1 " + "a" * 10, "  " + "a" * 10]


def test_a_legend_names_all_there_is():
    names = [f"a name of {number}" for number in range(40)]
    text = "\n".join(legend(names, 20))
    assert all(name in text for name in names)
