"""Every setting: its meaning, its default, and the names it has in each place."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal

from mltui.addresses import AddressError, normal_address

Value = str | bool | float
"""What a setting can be."""

Kind = Literal["text", "address", "yes or no", "verify", "number", "choice", "keys"]

SCREENS = (
    *("home", "projects", "tasks", "queues", "workers"),
    *("serving", "models", "reports", "usage", "account"),
)
THEMES = ("dark", "light")
LOG_LEVELS = ("debug", "info", "warning", "error")
COLOURS = ("auto", "truecolor", "256", "16", "none")
GLYPHS = ("auto", "unicode", "ascii")
IMAGES = ("auto", "kitty", "sixel", "blocks")
NOTIFY = ("auto", "osc9", "osc777", "off")
MOUSE = ("auto", "yes", "no")

_YES = frozenset(("1", "true", "yes", "on", "y", "t"))
_NO = frozenset(("0", "false", "no", "off", "n", "f"))


#: What is wrong is said in so many characters, whatever it is about.
_LONGEST_SENTENCE = 600


class SettingsError(Exception):
    """A setting or a settings file that cannot be used; its text is a sentence for a person."""

    def __init__(self, sentence: str) -> None:
        printable = "".join(char if char.isprintable() else " " for char in sentence)
        half = _LONGEST_SENTENCE // 2
        short = (
            f"{printable[:half]}…{printable[-half:]}" if len(printable) > 2 * half else printable
        )
        super().__init__(short)


@dataclass(frozen=True, slots=True)
class Option:
    """Where a setting may be written, and how it is read.

    Attributes:
        about: What it does, for the documentation.
        kind: What values it takes.
        environment: Variables it is read from, besides MLTUI_ and its name.
        conf: Where the official SDK's `clearml.conf` has it, if it does.
        secret: Whether it must never be shown, logged or given as an argument.
        least: The smallest number allowed.
        choices: The words allowed.
    """

    about: str
    kind: Kind
    environment: tuple[str, ...] = ()
    conf: str = ""
    secret: bool = False
    least: float = 0.0
    choices: tuple[str, ...] = ()


def _option(default: Value, about: str, kind: Kind, **where: Any) -> Any:
    return field(default=default, metadata={"option": Option(about, kind, **where)})


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """What mltui runs with. The names are the keys of `mltui.toml`."""

    server: str = _option(
        "",
        "Address of the ClearML API server, such as `http://localhost:8008`.",
        "address",
        environment=("CLEARML_API_HOST",),
        conf="api.api_server",
    )
    web_server: str = _option(
        "",
        "Address of its web pages.",
        "address",
        environment=("CLEARML_WEB_HOST",),
        conf="api.web_server",
    )
    files_server: str = _option(
        "",
        "Address of its files server.",
        "address",
        environment=("CLEARML_FILES_HOST",),
        conf="api.files_server",
    )
    access_key: str = _option(
        "",
        "The access key of your ClearML credentials.",
        "text",
        environment=("CLEARML_API_ACCESS_KEY",),
        conf="api.credentials.access_key",
        secret=True,
    )
    secret_key: str = _option(
        "",
        "The secret key that belongs to it.",
        "text",
        environment=("CLEARML_API_SECRET_KEY",),
        conf="api.credentials.secret_key",
        secret=True,
    )
    token: str = _option(
        "",
        "A token to use instead of the two keys.",
        "text",
        environment=("CLEARML_AUTH_TOKEN",),
        secret=True,
    )
    verify: bool | str = _option(
        True,
        "Whether the server's TLS certificate is checked; or the path of a CA bundle to check by.",
        "verify",
        environment=("CLEARML_API_HOST_VERIFY_CERT",),
        conf="api.verify_certificate",
    )
    timeout: float = _option(
        15.0, "Seconds after which an unanswered question is given up.", "number", least=1.0
    )
    pace: float = _option(
        1.0,
        "How slowly the server is asked: 2 asks half as often, 0.5 twice as often.",
        "number",
        least=0.2,
    )
    read_only: bool = _option(
        False, "Whether everything that would change something is refused.", "yes or no"
    )
    screen: str = _option(
        "home",
        "The screen that opens first: `home`, `projects`, `tasks`, `queues`, `workers`, `serving`, "
        "`models`, `reports`, `usage` or `account`.",
        "choice",
        choices=SCREENS,
    )
    theme: str = _option("dark", "`dark` or `light`.", "choice", choices=THEMES)
    colours: str = _option(
        "auto",
        "How many colours are used: `truecolor`, `256`, `16`, `none`, or `auto` for as many as "
        "the terminal names.",
        "choice",
        choices=COLOURS,
    )
    glyphs: str = _option(
        "auto",
        "`unicode`, or `ascii` for terminals without it; `auto` goes by the locale.",
        "choice",
        choices=GLYPHS,
    )
    images: str = _option(
        "auto",
        "How images are drawn: `kitty` (its graphics protocol, since version 0.28, also "
        "Ghostty's), `sixel`, `blocks` (two dots in a cell), or `auto` for what the terminal "
        "names or answers, with dots instead of sixels where it is far away.",
        "choice",
        choices=IMAGES,
    )
    mouse: str = _option(
        "auto",
        "Whether the mouse is used: `yes`, `no`, or `auto` for yes except over SSH.",
        "choice",
        choices=MOUSE,
    )
    web_views: bool = _option(
        False,
        "Whether a task list that was never arranged here begins with the columns, the order and "
        "the filter that you saved in ClearML's web pages.",
        "yes or no",
    )
    notify: str = _option(
        "auto",
        "How the terminal is told of alerts: `osc9`, `osc777`, `off`, or `auto` for what suits "
        "its name. tmux hands it on with `set -g allow-passthrough on`.",
        "choice",
        choices=NOTIFY,
    )
    bell: bool = _option(True, "Whether the terminal's bell rings at alerts.", "yes or no")
    full_repaint: bool = _option(
        False,
        "Whether whole widgets are sent to the terminal instead of only the cells that changed.",
        "yes or no",
    )
    keys: str = _option(
        "",
        "Other keys for actions, by their names (see Keys), such as `task.enqueue=Z`; "
        "in the file also a table `[keys]`.",
        "keys",
    )
    log_level: str = _option(
        "info",
        "How much goes to the log file: `debug`, `info`, `warning` or `error`.",
        "choice",
        choices=LOG_LEVELS,
    )

    def __repr__(self) -> str:
        """Return the settings without their secrets."""
        shown = (f"{name}={shown_value(self, name)!r}" for name in options())
        return f"Settings({', '.join(shown)})"

    @property
    def has_keys(self) -> bool:
        """Whether there is something to log in with."""
        return bool(self.token or (self.access_key and self.secret_key))


@cache
def options() -> dict[str, Option]:
    """Return every setting's description by its name, in the order of the documentation."""
    return {each.name: each.metadata["option"] for each in fields(Settings)}


