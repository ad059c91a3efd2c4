"""Finds the settings: flags, then the environment, `mltui.toml`, `clearml.conf`, defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mltui.addresses import address_hint, same_server
from mltui.clearml_conf import read_clearml_conf
from mltui.settings import Settings, SettingsError, Value, flat, options, read_value
from mltui.settings_file import Written, read_settings_file, settings_file
from mltui.text_file import why_absent

CONF_VARIABLE = "CLEARML_CONFIG_FILE"
DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Looked:
    """A file looked for, and what came of it: "read", "not needed", or why it was not found."""

    path: Path
    result: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings in force, and how they came about.

    Attributes:
        settings: What mltui runs with.
        origins: Per setting where it comes from: "--theme", "CLEARML_API_HOST", a file, "default".
        files: The settings files looked for.
        hints: Sentences about what looks wrong without being an error.
        elsewhere: The one of them that says that the keys are sent to another server than the one
            named where they come from; "" if they are not.
    """

    settings: Settings
    origins: Mapping[str, str]
    files: tuple[Looked, ...]
    hints: tuple[str, ...]
    elsewhere: str = ""

    @property
    def missing(self) -> str:
        """What a person still has to write to reach a server, a sentence; "" if nothing."""
        settings = self.settings
        if settings.server and settings.has_keys:
            return ""
        if settings.server:
            if settings.access_key:
                lacking = "is no secret key"
            else:
                lacking = "is no access key" if settings.secret_key else "are no keys"
            return f"The server is {settings.server}, but there {lacking} to log in with."
        if settings.has_keys:
            if settings.access_key and settings.secret_key:
                return f"There are keys ({self.origins['access_key']}), but no server address."
            return f"There is a token ({self.origins['token']}), but no server address."
        read = [str(each.path) for each in self.files if each.result == "read"]
        if read:
            verb = "names" if len(read) == 1 else "name"
            return f"No ClearML server is configured: {' and '.join(read)} {verb} none."
        return "No ClearML server is configured."


class _Layers:
    """The values found so far; the first place that has a value wins."""

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}
        self.origins: dict[str, str] = {}
        self._servers: dict[str, tuple[str, str]] = {}

    def add(self, name: str, raw: object, origin: str, place: str) -> None:
        """Take a value unless an earlier place had one; `place` is named if it is wrong."""
        if name in self.values and name != "server":
            return
        try:
            value = read_value(name, raw)
        except SettingsError as error:
            if name in self.values:
                return  # nobody goes by it
            raise SettingsError(f"{place} {error}") from None
        if value == "":
            return
        if name == "server":
            self._servers.setdefault(_place(origin), (origin, str(value)))
        if name not in self.values:
            self.values[name] = value
            self.origins[name] = origin

    def server_named_beside(self, name: str) -> tuple[str, str]:
        """Return the server that the place of a setting names, and where exactly; or "" twice."""
        return self._servers.get(_place(self.origins.get(name, "")), ("", ""))

    def end_place(self) -> None:
        """Leave a place: its login is not mixed with another's token."""
        if self.values.get("token"):
            for key in ("access_key", "secret_key"):
                self.values.setdefault(key, "")
        elif self.values.get("access_key") and self.values.get("secret_key"):
            self.values.setdefault("token", "")

    @property
    def reach_a_server(self) -> bool:
        """Whether there is an address and a login."""
        has_keys = self.values.get("access_key") and self.values.get("secret_key")
        return bool(self.values.get("server") and (self.values.get("token") or has_keys))


def find_configuration(
    flags: Mapping[str, Value],
    environment: Mapping[str, str],
    *,
    config: Path | None = None,
    server_needed: bool = True,
) -> Configuration:
    """Find the settings in force.

    `clearml.conf` is read only if the places before it do not already name a server and keys.

    Args:
        flags: Settings given on the command line, by name.
        environment: The environment variables.
        config: A file given on the command line: a `.toml` is used instead of mltui's own
            settings file, anything else instead of `clearml.conf`.
        server_needed: False for the demo, which needs no `clearml.conf`.

    Raises:
        SettingsError: A value or a file cannot be used; the text is for the person.
    """
    layers = _Layers()
    for name, value in flags.items():
        flag = "--insecure" if name == "verify" else f"--{name.replace('_', '-')}"
        layers.add(name, value, flag, flag)
    layers.end_place()
    _add_environment(layers, environment)
    layers.end_place()
    files = [_add_settings_file(layers, config if _is_toml(config) else None)]
    layers.end_place()
    if server_needed:
        given = None if _is_toml(config) else config
        files.append(_add_clearml_conf(layers, given, environment))
    return _conclude(layers, tuple(files))


