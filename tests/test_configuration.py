from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest

from mltui.configuration import find_configuration
from mltui.settings import SettingsError

CONF = """
# as clearml-init writes it
api {
    web_server: "http://conf:8080"
    api_server: "http://conf:8008/"
    files_server: "http://conf:8081"
    credentials {"access_key": "CONF-ACCESS", "secret_key": "CONF-SECRET"}
    verify_certificate: false
}
sdk { development { worker { report_period_sec: 2 } } }
"""


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return tmp_path


def write_conf(home: Path, text: str = CONF) -> Path:
    path = home / "clearml.conf"
    path.write_text(text)
    return path


def write_toml(home: Path, text: str) -> Path:
    path = home / ".config" / "mltui" / "mltui.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return path


def test_nothing_configured_is_said(home):
    found = find_configuration({}, {})
    assert found.missing == "No ClearML server is configured."
    assert {each.result for each in found.files} == {"not there"}
    assert set(found.origins.values()) == {"default"}


def test_a_file_that_was_read_and_names_no_server_is_said(home):
    path = write_conf(home)
    path.write_text("api: hello")
    assert find_configuration({}, {}).missing == (
        f"No ClearML server is configured: {path} names none."
    )


def test_clearml_conf_is_enough(home):
    path = write_conf(home)
    found = find_configuration({}, {})
    assert found.missing == ""
    assert found.settings.server == "http://conf:8008"
    assert found.settings.web_server == "http://conf:8080"
    assert found.settings.access_key == "CONF-ACCESS"
    assert found.settings.secret_key == "CONF-SECRET"
    assert found.settings.verify is False
    assert found.origins["server"] == str(path)


def test_each_place_wins_over_those_after_it(home):
    write_conf(home)
    toml = write_toml(home, 'server = "http://toml:8008"\ntheme = "light"\ntimeout = 5\n')
    environment = {"CLEARML_API_HOST": "http://environment:8008", "MLTUI_TIMEOUT": "7"}
    found = find_configuration({"timeout": 9.0}, environment)
    assert found.settings.timeout == 9.0
    assert found.origins["timeout"] == "--timeout"
    assert found.settings.server == "http://environment:8008"
    assert found.origins["server"] == "CLEARML_API_HOST"
    assert found.settings.theme == "light"
    assert found.origins["theme"] == str(toml)
    assert found.settings.secret_key == "CONF-SECRET"


def test_mltuis_own_variable_wins_over_the_sdks(home):
    environment = {"CLEARML_API_HOST": "http://sdk:8008", "MLTUI_SERVER": "http://own:8008"}
    found = find_configuration({}, environment)
    assert found.settings.server == "http://own:8008"


def test_clearml_conf_is_not_read_when_it_is_not_needed(home):
    write_conf(home, "{{{ malformed")
    environment = {
        "CLEARML_API_HOST": "http://x:8008",
        "CLEARML_API_ACCESS_KEY": "a",
        "CLEARML_API_SECRET_KEY": "b",
    }
    found = find_configuration({}, environment)
    assert found.files[1].result == "not needed"
    assert found.missing == ""