def shown_value(settings: Settings, name: str) -> str:
    """Return a setting's value as text, secrets masked."""
    value = getattr(settings, name)
    if value == "":
        return "not set"
    if name == "access_key":
        # It names the credentials, as a user name does: its start tells them apart.
        return f"{value[:4]}…" if len(value) >= 12 else "…"
    if options()[name].secret:
        return "set, not shown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def read_value(name: str, raw: object) -> Value:
    """Return a setting's value from what somebody wrote for it.

    Raises:
        SettingsError: It is not a value that this setting takes; the text completes
            "<where>: <setting> …".
    """
    option = options()[name]
    text = raw.strip() if isinstance(raw, str) else ""
    match option.kind:
        case "address" if isinstance(raw, str):
            if not text:
                return ""
            try:
                return normal_address(text)
            except AddressError as error:
                raise SettingsError(f"{error}.") from None
        case "text" if isinstance(raw, str):
            return text
        case "yes or no" | "verify" if isinstance(raw, bool):
            return raw
        case "yes or no" | "verify" if text.lower() in _YES | _NO:
            return text.lower() in _YES
        case "verify" if text:
            return str(_expanded(text))
        case "keys":
            return _read_keys(raw)
        case "number":
            return _read_number(option, raw)
        case "choice" if (word := _word(raw, option)) in option.choices:
            return word
    raise SettingsError(f"has to be {_allowed(option)}{_given(option, raw)}.")


def _expanded(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)  # no such user: no such file


def _word(raw: object, option: Option) -> str:
    """Returns what somebody chose; yes and no may be written in every way, and 256 as a number."""
    text = str(raw).strip().lower() if isinstance(raw, str | int) else ""
    if "yes" in option.choices:
        return "yes" if text in _YES else "no" if text in _NO else text
    return text


def _read_keys(raw: object) -> str:
    # Imported only by who changes keys.
    from mltui.actions.keys import read_keys

    if isinstance(raw, dict):
        # A name with a dot in it and without quotes is a table in a table.
        raw = " ".join(f"{name}={value}" for name, value in flat(raw).items())
    if not isinstance(raw, str):
        raise SettingsError(f"has to be action=key in quotes, or a table, not {_type_name(raw)}.")
    try:
        read_keys(raw)
    except ValueError as error:
        raise SettingsError(str(error)) from None
    return raw.strip()


def flat(table: dict[str, object], above: str = "") -> dict[str, object]:
    """Return what a table and the tables in it hold, by names with dots between them."""
    found: dict[str, object] = {}
    for name, value in table.items():
        found |= (
            flat(value, f"{above}{name}.") if isinstance(value, dict) else {above + name: value}
        )
    return found


def _read_number(option: Option, raw: object) -> float:
    try:
        number = float(raw) if isinstance(raw, str | int | float) else float("nan")
    except (ValueError, OverflowError):
        number = float("nan")
    if isinstance(raw, bool) or not option.least <= number < float("inf"):
        raise SettingsError(f"has to be {_allowed(option)}{_given(option, raw)}.")
    return number


def _allowed(option: Option) -> str:
    last = option.choices[-1] if option.choices else ""
    return {
        "text": "text in quotes",
        "address": "an address in quotes, such as http://localhost:8008",
        "yes or no": "true or false",
        "verify": "true, false or the path of a CA bundle",
        "keys": "action=key in quotes, or a table",
        "number": f"a number of at least {option.least:g}",
        "choice": " or ".join(part for part in (", ".join(option.choices[:-1]), last) if part),
    }[option.kind]


def _given(option: Option, raw: object) -> str:
    if option.secret or not isinstance(raw, str | int | float):
        return f", not {_type_name(raw)}"
    try:
        written = str(raw)
    except ValueError:  # a whole number of thousands of digits
        return ""
    shown = "".join(char for char in written if char.isprintable())[:40]
    return f", not {shown!r}"


def _type_name(raw: object) -> str:
    names = {dict: "a table", list: "a list", str: "text", bool: "true or false"}
    return names.get(type(raw), "a number" if isinstance(raw, int | float) else "that")
