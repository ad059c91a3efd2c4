"""What can go wrong with a request: one exception for each thing a caller can act on.

Every error has a sentence for a person, and `code`, the server's own number for it such as
`400/110`, for whoever looks it up.
"""

from __future__ import annotations

from collections.abc import Callable

from mltui.api.types.json import Json, JsonObject


class ApiError(Exception):
    """A request without a usable answer; the base of all errors that `mltui.api` raises.

    Attributes:
        sentence: What is wrong and, where that can be said, what to do. Carries no secret.
        endpoint: The endpoint that was called, such as `tasks.get_all_ex`.
        status: The HTTP status, 0 if there was no answer.
        subcode: The server's subcode, which says more than the status; 0 if there is none.
        message: The server's own words, "" without any.
        data: What the server added to its error.
        wait_s: For how long the server wishes not to be asked, seconds; 0 without such a wish.
    """

    def __init__(
        self,
        sentence: str,
        *,
        endpoint: str = "",
        status: int = 0,
        subcode: int = 0,
        message: str = "",
        data: JsonObject | None = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.endpoint = endpoint
        self.status = status
        self.subcode = subcode
        self.message = message
        self.data: JsonObject = data if data is not None else {}
        self.wait_s = 0.0

    @property
    def code(self) -> str:
        """The server's number of the error, `status/subcode`; "" if it did not answer."""
        return f"{self.status}/{self.subcode}" if self.status else ""

    def __str__(self) -> str:
        return f"{self.sentence} ({self.code})" if self.code else self.sentence


def masked_error(error: ApiError, masked: Callable[[str], str]) -> ApiError:
    """Take secrets out of an error: a server may repeat what it was sent.

    Args:
        error: What is raised, shown and written to files.
        masked: Returns a text without secrets.
    """
    error.sentence, error.message = masked(error.sentence), masked(error.message)
    error.data = {masked(key): _masked(value, masked) for key, value in error.data.items()}
    error.args = (error.sentence,)
    return error


def _masked(value: Json, masked: Callable[[str], str]) -> Json:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, list):
        return [_masked(item, masked) for item in value]
    if isinstance(value, dict):
        return {masked(key): _masked(item, masked) for key, item in value.items()}
    return value


class Unreachable(ApiError):
    """No connection: wrong address, no network, no server, or no trust in its certificate."""


class Misconfigured(Unreachable):
    """No connection, and none before an address, a proxy or certificates are set otherwise."""


class TimedOut(ApiError):
    """The server did not answer in time."""


class NotClearML(ApiError):
    """Something answers at the address, but not as a ClearML server does."""


class BadCredentials(ApiError):
    """The server does not accept the keys or the token."""


class NoPermission(ApiError):
    """The user may not do this."""


class UnknownId(ApiError):
    """The request names something that does not exist, or not any more."""


class InvalidStatus(ApiError):
    """The thing exists, but its present state does not allow this."""


class InvalidRequest(ApiError):
    """The server does not accept the request's fields or their values."""


class NotSupported(ApiError):
    """This server does not have the endpoint: it is older, newer or another edition."""


class ServerFault(ApiError):
    """The server, or a proxy before it, failed."""


class AskedTooOften(ApiError):
    """The server did nothing: it was asked too often, and wishes to be left alone for a while."""


class ReadOnly(ApiError):
    """The request would change something, and the connection is for reading only."""
