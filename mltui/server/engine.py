"""The embedded server without HTTP: one call in, one answer out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mltui.api.types.json import Json, JsonObject
from mltui.server import endpoints
from mltui.server.errors import ServerError, failure
from mltui.server.file_store import FileStore
from mltui.server.identity import Identity
from mltui.server.lists import Scrolls
from mltui.server.registry import Call, Endpoint, RawAnswer, lookup
from mltui.server.roles import MAY_CHANGE, may_call
from mltui.server.store import Store
from mltui.server.times import utc_now
from mltui.server.uploaded_files import UploadedFiles
from mltui.server.validation import check_request
from mltui.server.versions import API_VERSION


class Engine:
    """Answers calls from a store. Synchronous; used from one thread at a time."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime] = utc_now,
        files_server: str = "http://localhost:8081",
        files: FileStore | None = None,
    ) -> None:
        """Makes the server.

        Args:
            store: its state.
            clock: the time, aware, in UTC; a simulation has its own.
            files_server: where uploaded files are, as told to whoever asks.
            files: those files, if they go with the tasks that they belong to.
        """
        endpoints.load()
        self.store = store
        self.clock = clock
        self.files_server = files_server
        self.files = UploadedFiles(store, files, files_server) if files is not None else None
        self.scrolls = Scrolls()

    def find(self, name: str, version: str = API_VERSION) -> Endpoint:
        """The endpoint of a name.

        Raises:
            ServerError: 404, there is none for this version.
        """
        form = lookup(name, version)
        if form is None:
            message = f"Unable to find endpoint for name {name} and version {version}"
            raise ServerError(404, 0, message)
        return form

    def call(
        self,
        endpoint: str,
        body: JsonObject,
        identity: Identity,
        version: str | None = None,
        *,
        batch: list[Json] | None = None,
    ) -> JsonObject:
        """Calls an endpoint that answers JSON.

        Args:
            endpoint: its name, `service.action`.
            body: the request.
            identity: who calls.
            version: the API version, the newest if None.
            batch: the objects of a body of JSON lines.

        Returns:
            The answer's `data`.

        Raises:
            ServerError: what the server says is wrong.
        """
        form = self.find(endpoint, version or API_VERSION)
        answer = self.answer(form, self.prepare(body, identity, version, batch=batch))
        if isinstance(answer, RawAnswer):
            raise failure(400, 1, f"{endpoint} answers a file")
        return answer

    def prepare(
        self,
        body: JsonObject,
        identity: Identity,
        version: str | None = None,
        *,
        batch: list[Json] | None = None,
        worker: str = "",
        address: str = "",
        token: str | None = None,
    ) -> Call:
        """Makes the call that a handler gets."""
        return Call(
            request=body,
            store=self.store,
            identity=identity,
            now=self.clock(),
            version=version or API_VERSION,
            engine=self,
            batch=batch,
            worker=worker,
            address=address,
            token=token,
        )

    def answer(self, form: Endpoint, call: Call) -> JsonObject | RawAnswer:
        """Checks the caller's role and the request, and runs the handler in one transaction.

        Raises:
            ServerError: what the server says is wrong; nothing was changed.
        """
        if form.roles and call.identity.role not in form.roles:
            raise failure(403, 20, role=call.identity.role, allowed=[*form.roles])
        if not may_call(call.identity.role, form.name):
            raise failure(403, 20, role=call.identity.role, allowed=[*MAY_CHANGE])
        check_request(form, call.request)
        with self.store.transaction():
            answer = form.handler(call)
        if self.files is not None and not self.store.connection.in_transaction:
            self.files.remove()
        return answer
