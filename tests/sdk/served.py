"""A served instance in a process of its own, and scripts that report to it."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).parent / "scripts"

# The same as by default, just sooner.
_SDK = """
sdk.development.worker { report_period_sec: 0.2, console_cr_flush_period: 0 }
api.http.retries { backoff_factor: 0.2, backoff_max: 1.0 }
"""

# By default the SDK forks a process that reports, beside threads of its own: the child may wait
# for ever for a lock that one of them held. It also takes ten seconds to end.
_IN_THREADS = "sdk.development { report_use_subprocess: false }\n"


class Served:
    """`mltui serve` on a free port of the loopback interface."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.said = ""
        self._port = 0
        (folder / "home").mkdir(parents=True)
        # Away from the repository: what is not committed in it would be reported as well, and the
        # SDK waits for ever where that is much (it forks after it has started to upload).
        self._scripts = shutil.copytree(SCRIPTS, folder / "scripts")
        self.start()

    def start(self) -> None:
        """Starts the server, after the first time on the same port."""
        command = [sys.executable, "-m", "mltui", "serve"]
        command += ["--data", str(self.data), "--port", str(self._port)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=self._environment()
        )
        assert self.process.stdout
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if match := re.match(r"Serving on (http://127\.0\.0\.1:(\d+))", line):
                self.address, self._port = match[1], int(match[2])
                break
        else:
            raise AssertionError(f"mltui serve ended: {self.said}")
        credentials = json.loads((self.data / "clearml.conf").read_text())["api"]["credentials"]
        self.access_key, self.secret_key = credentials["access_key"], credentials["secret_key"]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ends the server with a signal and answers its exit status."""
        self.process.send_signal(number)
        return self.process.wait(15)

    def call(self, endpoint: str, **request: Any) -> Any:
        """Asks the API; answers the data."""
        content = json.dumps(request).encode()
        with self.open(f"/{endpoint}", content) as response:
            return json.load(response)["data"]

    def open(self, path: str, content: bytes | None = None) -> Any:
        """Opens an address of the server with its keys."""
        keys = base64.b64encode(f"{self.access_key}:{self.secret_key}".encode()).decode()
        address = path if path.startswith("http") else self.address + path
        headers = {"Authorization": f"Basic {keys}", "Content-Type": "application/json"}
        request = urllib.request.Request(address, content, headers)
        return urllib.request.urlopen(request, timeout=10)

    def begin(self, script: str, *arguments: str, forking: bool = False) -> subprocess.Popen[str]:
        """Starts a script of `scripts/` that uses the SDK.

        Args:
            script: Its name.
            arguments: What it is given.
            forking: Whether a process of its own reports, which is what the SDK does by default,
                or threads.
        """
        configuration = self.folder / "sdk.conf"
        configuration.write_text(_SDK if forking else _SDK + _IN_THREADS)
        environment = self._environment() | {
            "CLEARML_CONFIG_FILE": str(configuration),
            "CLEARML_API_HOST": self.address,
            "CLEARML_WEB_HOST": self.address,
            "CLEARML_FILES_HOST": self.address,
            "CLEARML_API_ACCESS_KEY": self.access_key,
            "CLEARML_API_SECRET_KEY": self.secret_key,
            "CLEARML_CACHE_DIR": str(self.folder / "cache"),
            "CLEARML_SUPPRESS_UPDATE_MESSAGE": "1",
            "MPLBACKEND": "Agg",
        }
        return subprocess.Popen(
            [sys.executable, str(self._scripts / script), *arguments],
            cwd=self.folder / "home",
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, script: str, *arguments: str, forking: bool = False) -> str:
        """Runs a script to its end and answers what it printed."""
        process = self.begin(script, *arguments, forking=forking)
        try:
            said, _ = process.communicate(timeout=120)
        finally:
            process.kill()
        assert process.returncode == 0, said
        return said

    def _environment(self) -> dict[str, str]:
        kept = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
        home = str(self.folder / "home")
        return kept | {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home}


def wait_until(condition: Callable[[], bool], timeout_s: float = 60.0) -> None:
    """Waits for a condition."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)
