from __future__ import annotations

import pytest

from mltui.live.names import by_name, given_gpus, natural, ranges, short_worker


@pytest.mark.parametrize(
    ("worker", "short"),
    [
        ("gpu-box-01:gpu0,1,2,3,4,5,6,7", "gpu-box-01:0-7"),
        ("box1:0,1,2,5", "box1:0-2,5"),
        ("workstation-7:gpu0", "workstation-7:0"),
        ("box3:cpu:0", "box3:cpu:0"),
        ("box3", "box3"),
        ("", ""),
    ],
)
def test_a_workers_name_is_shortened(worker: str, short: str):
    assert short_worker(worker) == short


def test_ranges_are_sorted_and_without_doubles():
    assert ranges([3, 1, 2, 7, 3]) == "1-3,7"
    assert ranges([]) == ""


def test_an_agent_without_gpus_is_not_taken_for_one_with_the_gpu_of_its_number():
    assert short_worker("box1:cpu:0") == "box1:cpu:0"
    assert given_gpus("box1:cpu:0") == ()
    assert given_gpus("box1:gpu0") == given_gpus("box1:0") == (0,)


def test_names_that_end_in_numbers_are_sorted_as_people_count() -> None:
    counted = [f"value {number}" for number in range(12)]
    assert sorted(sorted(counted), key=natural) == counted
    assert by_name({"box10": 2, "box2": 1, "Box": 0}) == [("Box", 0), ("box2", 1), ("box10", 2)]
    pairs = [("loss 2", "b"), ("loss 10", "a 9"), ("loss 10", "a 10")]
    assert sorted(sorted(pairs), key=lambda name: natural(*name)) == pairs


def test_any_names_have_one_order() -> None:
    odd = ["", "1", "01", "a", "a1", "a1b", "ab", "\u0663", "²", "9" * 5000, "9" * 5000 + "0"]
    ordered = sorted(odd, key=natural)
    assert len({natural(name) for name in odd}) == len(odd)
    assert ordered.index("a") < ordered.index("a1") < ordered.index("a1b") < ordered.index("ab")
    assert ordered.index("9" * 5000) < ordered.index("9" * 5000 + "0")
