"""The commands: mltui, mltui demo, mltui serve, mltui doctor."""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from mltui.api.client import Client
    from mltui.configuration import Configuration
    from mltui.live.preferences import Preferences
    from mltui.live.store import Store
    from mltui.server.demo import Demo
    from mltui.settings import Value
    from mltui.terminal.first_picture import Picture

#: The exit status of a wrong argument, a wrong setting or a missing terminal.
WRONG_USE = 2

#: What Textual reads when it is imported: how many times a second it may draw (it draws only what
#: has changed, but waits up to a turn for it), and how many milliseconds after Escape a key may
#: still be the rest of a sequence.
_TEXTUAL = {"TEXTUAL_FPS": "240", "ESCDELAY": "40"}

# Everything is imported where it is first needed: `mltui --version` must not wait for Textual.


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: The command line without the program's name; by default the real one.

    Returns:
        The exit status: 0 good, 1 a fault, 2 wrong use.
    """
    # As the package's first line does, unless Python was started under another name.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _stand_in_for_closed_streams()
    _keep_output_back()
    from mltui.ages import coarse_age
    from mltui.terminal.first_picture import AT_START, PicturePlace

    written = sys.argv[1:] if arguments is None else [*arguments]
    AT_START.show(PicturePlace(written, os.environ), coarse_age, time.time())
    try:
        return _run(written)
    finally:
        AT_START.take_back()
        if _is_output_lost():
            raise SystemExit(1)


def _stand_in_for_closed_streams() -> None:
    """Open the null device for each of the three streams that whoever started mltui has closed.

    Nothing else may get its number: what goes to a stream would end in a file or a connection.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115, PTH123 - for good


def _keep_output_back() -> None:
    """Keep what is printed until it is flushed, also where PYTHONUNBUFFERED says otherwise.

    Only then can it be told whether all of it was written.
    """
    out = sys.stdout
    if isinstance(getattr(out, "buffer", None), io.RawIOBase):
        sys.stdout = open(  # noqa: SIM115 - for good
            out.fileno(),
            "w",
            encoding=out.encoding,
            errors=out.errors,
            closefd=False,
        )


def _is_output_lost() -> bool:
    """Return whether what is left of the output cannot be written, after saying so."""
    try:
        sys.stdout.flush()
    except OSError as error:
        # The interpreter must not try once more, and complain, on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):  # else whoever read it has left
            sys.stderr.write(f"mltui: the output cannot be written: {error.strerror}.\n")
        return True
    return False


def _run(written: Sequence[str]) -> int:
    from mltui.arguments import parse_arguments
    from mltui.settings import SettingsError

    for name, value in _TEXTUAL.items():
        os.environ.setdefault(name, value)
    given = parse_arguments(written)
    given.written = written
    commands = {None: _monitor, "demo": _demo, "serve": _serve, "doctor": _doctor}
    try:
        return commands[given.command](given)
    except SettingsError as error:
        return _refuse(str(error))
    except BrokenPipeError:
        # Whoever read the output has left, and nothing of it waits to be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception:
        return 1 if _is_output_lost() else _confess()


def _monitor(given: Namespace) -> int:
    configuration = _configuration(given)
    if configuration.missing:
        return _welcome(given, configuration)
    if refusal := _terminal_refusal():
        return _refuse(refusal)
    settings = configuration.settings
    log = _open_log(configuration)
    gc.disable()  # until the first frame: what is imported and made by then stays

    from functools import partial

    from mltui.connecting import connect
    from mltui.monitor import run_monitor, short_name

    store, lasting = _stores(settings.server, settings.access_key or settings.token)
    return run_monitor(
        partial(connect, settings),
        settings,
        server_name=short_name(settings.server),
        store=store,
        lasting=lasting,
        preferences=_preferences(),
        log=log,
        keep_picture=_keeper(given, configuration),
        notice=configuration.elsewhere,
    )


def _stores(server: str, user: str) -> tuple[Store, Store]:
    """Return where the last answers of a server are kept, and what a person would miss.

    A start shows the answers at once; what is watched would be missed.
    """
    from platformdirs import user_cache_path, user_state_path

    from mltui.live.store import DiskStore

    store = DiskStore(user_cache_path("mltui", appauthor=False), server, user)
    state = user_state_path("mltui", appauthor=False)
    return store, DiskStore(state, server, user, lasting=True)


def _preferences(of: str = "views") -> Preferences:
    """Return where it is kept what a person chooses on screens; for the demo apart."""
    from platformdirs import user_state_path

    from mltui.live.preferences import Preferences

    return Preferences(user_state_path("mltui", appauthor=False) / f"{of}.json")


def _welcome(given: Namespace, configuration: Configuration) -> int:
    from mltui.server.data_folder import served_keys

    settings_file, served = configuration.files[0].path, served_keys()
    if _terminal_refusal():
        from mltui.guidance import welcome_without_terminal

        return _refuse(welcome_without_terminal(configuration.missing, settings_file, served))
    log = _open_log(configuration)
    from mltui.monitor import run_welcome
    from mltui.screens.welcome import DEMO

    status = run_welcome(
        configuration.missing,
        configuration.settings,
        settings_file=settings_file,
        served=served,
        log=log,
    )
    return _demo(given) if status == DEMO else status