def test_the_parser_of_clearml_conf_is_not_imported_without_one(home):
    program = (
        "import sys; from mltui.configuration import find_configuration; "
        "find_configuration({}, {}); print('pyhocon' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert told.stdout.strip() == "False"


def test_another_clearml_conf_is_named_by_variable_or_flag(home, tmp_path):
    other = tmp_path / "other.conf"
    other.write_text(CONF.replace("conf:8008", "other:8008"))
    by_variable = find_configuration({}, {"CLEARML_CONFIG_FILE": str(other)})
    by_flag = find_configuration({}, {}, config=other)
    assert by_variable.settings.server == by_flag.settings.server == "http://other:8008"


def test_a_link_of_the_usual_name_that_leads_nowhere_is_not_taken_for_no_configuration(home):
    (home / "clearml.conf").symlink_to(home / "net" / "clearml.conf")
    with pytest.raises(SettingsError, match=r"is a link to .*net/clearml.conf, and there is no"):
        find_configuration({}, {})


def test_a_home_that_may_not_be_looked_into_has_no_configuration(home, monkeypatch):
    monkeypatch.setattr(Path, "lstat", Mock(side_effect=PermissionError))
    found = find_configuration({}, {})
    assert {each.result for each in found.files} == {"its folder may not be opened"}
    with pytest.raises(SettingsError, match=r"names .*, but its folder may not be opened"):
        find_configuration({}, {"CLEARML_CONFIG_FILE": str(home / "clearml.conf")})


def test_a_file_given_by_flag_has_to_be_there(home, tmp_path):
    for name in ("gone.conf", "gone.toml"):
        with pytest.raises(SettingsError, match=f"{name} cannot be read: no such file"):
            find_configuration({}, {}, config=tmp_path / name)


def test_a_token_from_the_environment_wins_over_keys_in_a_file(home):
    write_conf(home)
    found = find_configuration({}, {"CLEARML_AUTH_TOKEN": "a.b.c"})
    assert found.settings.token == "a.b.c"
    assert found.settings.access_key == ""


def test_keys_from_the_environment_win_over_a_token_in_a_file(home):
    write_toml(home, 'server = "x"\ntoken = "old"\n')
    environment = {"CLEARML_API_ACCESS_KEY": "a", "CLEARML_API_SECRET_KEY": "b"}
    found = find_configuration({}, environment)
    assert found.settings.token == ""
    assert found.missing == ""


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({"CLEARML_API_HOST": "x"}, "there are no keys"),
        ({"CLEARML_API_HOST": "x", "CLEARML_API_ACCESS_KEY": "a"}, "no secret key"),
        ({"CLEARML_API_HOST": "x", "CLEARML_API_SECRET_KEY": "a"}, "no access key"),
        ({"CLEARML_AUTH_TOKEN": "a"}, r"There is a token \(CLEARML_AUTH_TOKEN\), but no server"),
    ],
)
def test_what_is_missing_is_named(home, environment, missing):
    assert re.search(missing, find_configuration({}, environment).missing)


def test_a_value_that_cannot_be_used_names_its_place(home):
    with pytest.raises(SettingsError, match="MLTUI_THEME: theme has to be dark or light"):
        find_configuration({}, {"MLTUI_THEME": "mauve"})
    with pytest.raises(SettingsError, match="--server names no host"):
        find_configuration({"server": "http://"}, {})


def test_an_empty_variable_counts_as_not_set(home):
    write_conf(home)
    assert find_configuration({}, {"CLEARML_API_HOST": " "}).settings.server == "http://conf:8008"


def test_variables_in_clearml_conf_are_resolved(home, monkeypatch):
    monkeypatch.setenv("LAB_SECRET", "from-the-variable")
    write_conf(home, CONF.replace('"CONF-SECRET"', "${LAB_SECRET}"))
    assert find_configuration({}, {}).settings.secret_key == "from-the-variable"


def test_the_web_port_as_server_is_hinted_at(home):
    found = find_configuration({"server": "http://x:8080"}, {})
    assert "8008" in found.hints[0]


def test_unknown_and_misspelt_keys_are_reported_with_their_line(home):
    path = write_toml(home, '# mine\ntheme = "dark"\n[polling]\npace = 2\n')
    with pytest.raises(SettingsError, match=f"{path}, line 3: there is no setting 'polling'"):
        find_configuration({}, {})


