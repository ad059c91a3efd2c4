"""A server full of text that wants to do something to the terminal."""

from __future__ import annotations

import re
import time
import unicodedata
from datetime import UTC, datetime

from mltui.server.auth import Keys, create_keys, create_user
from mltui.server.engine import Engine
from mltui.server.identity import Identity
from mltui.server.store import Store

#: A word to find on the screen; around it whatever a terminal could act on.
WORD = "harmless"
HOSTILE = (
    f"{WORD}\x1b]52;c;aGk=\x07\x1b]0;title\x1b\\\x1b[3J\x1b[5;7r\x1b[6n\x1bc\x1b[?1049l"
    "\x9b31m\x9d0;x\x9c\x0e\x0f\x08\x08\x7f\r\n\t\u202eevil\u2066\u2069\u200e\u200b\u2028"
    "\ufeff[bold red]markup[/] [@click=app.quit]x[/] 日本語 e\u0301\u0301\u0301 "
    "\U0001f468\u200d\U0001f4bb"
)

#: Sequences with which Textual draws: colours, cursor, modes, erasing a line, kitty keys,
#: queries, and the mouse pointer's shape.
_DRAWING = re.compile(
    r"\x1b\[(?:[0-9;:]*[mHK]|\?[0-9;]+[hl]|\?[0-9]+\$p|[<>=][0-9;]*u)|\x1b\]22;[a-z]*\x07"
)
#: What the terminal layer adds: relative moves of the cursor, erasing characters, the query of the
#: cursor's position, links.
_MOVING = re.compile(r"\x1b\[[0-9]*[ABCDGXd]|\x1bM|\x1b\[6n|\x1b\]8;;\x1b\\|[\x08\x0b]")
#: A part of the screen is set apart, its lines are moved, and it is given up again: all at once.
_SCROLLING = re.compile(r"\x1b\[[0-9]+;[0-9]+r\x1b\[[0-9]+H(?:(?:\r*\n)+|(?:\x1bM)+)\x1b\[r")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def offences(raw: bytes, *, quiet: bool = False) -> list[str]:
    """Return everything in a program's output that is neither drawing nor plain text.

    Args:
        raw: What the program wrote.
        quiet: Whether the terminal layer draws, with more ways to move about than Textual.
    """
    text = raw.decode("utf-8", "replace")
    rest = _SCROLLING.sub("", text) if quiet else text
    rest = _DRAWING.sub("", rest)
    if quiet:
        rest = _MOVING.sub("", rest)
    found = re.findall(r"\x1b.{0,8}", rest, re.DOTALL)
    found += [
        char for char in rest if unicodedata.category(char) == "Cc" and char not in "\r\n\x1b"
    ]
    found += [char for char in rest if char in _BIDI or char in "\u200b\u2028\u2029\ufeff"]
    found += re.findall(r"\x1b\[\?(?:3|5|6|9|47|1047)[hl]", text)
    return sorted(set(found))


def hostile_server() -> tuple[Engine, Keys]:
    """Return a server whose every name, tag, log line and report is hostile, and keys to it."""
    store = Store(":memory:")
    engine = Engine(store)
    user = create_user(store, HOSTILE, datetime.now(UTC), role="admin")
    keys = create_keys(store, user)
    caller = Identity(user=user, role="admin", user_name=HOSTILE)

    def call(endpoint: str, **body: object) -> dict[str, object]:
        return engine.call(endpoint, body, caller)  # type: ignore[arg-type,return-value]

    project = call("projects.create", name=HOSTILE, description=HOSTILE, tags=[HOSTILE])["id"]
    queue = call("queues.create", name=HOSTILE, tags=[HOSTILE])["id"]
    tasks = [
        call(
            "tasks.create",
            name=f"{number} {HOSTILE}",
            type="training",
            project=project,
            tags=[HOSTILE],
            comment=HOSTILE,
            hyperparams={"Args": {"lr": {"section": "Args", "name": HOSTILE, "value": HOSTILE}}},
            script={"repository": HOSTILE, "branch": HOSTILE, "entry_point": HOSTILE},
        )["id"]
        for number in range(3)
    ]
    call("tasks.enqueue", task=tasks[1], queue=queue, status_reason=HOSTILE)
    call("tasks.started", task=tasks[0], status_reason=HOSTILE, status_message=HOSTILE)
    _report(engine, caller, str(tasks[0]))
    machine = {"cpu_usage": [1.0], "gpu_usage": [90.0], "memory_used": 1000, "memory_free": 2000}
    call("workers.register", worker=HOSTILE, tags=[HOSTILE], queues=[queue])
    call(
        "workers.status_report",
        worker=HOSTILE,
        task=tasks[0],
        queue=queue,
        queues=[queue],
        timestamp=int(time.time() * 1000),
        machine_stats=machine,
    )
    call(
        "serving.container_status_report",
        container_id=HOSTILE,
        endpoint_name=HOSTILE,
        endpoint_url=f"http://host/{HOSTILE}",
        model_name=HOSTILE,
        model_source=HOSTILE,
        machine_stats=machine,
    )
    return engine, keys


def _report(engine: Engine, caller: Identity, task: str) -> None:
    now = int(time.time() * 1000)
    common = {"task": task, "worker": HOSTILE, "metric": HOSTILE, "variant": HOSTILE}
    events: list[dict[str, object]] = [
        {**common, "type": "training_stats_scalar", "iter": number, "value": 1 / (number + 1),
         "timestamp": now - 1000 + number}
        for number in range(20)
    ]  # fmt: skip
    events += [
        {
            **common,
            "type": "log",
            "iter": 0,
            "msg": f"{number} {HOSTILE}",
            "timestamp": now + number,
        }
        for number in range(20)
    ]
    for event in events:
        engine.call("events.add", event, caller)  # type: ignore[arg-type]
