from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mltui.live.local_gpus import LocalGpus, NoLocalGpus, Process
from mltui.live.local_processes import Origin, origin_of
from mltui.live.this_host import short_host, task_on, workers_here
from mltui.live.workers import Worker
from tests.support.nvml import Card, stand_in


def test_every_gpu_is_read(monkeypatch):
    cards = [Card(processes={4711: 2**30}), Card(name=b"Tesla T4", usage=0)]
    monkeypatch.setitem(sys.modules, "pynvml", stand_in(cards))
    gpus = LocalGpus()
    first, second = gpus.read()
    assert (first.number, first.name, first.usage) == (0, "NVIDIA H100 80GB HBM3", 91.0)
    assert (first.used_bytes, first.total_bytes) == (60 * 2**30, 80 * 2**30)
    assert (first.celsius, first.watts) == (71, 640.0)
    assert first.processes == (Process(4711, 2**30),)
    assert (second.name, second.usage) == ("Tesla T4", 0.0)
    gpus.close()


def test_what_a_gpu_does_not_support_is_unknown(monkeypatch):
    monkeypatch.setitem(sys.modules, "pynvml", stand_in([Card(refuses={"usage", "power"})]))
    (gpu,) = LocalGpus().read()
    assert gpu.usage is None
    assert gpu.watts is None
    assert gpu.celsius == 71


def test_without_a_driver_it_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "pynvml", stand_in([], no_driver=True))
    with pytest.raises(NoLocalGpus) as trouble:
        LocalGpus().read()
    assert trouble.value.sentence.startswith("This machine has no working NVIDIA driver")


def test_without_the_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pynvml", None)
    with pytest.raises(NoLocalGpus) as trouble:
        LocalGpus().read()
    assert "mltui[nvidia]" in trouble.value.sentence


def process(proc: Path, pid: int, parent: int, environment: bytes = b"") -> None:
    folder = proc / str(pid)
    folder.mkdir()
    (folder / "comm").write_text("python (3)\n")
    (folder / "environ").write_bytes(environment)
    (folder / "stat").write_text(f"{pid} (python (3)) S {parent} 1 1 0")


def test_a_process_is_matched_to_its_task_by_its_environment(tmp_path):
    process(tmp_path, 10, 1, b"AWS_SECRET=x\0CLEARML_TASK_ID=abc\0HOME=/root")
    assert origin_of(10, tmp_path) == Origin("python (3)", "abc")


def test_or_by_that_of_its_parents(tmp_path):
    process(tmp_path, 10, 1, b"TRAINS_TASK_ID=abc")
    process(tmp_path, 11, 10)
    process(tmp_path, 12, 11)
    assert origin_of(12, tmp_path).task == "abc"


def test_or_by_what_the_sdk_gives_to_those_it_starts(tmp_path):
    process(tmp_path, 10, 1, b"CLEARML_PROC_MASTER_ID=77:def")
    assert origin_of(10, tmp_path).task == "def"


def test_a_process_that_is_gone_is_of_no_task(tmp_path):
    assert origin_of(99, tmp_path) == Origin()


def test_the_workers_of_a_host_are_found_with_and_without_its_domain():
    workers = [Worker("box1:gpu0"), Worker("BOX1.lab.example:gpu1", task="t"), Worker("box10:0")]
    here = workers_here(workers, short_host("box1.lab.example"))
    assert [worker.id for worker in here] == ["box1:gpu0", "BOX1.lab.example:gpu1"]
    assert task_on(1, here) is here[1]
    assert task_on(0, here) is None
