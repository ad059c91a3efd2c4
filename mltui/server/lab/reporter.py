"""What agents and serving containers report, over HTTP as the real ones do.

They log in with keys, send their token from then on, name themselves in `X-ClearML-Worker`, and ask
with GET and a JSON body under the version of the API that they know.
"""

from __future__ import annotations

from mltui.api.types.json import JsonObject
from mltui.server.auth import Keys
from mltui.server.lab.world import World

KEYS = Keys(access_key="LABAGENTSACCESSKEY", secret_key="lab-agents-secret-key")
"""The keys of everything that reports; they open nothing but the demo in this process."""

_VERSION = "/v2.23"
_UNAUTHORISED = 401


class Reporter:
    """One program that reports."""

    def __init__(self, name: str, client: str) -> None:
        """Make it known by nobody yet.

        Args:
            name: What it calls itself: the worker's id, or the container's.
            client: Which program it is, with its version.
        """
        self._headers = {"X-ClearML-Worker": name, "X-ClearML-Client": client}
        self._token = ""

    def report(self, world: World, endpoint: str, body: JsonObject) -> None:
        """Report at `world.now`; who is refused tries again the next time, like a real one."""
        status = self._send(world, endpoint, body) if self._token else _UNAUTHORISED
        if status == _UNAUTHORISED:  # the first time, and when the token is too old
            self._log_in(world)
            self._send(world, endpoint, body)

    def _log_in(self, world: World) -> None:
        answer = world.http.get(
            f"{_VERSION}/auth.login",
            headers=self._headers,
            auth=(KEYS.access_key, KEYS.secret_key),
        )
        self._token = str(answer.raise_for_status().json()["data"]["token"])

    def _send(self, world: World, endpoint: str, body: JsonObject) -> int:
        headers = {**self._headers, "Authorization": f"Bearer {self._token}"}
        answer = world.http.request("GET", f"{_VERSION}/{endpoint}", json=body, headers=headers)
        return answer.status_code
