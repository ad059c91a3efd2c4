from __future__ import annotations

import os
from pathlib import Path

from mltui.live.kept_file import why_unwritten
from mltui.live.preferences import LARGEST_BYTES, MOST, Preferences


def test_choices_are_there_after_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "state" / "views.json"
    Preferences(path).put("scalars of A", {"columns": 2})
    assert Preferences(path).get("scalars of A") == {"columns": 2}


def test_a_damaged_file_is_nothing_chosen(tmp_path: Path) -> None:
    path = tmp_path / "views.json"
    for content in ("{", "[1]", '{"a": 3}', "[" * 100_000):
        path.write_text(content)
        assert Preferences(path).get("a") == {}


def test_what_is_no_file_or_too_large_for_one_is_nothing_chosen_and_is_replaced(
    tmp_path: Path,
) -> None:
    path = tmp_path / "views.json"
    os.mkfifo(path)
    assert Preferences(path).get("a") == {}
    Preferences(path).put("a", {"x": 1})
    assert Preferences(path).get("a") == {"x": 1}
    os.truncate(path, LARGEST_BYTES + 1)
    assert Preferences(path).get("a") == {}
    path.unlink()
    path.symlink_to("/dev/zero")
    assert Preferences(path).get("a") == {}


def test_a_folder_that_cannot_be_written_costs_nothing_but_the_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    preferences = Preferences(tmp_path / "file" / "views.json")
    preferences.put("a", {"x": 1})
    assert preferences.get("a") == {"x": 1}


def test_who_wants_to_know_is_told_each_time_that_a_choice_is_not_kept(tmp_path: Path) -> None:
    told: list[tuple[Path, str]] = []
    preferences = Preferences(tmp_path / "state" / "views.json")
    preferences.unkept = lambda path, error: told.append((path, why_unwritten(error)))
    preferences.put("a", {"x": 1})
    assert told == []
    (tmp_path / "state" / "views.json").unlink()
    (tmp_path / "state" / "views.json").mkdir()
    preferences.put("a", {"x": 2})
    preferences.put("a", {"x": 3})
    assert told == [(tmp_path / "state" / "views.json", "is a directory")] * 2
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["views.json"]


def test_monitors_beside_each_other_do_not_forget_what_the_other_was_told(tmp_path: Path) -> None:
    path = tmp_path / "views.json"
    one, other = Preferences(path), Preferences(path)
    assert one.get("kept filters") == other.get("kept filters") == {}
    one.put("kept filters", {"mine": "user:me"})
    other.put("task columns", {"columns": ["name"]})
    assert other.get("kept filters") == {"mine": "user:me"}
    other.put("kept filters", {**other.get("kept filters"), "bad": "status:failed"})
    one.put("scalars of A", {"columns": 2})
    after = Preferences(path)
    assert after.get("kept filters") == {"mine": "user:me", "bad": "status:failed"}
    assert after.get("task columns") == {"columns": ["name"]}
    assert after.get("scalars of A") == {"columns": 2}


def test_what_could_not_be_written_is_written_with_the_next_choice(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    path = tmp_path / "state" / "views.json"
    preferences = Preferences(path)
    preferences.put("a", {"x": 1})
    (tmp_path / "state").unlink()
    Preferences(path).put("b", {"x": 2})
    assert preferences.get("a") == {"x": 1}
    assert preferences.get("b") == {"x": 2}
    preferences.put("c", {"x": 3})
    assert Preferences(path).get("a") == {"x": 1}


def test_the_oldest_choices_give_way() -> None:
    preferences = Preferences()
    for number in range(MOST + 5):
        preferences.put(str(number), {"n": number})
    assert preferences.get("0") == {}
    assert preferences.get(str(MOST + 4)) == {"n": MOST + 4}
