from __future__ import annotations

from mltui.server.data_folder import data_folder, served_keys


def test_the_keys_of_a_server_are_found_once_it_was_started_here(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert served_keys() is None
    folder = data_folder()
    folder.mkdir(parents=True)
    (folder / "clearml.conf").write_text("{}")
    assert served_keys() == folder / "clearml.conf"
