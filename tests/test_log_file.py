from __future__ import annotations

import logging
import os
import stat

import pytest

from mltui.log_file import LARGEST_BYTES, close_log, current_log, open_log

SECRET = "a-secret-key-of-somebody"


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "state" / "mltui.log"
    before = logging.getLogger().level
    assert open_log("info", [SECRET, "x"], path) == path
    yield path
    close_log()
    logging.getLogger().setLevel(before)


def test_only_its_owner_may_read_it(log):
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_only_its_owner_may_read_those_that_follow_it(log):
    umask = os.umask(0o022)
    try:
        for _ in range(4):
            logging.getLogger("mltui.somewhere").info("x" * (LARGEST_BYTES // 2))
    finally:
        os.umask(umask)
    files = sorted(log.parent.iterdir())
    assert len(files) > 1
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * len(files)
    assert "x" in log.read_text()


def test_it_has_what_was_logged_from_its_level_on(log):
    logging.getLogger("mltui.somewhere").info("a tale")
    logging.getLogger("mltui.somewhere").debug("a detail")
    assert "a tale" in log.read_text()
    assert "a detail" not in log.read_text()
    assert current_log() == log


@pytest.mark.parametrize(
    "text",
    [
        f"login with {SECRET} failed",
        "Authorization: Bearer abcdefghijklmnop.qrstuvw",
        "Authorization: Basic dXNlcjpwYXNzd29yZA==",
        "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "{'secret_key': 'another-secret'}",
        "secret_key=another-secret",
    ],
)
def test_secrets_never_reach_it(log, text):
    logging.getLogger("mltui").error(text)
    written = log.read_text()
    assert "***" in written
    for secret in (SECRET, "abcdefghij", "dXNlcjpw", "eyJ", "another-secret"):
        assert secret not in written


def test_secrets_in_tracebacks_never_reach_it(log):
    try:
        raise ValueError(f"cannot use {SECRET}")
    except ValueError:
        logging.getLogger("mltui").exception("it failed")
    assert "Traceback" in log.read_text()
    assert SECRET not in log.read_text()


def test_control_characters_are_written_as_escapes(log):
    logging.getLogger("mltui").error("a name: \x1b]52;c;aGk=\x07")
    assert "\x1b" not in log.read_text()
    assert "\\x1b]52" in log.read_text()


def test_ordinary_words_are_not_masked(log):
    logging.getLogger("mltui").error("token expired, 3 tokens left; x marks the spot")
    assert "x marks the spot" in log.read_text()
    assert "***" not in log.read_text()


def test_a_folder_that_cannot_be_written_costs_only_the_log(tmp_path):
    (tmp_path / "file").write_text("")
    try:
        assert open_log("info", path=tmp_path / "file" / "mltui.log") is None
        logging.getLogger("mltui").error("nobody will read this")
    finally:
        close_log()


@pytest.mark.parametrize("kind", ["pipe", "folder", "link to itself", "link to nowhere"])
def test_what_is_no_file_in_its_place_costs_only_the_log(tmp_path, kind):
    path = tmp_path / "mltui.log"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "link to itself":
            path.symlink_to(path)
        case _:
            path.symlink_to(tmp_path / "nowhere" / "mltui.log")
    try:
        assert open_log("info", path=path) is None
    finally:
        close_log()


def test_a_device_in_its_place_stays_open_to_everybody(tmp_path):
    # Such as the null device, which somebody may link it to who wants no log.
    terminal, device = os.openpty()
    os.fchmod(device, 0o666)
    path = tmp_path / "mltui.log"
    path.symlink_to(os.ttyname(device))
    try:
        assert open_log("info", path=path) is None
        assert stat.S_IMODE(os.fstat(device).st_mode) == 0o666
    finally:
        close_log()
        os.close(terminal)
        os.close(device)


def test_a_link_is_followed_to_the_file_that_somebody_keeps_elsewhere(tmp_path):
    (tmp_path / "elsewhere.log").write_text("a tale\n")
    path = tmp_path / "mltui.log"
    path.symlink_to(tmp_path / "elsewhere.log")
    try:
        assert open_log("info", path=path) == path
        logging.getLogger("mltui").error("and another")
    finally:
        close_log()
    assert path.is_symlink()
    assert "and another" in (tmp_path / "elsewhere.log").read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
