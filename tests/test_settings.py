from __future__ import annotations

from pathlib import Path

import pytest

from mltui.settings import LOG_LEVELS, Settings, SettingsError, options, read_value, shown_value


def test_every_setting_says_what_it_does():
    for name, option in options().items():
        assert option.about.endswith("."), name


def test_secrets_are_never_in_the_representation():
    settings = Settings(
        access_key="ACCESSKEYOFSOMEBODY", secret_key="very-very-secret-key", token="ey.secret.token"
    )
    for text in (repr(settings), str(settings)):
        assert "very" not in text
        assert "token'" not in text.replace("token='set", "")
        assert "OFSOMEBODY" not in text


def test_a_short_access_key_is_not_shown_at_all():
    assert shown_value(Settings(access_key="short"), "access_key") == "…"


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("read_only", "yes", True),
        ("read_only", "0", False),
        ("read_only", True, True),
        ("verify", "False", False),
        ("verify", "/etc/ca.pem", "/etc/ca.pem"),
        ("timeout", "2.5", 2.5),
        ("timeout", 30, 30.0),
        ("theme", "Light", "light"),
        ("log_level", "DEBUG", "debug"),
        ("server", "localhost/", "http://localhost:8008"),
        ("server", "  ", ""),
        ("secret_key", " abc ", "abc"),
    ],
)
def test_what_people_write_is_understood(name, raw, value):
    assert read_value(name, raw) == value


@pytest.mark.parametrize(
    ("name", "raw", "complaint"),
    [
        ("read_only", "perhaps", "true or false, not 'perhaps'"),
        ("read_only", 1, "true or false"),
        ("timeout", "soon", "a number of at least 1, not 'soon'"),
        ("timeout", True, "a number"),
        ("timeout", "nan", "a number"),
        ("timeout", "inf", "a number"),
        ("timeout", 10**400, "a number of at least 1, not '1000"),
        pytest.param("timeout", 16**6000, "a number of at least 1", id="thousands of digits"),
        ("theme", "mauve", "dark or light"),
        ("theme", "\x1b]52;mauve", "dark or light, not '\\]52;mauve'"),
        ("log_level", "loud", LOG_LEVELS[-1]),
        ("server", 8008, "an address"),
        ("verify", [], "not a list"),
        ("secret_key", 12345678, "not a number"),
    ],
)
def test_a_wrong_value_says_what_is_allowed(name, raw, complaint):
    with pytest.raises(SettingsError, match=complaint):
        read_value(name, raw)


def test_a_wrong_secret_is_not_repeated():
    with pytest.raises(SettingsError) as caught:
        read_value("secret_key", 12345678)
    assert "12345678" not in str(caught.value)


def test_the_readme_documents_every_setting():
    readme = (Path(__file__).parent.parent / "README.md").read_text()
    for name, option in options().items():
        assert f"| `{name}` | {option.about} |" in readme
        for variable in (f"MLTUI_{name.upper()}", *option.environment):
            assert f"`{variable}`" in readme


def test_keys_that_collide_are_reported_with_both_names():
    with pytest.raises(SettingsError, match=r"task\.enqueue and task\.stop the same key 'x'"):
        read_value("keys", {"task": {"enqueue": "x"}})
    assert read_value("keys", {"task.enqueue": "Z"}) == "task.enqueue=Z"
