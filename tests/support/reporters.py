"""Agents and serving containers as a server meets them: over HTTP, with what the real ones send.

Agents log in with Basic, ask under `/v2.23` with GET and a JSON body as ClearML's own session
does, name themselves in `X-ClearML-Worker` and report their machine every ten seconds.
"""

from __future__ import annotations

from typing import Any

import httpx

PREFIX = "/v2.23"


class Reporter:
    """One program that reports."""

    def __init__(self, address: str, keys: tuple[str, str], name: str) -> None:
        self.name = name
        self._http = httpx.Client(base_url=address, timeout=10)
        answer = self._http.get(f"{PREFIX}/auth.login", auth=keys)
        answer.raise_for_status()
        token = answer.json()["data"]["token"]
        self._http.headers.update(
            {
                "Authorization": f"Bearer {token}",
                "X-ClearML-Worker": name,
                "X-ClearML-Client": "clearml-agent-2.0.1",
            }
        )

    def call(self, endpoint: str, **body: Any) -> Any:
        """Ask as the SDK asks; answers the data."""
        answer = self._http.request("GET", f"{PREFIX}/{endpoint}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def close(self) -> None:
        self._http.close()


def machine_stats(gpus: list[float]) -> dict[str, Any]:
    """What an agent reads of its machine, with the usage of its GPUs."""
    return {
        "cpu_usage": [12.5, 40.0],
        "cpu_temperature": [51.0, 53.0],
        "memory_used": 21_000.0,
        "memory_free": 43_000.0,
        "network_rx": 1.5,
        "network_tx": 0.5,
        "disk_free_home": 61.0,
        "disk_free_temp": 80.0,
        "disk_read": 12.0,
        "disk_write": 3.0,
        "gpu_usage": gpus,
        "gpu_memory_used": [9_000.0 for _ in gpus],
        "gpu_memory_free": [15_000.0 for _ in gpus],
        "gpu_temperature": [64.0 for _ in gpus],
    }
