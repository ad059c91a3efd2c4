"""The demo: the simulated lab behind an ASGI application, without a port, living by itself."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import formatdate
from urllib.parse import urlsplit

from mltui.server.answering import Answered, Received, answered
from mltui.server.connections import Message, Receive, Send
from mltui.server.lab.documents import FILES
from mltui.server.lab.files import content
from mltui.server.lab.lab import KEYS, Lab, create_lab
from mltui.server.small_app import SmallApp, headers_of, send_whole

_STEP_S = 1.0
_LONGEST_STEP_S = 120.0
"""How much lab time a step covers at most: after a suspended night the lab just loses the time."""
_FILES_HOST = urlsplit(FILES).netloc


class Demo:
    """A lab to connect to, and what makes its time pass.

    Attributes:
        lab: The lab.
        address: What a client takes for the API server's address.
        files_address: What it takes for the files server's.
        access_key: Access key of the demo's user.
        secret_key: Its secret.
    """

    def __init__(
        self,
        *,
        seed: int = 1,
        speed: float = 1.0,
        now: datetime | None = None,
        lab: Lab | None = None,
    ) -> None:
        """Open the lab; takes about a tenth of a second.

        Args:
            seed: What the lab's past and chances are drawn from.
            speed: Seconds of lab time in a second.
            now: When it opens, aware; the present if None.
            lab: A lab that is open already, in place of one made of seed and opening.
        """
        self.lab = lab or create_lab(seed, now)
        self.address = "http://api.demo"
        self.files_address = FILES
        self.access_key = KEYS.access_key
        self.secret_key = KEYS.secret_key
        self._speed = speed
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="engine")
        self._api = SmallApp(self._answered)

    async def app(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, as an ASGI application: the files server's by its host name."""
        if headers_of(scope).get(b"host") == _FILES_HOST:
            body, media_type = content(scope["path"]) or (b"not found", "")
            await send_whole(send, 200 if media_type else 404, body, media_type or "text/plain")
            return
        await self._api(scope, receive, send)

    async def _answered(self, received: Received) -> Answered:
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self._thread, answered, self.lab.engine, received)
        # Whoever asks goes by the lab's clock: it may run faster, and loses suspended nights.
        date = formatdate(self.lab.clock.now, usegmt=True)
        return replace(answer, headers={**answer.headers, "date": date})

    async def run(self) -> None:
        """Let the lab's time pass until cancelled."""
        loop = asyncio.get_running_loop()
        before = time.monotonic()
        while True:
            await asyncio.sleep(_STEP_S)
            now = time.monotonic()
            passed = min(_LONGEST_STEP_S, (now - before) * self._speed)
            before = now
            await loop.run_in_executor(self._thread, self.advance, passed)

    def advance(self, seconds: float) -> None:
        """Let `seconds` of lab time pass; call it on the engine's thread alone."""
        self.lab.step(self.lab.clock() + timedelta(seconds=seconds))

    def close(self) -> None:
        """Stop the engine's thread; requests fail from then on."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self.lab.engine.store.close()
