"""`mltui serve`: the embedded server on a port, kept in a folder."""

from __future__ import annotations

import ipaddress
import signal
import socket
import sqlite3
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse

from mltui.server.answering import API_PATH
from mltui.server.app import create_app
from mltui.server.auth import identity_of
from mltui.server.connections import Application, Message, Receive, Send, unshared
from mltui.server.engine import Engine
from mltui.server.file_store import FileStore
from mltui.server.files import create_files_app
from mltui.server.listening import listening
from mltui.server.serve_folder import DATABASE, CannotServe, folder_lock, make_file, make_folder
from mltui.server.serve_keys import ensure_keys
from mltui.server.store import Store
from mltui.server.web_page import PAGE, is_web_page

if TYPE_CHECKING:
    from mltui.server.lab.scale import Scale

KEEP_ALIVE_S = 75
"""How long a connection is kept after an answer, seconds; a monitor asks every five."""

_REPORTS_S = 1.0


class _Stop:
    """Lets signals end the server at any moment, and no more than that.

    uvicorn stops on SIGINT and SIGTERM while it runs, and then raises them again for whoever was
    there before.
    """

    def __init__(self) -> None:
        self.requested = False
        self.server: uvicorn.Server | None = None

    @contextmanager
    def on_signals(self) -> Iterator[None]:
        """Takes the signals to itself."""
        before = {number: signal.signal(number, self._request) for number in _ending()}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _request(self, *_: object) -> None:
        self.requested = True
        if self.server is not None:
            self.server.should_exit = True


def _ending() -> list[signal.Signals]:
    """The signals that end it; not that the terminal is gone, where `nohup` has it go on."""
    numbers = [signal.SIGINT, signal.SIGTERM]
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    return numbers


def serve(data: Path, host: str = "127.0.0.1", port: int = 8008, *, large: bool = False) -> int:
    """Serves until SIGINT, SIGTERM or SIGHUP.

    Args:
        data: the folder that holds everything; made if it is not there.
        host: the address to listen on.
        port: the port, 0 for any that is free.
        large: fill an empty folder with a large cluster first, and let that report.

    Returns:
        The exit status: 0, or 2 if it could not begin, after saying why.
    """
    stop = _Stop()
    try:
        # The port first: a folder that nothing will be kept in would be in the way later.
        with stop.on_signals(), listening(host, port) as listener:
            make_folder(data)
            with folder_lock(data):
                _run(data, listener, stop, large=large)
    except CannotServe as error:
        return _refused(str(error))
    except sqlite3.OperationalError as error:
        # Once it runs, these are answered to whoever asks.
        return _refused(f"{data} cannot be written to: {error}.")
    return 0


def _refused(sentence: str) -> int:
    print(f"mltui serve: {sentence}", file=sys.stderr)  # noqa: T201
    return 2


def combined(api: Application, files: Application) -> Application:
    """The API and the files server on one port.

    Addresses of the API are `/service.action` or `/v2.34/service.action`; those of files have
    a folder before their name. Uploads are posted to `/`.
    """

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_api_path(scope["path"]):
            await api(scope, receive, send)
        elif _is_browser(scope):
            await HTMLResponse(PAGE)(scope, receive, send)
        else:
            await files(scope, receive, send)

    return app


def is_api_path(path: str) -> bool:
    """Whether an address belongs to the API rather than to a file."""
    return API_PATH.fullmatch(path) is not None


def _run(data: Path, listener: socket.socket, stop: _Stop, *, large: bool) -> None:
    address = _address(listener)
    try:
        make_file(data / DATABASE)
        store = Store(data / DATABASE)
        files = FileStore(data)
    except sqlite3.OperationalError:
        raise  # nothing is wrong with the file: the disk is full, or may only be read
    except sqlite3.DatabaseError as error:
        raise CannotServe(
            f"{data / DATABASE} cannot be used as a database ({error}). Move it away, or name"
            " another folder with --data."
        ) from error
    except FileExistsError as error:
        raise CannotServe(
            f"{error.filename} is no folder. Move it away, or name another folder with --data."
        ) from error
    except OSError as error:
        place = error.filename or data
        raise CannotServe(
            f"{place} cannot be written to ({error.strerror}). Name another folder with --data."
        ) from error
    thread = ThreadPoolExecutor(1, thread_name_prefix="engine")
    try:
        engine = Engine(store, files_server=address, files=files)
        lines = ensure_keys(engine, data, address)
        scale = _furnished(engine, stop) if large else None
        print("\n".join([*lines, f"Serving on {address}, until Ctrl-C."]), flush=True)  # noqa: T201
        if not _is_loopback(listener):
            print(  # noqa: T201
                "Warning: other machines can reach this server, and what they send and read is"
                " not encrypted.",
                file=sys.stderr,
                flush=True,
            )
        app = combined(create_app(engine, thread), create_files_app(files, engine, thread))
        with _reporting(scale, thread):
            _run_uvicorn(unshared(app), listener, stop)
    finally:
        thread.shutdown()
        store.close()


def _furnished(engine: Engine, stop: _Stop) -> Scale:
    from mltui.server.lab.scale import Scale

    def say(what: str) -> None:
        if stop.requested:
            raise CannotServe("ended before the large cluster was complete. Start it once more.")
        print(what, flush=True)  # noqa: T201

    scale = Scale(engine, identity_of(engine.store.users.first() or {}))
    scale.furnish(say)
    return scale


@contextmanager
def _reporting(scale: Scale | None, thread: ThreadPoolExecutor) -> Iterator[None]:
    """Lets the agents of a large cluster report each second, on the engine's thread."""
    if scale is None:
        yield
        return
    ended = threading.Event()

    def report() -> None:
        while not ended.wait(_REPORTS_S):
            # A disk that is full now may have room again in a second.
            with suppress(sqlite3.OperationalError):
                thread.submit(scale.step, _REPORTS_S).result()

    reporter = threading.Thread(target=report, name="reports")
    reporter.start()
    try:
        yield
    finally:
        ended.set()
        reporter.join()


def _run_uvicorn(app: Application, listener: socket.socket, stop: _Stop) -> None:
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=5,
        timeout_keep_alive=KEEP_ALIVE_S,
        server_header=False,
    )
    stop.server = uvicorn.Server(config)
    stop.server.should_exit = stop.requested
    stop.server.run(sockets=[listener])


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:
        host = socket.gethostname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _is_loopback(listener: socket.socket) -> bool:
    return ipaddress.ip_address(listener.getsockname()[0]).is_loopback


def _is_browser(scope: Message) -> bool:
    headers = Headers(scope=scope)
    return is_web_page(
        scope["method"], headers.get("accept", ""), has_login="authorization" in headers
    )
