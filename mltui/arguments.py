"""The command line: what may be written on it."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from mltui import __version__
from mltui.settings import LOG_LEVELS, THEMES

#: Flags that people try for keys. They are refused: arguments are visible to everybody.
SECRET_FLAGS = (
    "--access-key", "--secret-key", "--access_key", "--secret_key", "--key", "--secret",
    "--token", "--auth-token", "--password", "--credentials",
)  # fmt: skip

#: More of the lab's time in a second is not worked through while the second lasts.
FASTEST_LAB = 60.0

NO_SECRETS = (
    "Keys are not taken as arguments: everybody on this computer can see the arguments of a "
    "program. Put them into mltui.toml or clearml.conf, or into the variables "
    "CLEARML_API_ACCESS_KEY and CLEARML_API_SECRET_KEY."
)

_EPILOG = """\
Settings come from these flags, then the environment (CLEARML_API_HOST,
CLEARML_API_ACCESS_KEY, CLEARML_API_SECRET_KEY, MLTUI_...), then mltui.toml,
then clearml.conf. `mltui doctor` shows what was found where.
"""

#: A word that argparse takes for a flag, and the flags in a line of usage.
_FLAG = re.compile(r"--?[a-zA-Z]\S*$")
_FLAGS = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without repeating the whole usage."""

    def error(self, message: str) -> None:  # type: ignore[override]
        end = "" if message.endswith(("?", ".")) else "."
        self.exit(2, f"mltui: {message}{end} `mltui --help` shows what there is.\n")


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the command line says; only what was given is in it, besides `command`.

    Raises:
        SystemExit: It is wrong (status 2, said on standard error), or asked for help or version.
    """
    parsers = _parsers()
    parser = parsers[""]
    if any(each.partition("=")[0] in SECRET_FLAGS for each in arguments):
        parser.exit(2, f"mltui: {NO_SECRETS}\n")
    if strange := _strange_flag(arguments, parsers):
        parser.error(strange)
    return parser.parse_args(arguments)


def _strange_flag(arguments: Sequence[str], parsers: Mapping[str, _Parser]) -> str:
    """Return what is wrong with the first flag that there is not; "" if there are all.

    argparse would take the word after it for the command, and complain of that.
    """
    before = arguments[: arguments.index("--")] if "--" in arguments else arguments
    written = [each.partition("=")[0] for each in before if _FLAG.match(each)]
    if not written:
        return ""
    known = {name: _FLAGS.findall(each.format_usage()) for name, each in parsers.items()}
    command = next((each for each in before if each in parsers), "")
    here = {"--help", *known[""], *known[command]}
    for flag in written:
        others = [name for name, flags in known.items() if flag in flags]
        if flag in here or (others and command):
            continue  # else argparse says it well
        if others:
            return f"{flag} belongs to `mltui {others[0]}`"
        from difflib import get_close_matches

        near = get_close_matches(flag, sorted({*here, *SECRET_FLAGS}), n=1, cutoff=0.75)
        if near and near[0] in SECRET_FLAGS:
            return NO_SECRETS
        guess = f", did you mean {near[0]!r}?" if near else ""
        return f"there is no flag {flag!r}{guess}"
    return ""


def _parsers() -> dict[str, _Parser]:
    """Return the parser of each command, and that of all of it under ""."""
    common, display, server = _common(), _display(), _server()
    parser = _Parser(
        prog="mltui",
        description="The terminal monitor for ClearML. Without a command it opens the monitor "
        "on the configured server.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[display, common, server],
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"mltui {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    demo = commands.add_parser(
        "demo",
        parents=[display, common],
        allow_abbrev=False,
        help="open the monitor on a simulated lab, inside this program",
    )
    _add_read_only(demo)
    demo.add_argument(
        "--speed",
        type=_speed,
        default=1.0,
        metavar="N",
        help=f"let the lab's time run N times as fast (default 1, at most {FASTEST_LAB:g})",
    )
    serve = commands.add_parser(
        "serve",
        parents=[common],
        allow_abbrev=False,
        help="run a small ClearML server on this computer for your own training",
    )
    serve.add_argument(
        "--data",
        type=_folder,
        metavar="DIR",
        help="where it keeps everything (default: your data folder)",
    )
    serve.add_argument("--port", type=_port, default=8008, help="default 8008")
    serve.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to listen on (default 127.0.0.1, this computer)",
    )
    serve.add_argument(
        "--lab",
        choices=["scale"],
        help="fill it with a large cluster, to try the monitor on: needs minutes and 3 GB",
    )
    doctor = commands.add_parser(
        "doctor",
        parents=[display, common, server],
        allow_abbrev=False,
        help="say what is configured, whether the server answers, and what the terminal can do",
    )
    doctor.add_argument("--json", action="store_true", help="as JSON, for a program")
    return {"": parser, "demo": demo, "serve": serve, "doctor": doctor}


def _display() -> _Parser:
    display = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    display.add_argument("--theme", choices=THEMES, help="colours")
    display.add_argument(
        "--full-repaint",
        action="store_true",
        help="send whole widgets to the terminal, not only the cells that changed",
    )
    return display


def _common() -> _Parser:
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument(
        "--log-level", choices=LOG_LEVELS, metavar="LEVEL", help=f"one of {', '.join(LOG_LEVELS)}"
    )
    common.add_argument(
        "--config", type=Path, metavar="FILE", help="an mltui.toml or a clearml.conf to use"
    )
    return common


def _server() -> _Parser:
    server = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    server.add_argument("--server", metavar="ADDRESS", help="address of the ClearML API server")
    _add_read_only(server)
    server.add_argument(
        "--insecure", action="store_true", help="do not check the server's TLS certificate"
    )
    return server


def _add_read_only(parser: _Parser) -> None:
    parser.add_argument(
        "--read-only",
        action="store_true",
        default=argparse.SUPPRESS,
        help="refuse everything that would change something",
    )


def _folder(text: str) -> Path:
    if not text:  # as an unset variable leaves it: the folder one happens to be in is not meant
        raise argparse.ArgumentTypeError("it has to name a folder")
    return Path(text)


def _speed(text: str) -> float:
    return _number(text, 0.01, FASTEST_LAB)


def _port(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("it has to be a whole number, such as 8008")
    return int(_number(text, 0, 65535))


def _number(text: str, least: float, most: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not least <= number <= most:
        raise argparse.ArgumentTypeError(f"it has to be a number from {least:g} to {most:g}")
    return number
