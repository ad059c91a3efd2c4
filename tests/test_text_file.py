from __future__ import annotations

import os
import socket
import threading
from pathlib import Path
from unittest.mock import Mock

import pytest

from mltui import text_file
from mltui.settings import SettingsError
from mltui.text_file import LARGEST_BYTES, read_text, why_absent


@pytest.fixture
def pipe(tmp_path) -> Path:
    path = tmp_path / "clearml.conf"
    os.mkfifo(path)
    return path


def complaint(path: Path) -> str:
    with pytest.raises(SettingsError) as raised:
        read_text(path)
    return str(raised.value)


def test_a_file_is_read_without_the_mark_at_its_beginning(tmp_path):
    path = tmp_path / "mltui.toml"
    path.write_bytes(b"\xef\xbb\xbftheme = 'dark'\n")
    assert read_text(path) == "theme = 'dark'\n"


def test_a_pipe_without_a_writer_is_not_waited_for(pipe):
    assert complaint(pipe) == f"{pipe} cannot be read: it is a pipe, and nothing comes out of it."


def test_a_pipe_whose_writer_is_silent_is_waited_for_only_so_long(pipe, monkeypatch):
    monkeypatch.setattr(text_file, "PIPE_PATIENCE_S", 0.01)
    held = os.open(pipe, os.O_RDWR)
    try:
        assert "nothing comes out of it" in complaint(pipe)
    finally:
        os.close(held)


def test_a_pipe_that_somebody_writes_to_is_read_to_its_end(pipe):
    # As `mltui --config <(gpg -d clearml.conf.gpg)` has it; more than a pipe holds at once.
    text = "# a comment\n" * 20_000
    writer = threading.Thread(target=pipe.write_text, args=[text], daemon=True)
    writer.start()
    probe = os.open(pipe, os.O_RDONLY)  # returns when the writer is there
    try:
        assert read_text(pipe) == text
    finally:
        os.close(probe)
        writer.join()


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/tty"])
def test_a_device_is_refused(device):
    assert complaint(Path(device)) == f"{device} is a device, no settings file."


def test_the_device_that_is_empty_is_an_empty_file():
    assert read_text(Path("/dev/null")) == ""


def test_a_folder_is_refused(tmp_path):
    assert complaint(tmp_path) == f"{tmp_path} cannot be read: is a directory."


def test_a_link_that_leads_nowhere_is_named_with_where_it_leads(tmp_path):
    # As of a configuration on a disk of the network that is not mounted.
    path = tmp_path / "clearml.conf"
    path.symlink_to(tmp_path / "net" / "clearml.conf")
    assert why_absent(path) == ""
    assert complaint(path) == (
        f"{path} cannot be read: it is a link to {tmp_path}/net/clearml.conf, and there is nothing."
    )


def test_what_is_not_there_is_told_from_what_may_not_be_looked_at(tmp_path, monkeypatch):
    assert why_absent(tmp_path / "clearml.conf") == "not there"
    monkeypatch.setattr(Path, "lstat", Mock(side_effect=PermissionError))
    assert why_absent(tmp_path / "clearml.conf") == "its folder may not be opened"


def test_a_socket_is_refused(tmp_path):
    path = tmp_path / "socket"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        assert complaint(path).startswith(f"{path} cannot be read: ")


def test_a_file_that_is_far_too_large_is_refused(tmp_path):
    path = tmp_path / "clearml.conf"
    path.write_bytes(b"#" * (LARGEST_BYTES + 1))
    assert complaint(path) == f"{path} is larger than 1 MiB: it is no settings file."