@pytest.mark.parametrize(
    "text",
    [
        '[keys]\n"task.stop" = "Z"\n"task.stopp" = "z"\n',
        '[keys.task]\nstop = "Z"\nstopp = "z"\n',
        '[keys]\ntask.stop = "Z"\n task . stopp = "z"\n[keys.queue]\nrename = "Z"\n',
        '# mine\nkeys.task.stop = "Z"\nkeys.task.stopp = "z"\n',
        '\n[keys]\ntask = {stop="Z", stopp="z"}\n',
    ],
)
def test_a_wrong_name_in_a_table_is_reported_with_its_own_line(home, text):
    path = write_toml(home, text)
    with pytest.raises(SettingsError, match=f"{path}, line 3: keys names an action 'task.stopp'"):
        find_configuration({}, {})


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[server]\nurl = "http://x"\n', "line 1: server has to be an address in quotes"),
        ("# mine\n[server]\n\n[server.x]\ny = 1\n", "line 2: server has to be an address"),
        ('pace = 1\nserver.url = "http://x"\nserver.x = 1\n', "line 2: server has to be"),
        ("[[keys]]\na = 1\n", "line 1: keys has to be action=key in quotes, or a table"),
        ('access_key = """\npace = 9\n"""\n\npace = 0 # low\n', "line 5: pace has to be"),
        ("token = '''\npace = 9'''\npace = 0", "line 3: pace has to be"),
        ('# pace = 0\ntoken = "# \\" ["\n\tpace = 0\n', "line 3: pace has to be"),
        ('verify = [ # "\n  "]",\n]\r\n', "line 1: verify has to be"),
        ('bell = true\r\n\r\n"pace" = 0\r\n', "line 3: pace has to be"),
        ('[keys]\npace = "Z"\n', "line 2: keys names an action 'pace'"),
        ('[keys]\n"task.clone" = "Z"\n# and\n"task.tag" = "Z"\n', "line 4: keys gives task."),
        ('[keys]\n"task.tag" = "j"\n"task.clone" = "Z"\n', "line 2: keys gives task.tag the"),
        ('bell = true\ntheme = "dark\npace = 2\n', "line 2: a quote is missing at the end"),
        ('bell = true\n\ntoken = """\npace = 1\n# so\n', "line 3: unterminated string."),
        ('bell = true\nkeys = [\n  "a"\n\n', "line 2: unclosed array."),
        ("bell = true\npace =\n\n", "line 2: invalid value."),
        ("bell = true\n\npace =", "line 3: invalid value."),
        ("bell = true\nbell = true\n", "line 2: cannot overwrite a value."),
    ],
)
def test_a_mistake_is_told_with_its_own_line(home, text, complaint):
    path = write_toml(home, text)
    with pytest.raises(SettingsError) as raised:
        find_configuration({}, {})
    assert str(raised.value).startswith(f"{path}, {complaint}")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("theme = " + "[" * 5000, "it is nested too deeply."),
        ("keys" + ".a" * 1500 + " = 1", "it is nested too deeply."),
        ("timeout = " + "9" * 5000, "a number in it has too many digits."),
    ],
)
def test_a_settings_file_that_python_gives_up_on_is_refused_in_a_sentence(home, text, complaint):
    path = write_toml(home, text)
    with pytest.raises(SettingsError) as raised:
        find_configuration({}, {})
    assert str(raised.value) == f"{path} is not usable: {complaint}"


def test_a_complaint_is_one_line_without_control_characters_and_not_endless(home):
    write_conf(home, "api.api_server: ${NO\x1b[31m\n  SUCH}")
    write_toml(home, '[keys]\n"task.' + "x" * 5000 + '" = "w"\n')
    for flags in ({}, {"config": home / "clearml.conf"}):
        with pytest.raises(SettingsError) as raised:
            find_configuration({}, {}, **flags)
        said = str(raised.value)
        assert said.isprintable()
        assert len(said) < 700
        (home / ".config" / "mltui" / "mltui.toml").unlink(missing_ok=True)


@pytest.mark.parametrize("key", ["access_key", "secret_key", "token"])
def test_a_blank_in_a_key_is_hinted_at(home, key):
    write_toml(home, 'server = "http://x:8008"\naccess_key = "A"\nsecret_key = "S"\n')
    found = find_configuration({key: "ABC secret_key DEF"}, {})
    assert any("blank" in hint and "DEF" not in hint for hint in found.hints)


def test_a_home_folder_in_the_path_of_certificates_is_found(home):
    found = find_configuration({}, {"MLTUI_VERIFY": "~/lab.pem"})
    assert found.settings.verify == str(home / "lab.pem")


def test_a_misspelt_key_is_guessed(home):
    write_toml(home, 'sever = "http://x:8008"\n')
    with pytest.raises(SettingsError, match=r"'sever', did you mean 'server'\? The settings are"):
        find_configuration({}, {})


@pytest.mark.parametrize(
    "text",
    [
        "api { credentials { secret_key KEPT-SECRET } }",
        "api { credentials { secret_key: KEPT-SECRET } more ",
        'api { credentials { secret_key: "KEPT-SECRET } }',
        'api { credentials { secret_key: "KEPT-SECRET" ] } }',
        "api { x: ${x} }",
    ],
)
def test_what_is_malformed_is_said_plainly_and_without_repeating_it(home, text):
    write_conf(home, text)
    with pytest.raises(SettingsError) as raised:
        find_configuration({}, {})
    said = str(raised.value)
    assert said.startswith(f"{home / 'clearml.conf'}")
    assert re.search(r"[^.]\.$", said), "one full stop at its end"
    assert "Suppress" not in said
    assert "KEPT" not in said


