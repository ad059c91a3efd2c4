"""TLS on localhost, with a certificate that nobody else has signed."""

from __future__ import annotations

import ssl
from pathlib import Path

#: The certificate, to be trusted or not, with its key. It is for the name localhost.
CERTIFICATE = Path(__file__).with_name("localhost.pem")


def tls_of_localhost() -> ssl.SSLContext:
    """Return what a server on localhost speaks TLS with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context
