from __future__ import annotations

import pytest

from mltui.live.names import given_gpus, ranges, short_worker


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
