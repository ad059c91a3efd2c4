from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from mltui.live.kept import Keep, Kept
from mltui.live.kept_file import why_unwritten
from mltui.live.store import FORMAT, LARGEST_BYTES, DiskStore, MemoryStore, Remembered, Store
from tests.support.full_disk import full_disk

ANSWER = Remembered({"rows": ["a", "b"]}, 1_800_000_000.0)


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return MemoryStore() if request.param == "memory" else DiskStore(tmp_path, "http://a", "me")


def test_what_was_put_is_there(store: Store):
    store.put("tasks", ANSWER)
    assert store.get("tasks") == ANSWER


def test_what_was_never_put_is_not(store: Store):
    assert store.get("tasks") is None


def test_the_newest_answer_replaces_the_one_before(store: Store):
    store.put("tasks", ANSWER)
    store.put("tasks", Remembered({}, 1.0))
    assert store.get("tasks") == Remembered({}, 1.0)


def test_the_disk_remembers_between_runs(tmp_path: Path):
    DiskStore(tmp_path, "http://a", "me").put("tasks", ANSWER)
    assert DiskStore(tmp_path, "http://a", "me").get("tasks") == ANSWER


@pytest.mark.parametrize(("server", "user"), [("http://b", "me"), ("http://a", "you")])
def test_servers_and_users_are_kept_apart(tmp_path: Path, server: str, user: str):
    DiskStore(tmp_path, "http://a", "me").put("tasks", ANSWER)
    assert DiskStore(tmp_path, server, user).get("tasks") is None


def test_nothing_on_disk_names_the_user(tmp_path: Path):
    DiskStore(tmp_path, "http://a", "SECRETKEY").put("tasks", ANSWER)
    for path in tmp_path.rglob("*"):
        assert "SECRETKEY" not in path.name
        assert path.is_dir() or b"SECRETKEY" not in path.read_bytes()


def test_the_files_are_for_the_person_alone(tmp_path: Path):
    DiskStore(tmp_path / "cache", "http://a", "me").put("tasks", ANSWER)
    for path in (tmp_path / "cache").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        json.dumps({"format": 0, "question": "tasks", "value": {}, "answered_at": 1}),
        json.dumps({"format": FORMAT, "question": "other", "value": {}, "answered_at": 1}),
        json.dumps({"format": FORMAT, "question": "tasks", "value": [], "answered_at": 1}),
        json.dumps({"format": FORMAT, "question": "tasks", "value": {}, "answered_at": "now"}),
    ],
)
def test_a_damaged_file_counts_as_nothing(tmp_path: Path, content: str):
    store = DiskStore(tmp_path, "http://a", "me")
    store.put("tasks", ANSWER)
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    path.write_text(content)
    assert store.get("tasks") is None


def test_what_an_older_version_kept_is_removed_for_all_servers_with_the_first_answer(
    tmp_path: Path,
):
    DiskStore(tmp_path, "http://a", "me").put("tasks", ANSWER)
    DiskStore(tmp_path, "http://b", "me").put("models", ANSWER)
    current = f'"format":{FORMAT},'
    for path in tmp_path.glob("*/*.json"):
        path.write_text(path.read_text().replace(current, '"format":1,').replace('"a"', '"hunter"'))
    other = tmp_path / "pictures" / "one.json"
    other.parent.mkdir()
    other.write_text("[]")
    store = DiskStore(tmp_path, "http://a", "me")
    assert store.get("tasks") is None
    store.put("queues", ANSWER)
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not any("hunter" in path.read_text() for path in left)
    assert len(left) == 2
    assert other in left


def test_what_a_person_would_miss_is_read_whatever_becomes_of_the_answers(tmp_path: Path):
    lasting = DiskStore(tmp_path, "http://a", "me", lasting=True)
    lasting.put("alerts", ANSWER)
    (kept,) = tmp_path.glob("*/*.json")
    assert json.loads(kept.read_text())["format"] == 1
    many = Remembered({"followed": "x" * LARGEST_BYTES}, 1.0)
    lasting.put("alerts", many)
    lasting.put("others", ANSWER)
    assert DiskStore(tmp_path, "http://a", "me", lasting=True).get("alerts") == many


def test_what_a_person_would_miss_stays_where_one_folder_has_both(tmp_path: Path):
    lasting = DiskStore(tmp_path, "http://a", "me", lasting=True)
    lasting.put("alerts", ANSWER)
    DiskStore(tmp_path, "http://a", "me").put("tasks", ANSWER)
    assert lasting.get("alerts") == ANSWER


def test_a_pipe_in_the_place_of_an_answer_is_nothing_kept(tmp_path: Path):
    DiskStore(tmp_path, "http://a", "me").put("tasks", ANSWER)
    (kept,) = (path for path in tmp_path.rglob("*") if path.is_file())
    kept.unlink()
    os.mkfifo(kept)
    assert DiskStore(tmp_path, "http://a", "me").get("tasks") is None


def test_a_disk_that_cannot_be_written_is_no_error(tmp_path: Path):
    (tmp_path / "file").write_text("")
    DiskStore(tmp_path / "file", "http://a", "me").put("tasks", ANSWER)


def test_who_wants_to_know_is_told_that_an_answer_is_not_kept(tmp_path: Path):
    told: list[str] = []
    (tmp_path / "file").write_text("")
    store = DiskStore(tmp_path / "file", "http://a", "me")
    store.unkept = lambda path, error: told.append(f"{path.parent}: {why_unwritten(error)}")
    store.put("tasks", ANSWER)
    assert told == [f"{tmp_path / 'file'}: a file is in the place of a folder"]


def test_on_a_full_disk_the_answer_before_stays_and_nothing_lies_beside_it(tmp_path: Path):
    store = DiskStore(tmp_path, "http://a", "me")
    store.put("tasks", ANSWER)
    with full_disk():
        store.put("tasks", Remembered({}, 1.0))
    assert store.get("tasks") == ANSWER
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_huge_answer_is_not_kept_and_neither_is_the_one_before(tmp_path: Path):
    store = DiskStore(tmp_path, "http://a", "me")
    store.put("tasks", ANSWER)
    store.put("tasks", Remembered({"text": "x" * LARGEST_BYTES}, 1.0))
    assert store.get("tasks") is None


KEEP: Keep[list[str]] = Keep(
    "names",
    lambda names: {"names": list(names)},
    lambda value: [str(name) for name in value["names"]],  # type: ignore[union-attr]
    worth=bool,
)


def test_the_newest_answer_is_kept_at_the_end_and_recalled_at_the_start():
    store = MemoryStore()
    kept = Kept(KEEP, store)
    kept.note(["a"], 1.0)
    kept.note(["a", "b"], 2.0)
    assert store.get("names") is None
    kept.flush()
    assert Kept(KEEP, store).recall() == (["a", "b"], 2.0)


def test_an_answer_not_worth_it_leaves_the_one_before():
    store = MemoryStore()
    kept = Kept(KEEP, store)
    kept.note(["a"], 1.0)
    kept.note([], 2.0)
    kept.flush()
    assert Kept(KEEP, store).recall() == (["a"], 1.0)


def test_a_kept_answer_of_another_shape_is_ignored():
    store = MemoryStore()
    store.put("names", Remembered({"titles": []}, 1.0))
    assert Kept(KEEP, store).recall() is None
