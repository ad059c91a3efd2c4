"""Which certificates are trusted: the same for all that speaks TLS with a server."""

from __future__ import annotations

import os
import ssl

from mltui.api.no_answer import fault


class CertificatesUnusable(Exception):
    """What names the trusted certificates names none; its text is a sentence that says so.

    Attributes:
        place: The file or folder that was named.
        reason: What is wrong with it, as the end of a sentence.
    """

    def __init__(self, sentence: str, place: str, reason: str) -> None:
        super().__init__(f"{sentence} cannot be used: {reason}.")
        self.place = place
        self.reason = reason


def trusted_certificates(verify: bool | str) -> ssl.SSLContext:
    """Return what TLS is spoken with.

    Those that everybody trusts are httpx's, or the ones in SSL_CERT_FILE or SSL_CERT_DIR.

    Args:
        verify: Whether to verify a server's certificate, or a file of trusted ones.

    Raises:
        CertificatesUnusable: The file that is named, here or by the environment, has none.
    """
    # Imported late: it takes a tenth of a second.
    from mltui.api.http import httpx

    named = verify if isinstance(verify, str) else ""
    try:
        if named:
            return ssl.create_default_context(cafile=named)
        return httpx.create_ssl_context(bool(verify))
    except (OSError, ValueError) as error:
        sentence = f"The file of trusted certificates {named}"
        if not named:
            sentence = "The trusted certificates that the environment names"
            named = os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR") or ""
        raise CertificatesUnusable(sentence, named, fault(error)) from None