def _demo(given: Namespace) -> int:
    configuration = _configuration(given, server_needed=False)
    if refusal := _terminal_refusal():
        return _refuse(refusal)
    log = _open_log(configuration)
    gc.disable()  # as above
    from mltui.live.store import MemoryStore
    from mltui.monitor import run_monitor

    speed = given.speed if given.command == "demo" else 1.0
    store, _ = _stores("demo", "demo")
    lab = _DemoLab(speed, read_only=configuration.settings.read_only)
    try:
        return run_monitor(
            lab.connect,
            configuration.settings,
            server_name="demo",
            store=store,
            # The lab begins anew each time: what was told of it before is not true of it now.
            lasting=MemoryStore(),
            preferences=_preferences("demo-views"),
            log=log,
            background=lab.run,
            keep_picture=_keeper(given, configuration),
        )
    finally:
        lab.close()


class _DemoLab:
    """The lab of the demo, which is opened when the monitor connects to it."""

    def __init__(self, speed: float, *, read_only: bool) -> None:
        self._speed = speed
        self._read_only = read_only
        self._demo: Demo | None = None

    def connect(self) -> Client:
        """Open the lab and return a client of it. Called in a thread."""
        from httpx import ASGITransport

        from mltui.api.client import Client
        from mltui.api.session import Connection, Session
        from mltui.server.demo import Demo

        self._demo = demo = Demo(speed=self._speed)
        connection = Connection(
            demo.address,
            demo.access_key,
            demo.secret_key,
            files_server=demo.files_address,
            read_only=self._read_only,
        )
        return Client(Session(connection, ASGITransport(app=demo.app)))

    async def run(self) -> None:
        """Let the lab's time pass until cancelled."""
        if self._demo is not None:
            await self._demo.run()

    def close(self) -> None:
        """Close the lab if it was opened."""
        if self._demo is not None:
            self._demo.close()


def _serve(given: Namespace) -> int:
    configuration = _configuration(given, server_needed=False)
    _open_log(configuration)
    from mltui.server.data_folder import data_folder
    from mltui.server.serve import serve

    folder = f"lab-{given.lab}" if given.lab else "server"
    data = given.data or data_folder(folder)
    return serve(data, given.host, given.port, large=given.lab == "scale")


def _doctor(given: Namespace) -> int:
    from mltui.doctor.run import run_doctor

    config: Path | None = getattr(given, "config", None)
    return run_doctor(_flags(given), os.environ, config=config, as_json_text=given.json)


def _flags(given: Namespace) -> dict[str, Value]:
    """Return the settings among the flags, by the settings' names."""
    flags: dict[str, Value] = {
        name: getattr(given, name)
        for name in ("server", "read_only", "theme", "full_repaint", "log_level")
        if hasattr(given, name)
    }
    if hasattr(given, "insecure"):
        flags["verify"] = False
    return flags


def _configuration(given: Namespace, *, server_needed: bool = True) -> Configuration:
    from mltui.configuration import find_configuration

    config: Path | None = getattr(given, "config", None)
    return find_configuration(_flags(given), os.environ, config=config, server_needed=server_needed)


def _terminal_refusal() -> str:
    from mltui.terminal.capabilities import terminal_at_hand

    return terminal_at_hand(os.environ, (sys.stdin, sys.stdout, sys.stderr)).refusal


def _open_log(configuration: Configuration) -> Path | None:
    from mltui.log_file import open_log
    from mltui.settings import options

    settings = configuration.settings
    secrets = [getattr(settings, name) for name, option in options().items() if option.secret]
    return open_log(settings.log_level, secrets)


def _keeper(given: Namespace, configuration: Configuration) -> Callable[[Picture], None]:
    """Return what keeps a picture of the first screen for the next start of the same command."""
    from mltui.terminal.first_picture import PicturePlace

    place = PicturePlace(given.written, os.environ)
    files = [str(looked.path) for looked in configuration.files]
    return lambda picture: place.keep(picture, files, time.time())


def _refuse(sentence: str) -> int:
    from mltui.terminal.first_picture import AT_START

    AT_START.take_back()
    sys.stderr.write(f"mltui: {sentence}\n")
    if sys.stdout.isatty() and not sys.stderr.isatty():
        sys.stdout.write(f"mltui: {sentence}\n")  # where the person looks
    return WRONG_USE


def _confess() -> int:
    """Report an unexpected exception: the log file has it, the person gets a sentence."""
    import logging

    from mltui.guidance import apology
    from mltui.log_file import current_log, open_log
    from mltui.terminal.first_picture import AT_START

    AT_START.take_back()
    log = current_log() or open_log("info")
    logging.getLogger(__name__).critical("unexpected exception", exc_info=True)
    sys.stderr.write(f"{apology(log)}\n")
    return 1