def _is_toml(path: Path | None) -> bool:
    return path is not None and path.suffix == ".toml"


def _add_environment(layers: _Layers, environment: Mapping[str, str]) -> None:
    for name, option in options().items():
        for variable in (f"MLTUI_{name.upper()}", *option.environment):
            if environment.get(variable, "").strip():
                layers.add(name, environment[variable], variable, f"{variable}: {name}")


def _add_settings_file(layers: _Layers, given: Path | None) -> Looked:
    path = given or settings_file()
    if not given and (why := why_absent(path)):
        return Looked(path, why)
    for name, written in read_settings_file(path).items():
        line = _line(name, written)
        place = f"{path}, line {line}: {name}" if line else f"{path}: {name}"
        layers.add(name, written.value, str(path), place)
    return Looked(path, "read")


def _line(name: str, written: Written) -> int:
    """Return where a value stands; in a table, the line of the entry that makes it wrong."""
    if not isinstance(written.value, dict):
        return written.line
    wrong = _wrong(name, written.value)
    taken: dict[str, object] = {}
    if not wrong or _wrong(name, taken) == wrong:
        return written.line  # no table at all is wanted here
    for one, value in flat(written.value).items():
        taken[one] = value
        if _wrong(name, taken) == wrong:
            return written.lines.get(one, written.line)
    return written.line


def _wrong(name: str, raw: object) -> str:
    try:
        read_value(name, raw)
    except SettingsError as error:
        return str(error)
    return ""


def _add_clearml_conf(
    layers: _Layers, given: Path | None, environment: Mapping[str, str]
) -> Looked:
    named = environment.get(CONF_VARIABLE, "").strip()
    path = given or _conf_path(named)
    if not given and layers.reach_a_server:
        return Looked(path, "not needed")
    if not given and (why := why_absent(path)):
        if named:
            said = "which is not there" if why == "not there" else f"but {why}"
            raise SettingsError(f"{CONF_VARIABLE} names {path}, {said}.")
        return Looked(path, why)
    keys = {option.conf: name for name, option in options().items() if option.conf}
    for key, value in read_clearml_conf(path, keys).items():
        layers.add(keys[key], value, str(path), f"{path}: {key}")
    return Looked(path, "read")


def _conf_path(named: str) -> Path:
    path = Path(named or "~/clearml.conf")
    try:
        return path.expanduser()
    except RuntimeError:
        # No such user, or no home folder: there is no file of this name then.
        return path


def _conclude(layers: _Layers, files: tuple[Looked, ...]) -> Configuration:
    settings = Settings(**layers.values)  # type: ignore[arg-type]
    origins = {name: layers.origins.get(name, DEFAULT) for name in options()}
    hints = []
    if settings.server and (hint := address_hint(settings.server)):
        hints.append(f"{settings.server} ({origins['server']}): {hint}")
    if settings.server.startswith("http://") and settings.verify is not True:
        hints.append("Certificates do not matter here: the address is http://, not https://.")
    hints += [
        f"The {name.replace('_', ' ')} ({origins[name]}) has a blank in it: "
        "is a comma or a quote missing?"
        for name in ("access_key", "secret_key", "token")
        if any(char.isspace() for char in getattr(settings, name))
    ]
    if settings.access_key and settings.secret_key and not settings.token:
        sources = origins["access_key"], origins["secret_key"]
        if _place(sources[0]) != _place(sources[1]):
            hints.append(
                f"The access key is from {sources[0]}, the secret key from {sources[1]}: "
                "is it the same pair?"
            )
    if elsewhere := _elsewhere(settings, layers):
        hints.append(elsewhere)
    return Configuration(settings, origins, files, tuple(hints), elsewhere)


def _elsewhere(settings: Settings, layers: _Layers) -> str:
    """Return a sentence if the keys are another server's by what is named beside them."""
    pair = settings.access_key and settings.secret_key
    for name in ("secret_key", "access_key") if pair else ("token",):
        origin, server = layers.server_named_beside(name)
        if settings.server and server and not same_server(server, settings.server):
            what = "keys are" if pair else "token is"
            source = layers.origins[name]
            names = "which names" if source == origin else f"and {origin} names"
            return (
                f"The {what} sent to {settings.server} ({layers.origins['server']}), but from "
                f"{source}, {names} {server}. Is that the same server?"
            )
    return ""


def _place(origin: str) -> str:
    """Return where a value comes from; each setting has a variable of its own there."""
    own = [f"MLTUI_{name.upper()}" for name in options()]
    theirs = [variable for option in options().values() for variable in option.environment]
    if origin in own:
        return "mltui's variables"
    return "the SDK's variables" if origin in theirs else origin
