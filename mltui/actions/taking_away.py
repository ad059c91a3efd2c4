"""What a person takes away from a task: its id, its name, its web address, all of it as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from mltui.actions.reading import read
from mltui.actions.subject import Subject

if TYPE_CHECKING:
    from mltui.api.client import Client

#: Where a self-hosted server answers its API and its web pages.
API_PORT = 8008
WEB_PORT = 8080

#: What the web UI calls the project of things that are in none.
NO_PROJECT = "*"


async def identities(_: Client, subjects: Sequence[Subject]) -> str:
    """Return the ids, one a line."""
    return "\n".join(subject.id for subject in subjects)


async def names(_: Client, subjects: Sequence[Subject]) -> str:
    """Return the names, one a line."""
    return "\n".join(" ".join(subject.name.splitlines()) for subject in subjects)


async def web_addresses(client: Client, subjects: Sequence[Subject]) -> str:
    """Return the addresses of the tasks' pages in the web UI, one a line."""
    connection = client.session.connection
    web_server = connection.web_server or web_server_of(connection.api_server)
    known = await read(client, subjects)
    return "\n".join(
        task_address(web_server, known[subject.id]) for subject in subjects if subject.id in known
    )


def task_address(web_server: str, subject: Subject) -> str:
    """Return the address of a task's page on a web server."""
    project = subject.project or NO_PROJECT
    return f"{web_server.rstrip('/')}/projects/{project}/tasks/{subject.id}"


def web_server_of(api_server: str) -> str:
    """Guess where the web pages of an API server are: ports and names are by convention."""
    parts = urlsplit(api_server)
    netloc, path = parts.netloc, parts.path.removesuffix("/api")
    if parts.port == API_PORT:
        netloc = netloc.removesuffix(f":{API_PORT}") + f":{WEB_PORT}"
    elif netloc.startswith("api."):
        netloc = "app." + netloc.removeprefix("api.")
    return urlunsplit((parts.scheme, netloc, path, "", ""))


async def as_json(client: Client, subjects: Sequence[Subject]) -> str:
    """Return the whole tasks as JSON: one object, or a list of several."""
    tasks = []
    for subject in subjects:
        data = await client.session.call("tasks.get_by_id", {"task": subject.id})
        tasks.append(data.get("task"))
    return json.dumps(tasks[0] if len(tasks) == 1 else tasks, indent=2, ensure_ascii=False) + "\n"
