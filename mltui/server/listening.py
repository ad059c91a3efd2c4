"""Where `mltui serve` listens."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from mltui.server.serve_folder import CannotServe


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Listens for connections.

    Args:
        host: the name or address of an interface.
        port: 0 takes any that is free.

    Raises:
        CannotServe: says why that is impossible and what to do.
    """
    # The system's resolver takes a larger number, and means another port by it.
    if not 0 <= port <= 65535:
        raise CannotServe(f"there is no port {port}: ports go from 1 to 65535.")
    try:
        family, kind, _, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise CannotServe(
            f"{host} is no address to listen on ({why}). Name another with --host."
        ) from error
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # An answer goes out in two pieces; the second must not wait until the first has been
        # acknowledged, for which the other side takes 40 ms. Connections have it from here.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            listener.bind(place)
            listener.listen(128)
        except PermissionError as error:
            raise CannotServe(
                f"port {port} may not be used by you: name one above 1023 with --port."
            ) from error
        except OSError as error:
            raise CannotServe(
                f"cannot listen on {host} port {port} ({error.strerror}). {_advice(error)}"
            ) from error
        yield listener


def _advice(error: OSError) -> str:
    if error.errno == errno.EADDRNOTAVAIL:
        return "--host has to be an address of this computer."
    return (
        "If mltui serve runs there already, `mltui` shows what it keeps; "
        "if something else uses the port, name another with --port."
    )