def test_a_clearml_conf_that_is_named_but_not_there_is_reported(home):
    with pytest.raises(SettingsError, match=r"CLEARML_CONFIG_FILE names ~no\.such\.user"):
        find_configuration({}, {"CLEARML_CONFIG_FILE": "~no.such.user/clearml.conf"})


def test_text_that_is_not_utf_8_is_reported_with_its_line(home):
    path = home / "clearml.conf"
    path.write_bytes(b"api {\n  api_server: \xff\xfe\n}")
    with pytest.raises(SettingsError, match="line 2: this is not UTF-8"):
        find_configuration({}, {})


def test_a_folder_in_place_of_a_file_is_reported(home):
    (home / "clearml.conf").mkdir()
    with pytest.raises(SettingsError, match="cannot be read: is a directory"):
        find_configuration({}, {})


def test_keys_from_two_places_are_pointed_out(home):
    conf = home / "clearml.conf"
    conf.write_text(
        'api { api_server: "http://h:8008", credentials { access_key: "A", secret_key: "S" } }'
    )
    found = find_configuration({}, {"CLEARML_API_ACCESS_KEY": "B"}, config=conf)
    assert found.settings.access_key == "B"
    assert "CLEARML_API_ACCESS_KEY" in found.hints[0]
    assert "same pair" in found.hints[0]


@pytest.mark.parametrize("prefix", ["CLEARML_API", "MLTUI"])
def test_two_variables_that_belong_together_are_one_place(home, prefix):
    variables = {f"{prefix}_ACCESS_KEY": "A", f"{prefix}_SECRET_KEY": "S"}
    assert find_configuration({"server": "http://h:8008"}, variables).hints == ()


def test_variables_of_mltui_and_of_the_sdk_are_two_places(home):
    variables = {"MLTUI_ACCESS_KEY": "A", "CLEARML_API_SECRET_KEY": "S"}
    (hint,) = find_configuration({"server": "http://h:8008"}, variables).hints
    assert "same pair" in hint


def test_keys_that_are_sent_to_another_server_than_their_own_are_pointed_out(home):
    path = write_conf(home)
    found = find_configuration({"server": "http://other:8008"}, {})
    assert found.elsewhere == (
        f"The keys are sent to http://other:8008 (--server), but from {path}, which names "
        "http://conf:8008. Is that the same server?"
    )
    assert found.elsewhere in found.hints
    variable = {"CLEARML_API_HOST": "http://other:8008"}
    assert "(CLEARML_API_HOST), but from" in find_configuration({}, variable).elsewhere


def test_a_token_is_pointed_out_as_well_and_so_is_a_variable_beside_it(home):
    variables = {"CLEARML_API_HOST": "http://theirs:8008", "CLEARML_AUTH_TOKEN": "t"}
    found = find_configuration({"server": "http://other:8008"}, variables)
    assert found.elsewhere == (
        "The token is sent to http://other:8008 (--server), but from CLEARML_AUTH_TOKEN, and "
        "CLEARML_API_HOST names http://theirs:8008. Is that the same server?"
    )


def test_keys_of_a_place_that_names_the_same_server_or_none_go_without_a_word(home):
    path = write_conf(home)
    assert find_configuration({}, {}).elsewhere == ""
    assert find_configuration({"server": "http://conf:8008"}, {}).elsewhere == ""
    path.write_text("api.credentials { access_key: A, secret_key: S }")
    assert find_configuration({"server": "http://other:8008"}, {}).elsewhere == ""
    path.write_text("api { api_server: 7, credentials { access_key: A, secret_key: S } }")
    found = find_configuration({"server": "http://other:8008"}, {})
    assert (found.missing, found.elsewhere) == ("", "")


def test_a_wrong_address_that_nobody_goes_by_is_no_mistake(home):
    write_conf(home, CONF.replace("http://conf:8008/", "ftp://conf"))
    assert find_configuration({"server": "http://other:8008"}, {}).settings.has_keys
