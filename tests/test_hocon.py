from __future__ import annotations

import os
import re
from pathlib import Path

import pyhocon
import pytest
from pyhocon import config_parser

from mltui.hocon import parse_hocon
from mltui.settings import SettingsError


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def complaint(path: Path) -> str:
    with pytest.raises(SettingsError) as raised:
        parse_hocon(path)
    return str(raised.value)


def test_a_file_is_read_with_what_it_includes(tmp_path):
    write(tmp_path, "keys.conf", b"\xef\xbb\xbfcredentials { access_key: A }\r\n")
    conf = write(tmp_path, "clearml.conf", 'api { include "keys.conf", api_server: "http://x" }')
    assert parse_hocon(conf) == {
        "api": {"credentials": {"access_key": "A"}, "api_server": "http://x"}
    }


def test_an_included_file_may_use_names_of_the_one_around_it(tmp_path, monkeypatch):
    monkeypatch.setenv("LAB_HOST", "lab")
    write(tmp_path, "more.conf", 'server: "http://"${LAB_HOST}${port}')
    conf = write(tmp_path, "clearml.conf", 'port: ":8008"\ninclude file("more.conf")')
    assert parse_hocon(conf)["server"] == "http://lab:8008"


def test_a_file_that_is_included_but_not_there_is_empty_unless_it_is_required(tmp_path, capfd):
    conf = write(tmp_path, "clearml.conf", 'include "gone.conf"\na: 1')
    assert parse_hocon(conf) == {"a": 1}
    assert capfd.readouterr() == ("", "")
    conf = write(tmp_path, "clearml.conf", 'include required("gone.conf")\na: 1')
    assert complaint(conf) == f"{tmp_path / 'gone.conf'} cannot be read: no such file or directory."


@pytest.mark.parametrize(
    "include",
    [
        'include url("http://me:hush@127.0.0.1:9/x")',
        'include url("http://me:hu/s@hush@127.0.0.1:9/x")',
        'include url("http://127.0.0.1:9/x")',
        'include "http://127.0.0.1:9/x"',
        'api { include required(url("http://127.0.0.1:9/x")) }',
    ],
)
def test_addresses_are_not_fetched(tmp_path, monkeypatch, include):
    monkeypatch.setattr(config_parser, "urlopen", lambda *_, **__: pytest.fail("was fetched"))
    said = complaint(write(tmp_path, "clearml.conf", f"a: 1\n{include}\n"))
    assert re.match(rf"{tmp_path / 'clearml.conf'} includes http://(•••@)?127.0.0.1:9/x: ", said)
    assert "not fetched" in said
    assert "hu" not in said


def test_a_complaint_names_the_included_file(tmp_path):
    conf = write(tmp_path, "clearml.conf", 'include "more.conf"')
    more = write(tmp_path, "more.conf", "a: 1\nb {")
    assert complaint(conf).startswith(f"{more}, line 2: ")
    write(tmp_path, "more.conf", b"\xff\xfe")
    assert complaint(conf) == f"{more}, line 1: this is not UTF-8 text."


def test_what_includes_itself_is_refused(tmp_path):
    conf = write(tmp_path, "clearml.conf", 'include "more.conf"')
    write(tmp_path, "more.conf", 'include "clearml.conf"')
    assert complaint(conf) == f"{conf} includes itself."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("api = 1\napi { secret_key = hunter2 }", " is not usable: a value cannot be joined"),
        ('\nsecret_key = "K" ["hunter2"]', ", line 2: a value cannot be joined"),
        ("a = [1] hunter2", ", line 1: a value cannot be joined"),
        ("a = 1\na.b = hunter2", " is not usable: a value cannot be joined"),
        ("a = [hunter2]\na.b = 1", " is not usable: it is malformed."),
        ('api { secret_key = "hunter2" hunter2', ", line 1: expected '}'"),
        ("secret_key = hunter2 }", ", line 1: expected the end of the file, found '}'."),
    ],
)
def test_no_complaint_recites_a_value(tmp_path, text, said):
    conf = write(tmp_path, "clearml.conf", text)
    assert complaint(conf).startswith(f"{conf}{said}")
    assert "hunter2" not in complaint(conf)


def test_a_loop_is_seen_whatever_its_files_are_called(tmp_path):
    (tmp_path / "x").mkdir()
    conf = write(tmp_path, "clearml.conf", 'include "x/../more.conf"')
    write(tmp_path, "more.conf", 'include "x/../clearml.conf"')
    assert complaint(conf).endswith("clearml.conf includes itself.")


def test_files_that_include_more_and_more_are_refused(tmp_path):
    for number in range(20):
        write(tmp_path, f"{number}.conf", f'include "{number + 1}.conf"\n' * 2)
    write(tmp_path, "20.conf", "a: 1")
    conf = tmp_path / "0.conf"
    assert complaint(conf) == f"{conf} includes more than 50 files."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    conf = write(tmp_path, "clearml.conf", 'include "pipe"')
    assert complaint(conf) == f"{conf} includes {tmp_path / 'pipe'}, which is no ordinary file."


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs an endless file")
def test_nothing_endless_is_read(tmp_path):
    with pytest.raises(SettingsError, match="/dev/zero is a device"):
        parse_hocon(Path("/dev/zero"))
    conf = write(tmp_path, "clearml.conf", 'include file("/dev/zero")')
    assert complaint(conf) == f"{conf} includes /dev/zero, which is no ordinary file."


def test_packages_are_not_looked_into(tmp_path):
    conf = write(tmp_path, "clearml.conf", 'include package("os:path")')
    assert "cannot be included" in complaint(conf)


def test_what_is_nested_too_deeply_is_refused(tmp_path):
    conf = write(tmp_path, "clearml.conf", "a {" * 5000)
    assert complaint(conf) == f"{conf} is not usable: it is nested too deeply."


def test_the_parser_is_left_as_it_was(tmp_path):
    parse_hocon(write(tmp_path, "clearml.conf", "a: 1"))
    assert config_parser.ConfigFactory is pyhocon.ConfigFactory
