"""Sends recorded requests to the embedded server and compares its answers with the recorded ones.

    def test_...() -> None:
        RecordedServer().replay("queues.create")

The server holds every task, project, queue and model that the recordings show, under its recorded
id. Ids that it makes itself are put in place of the recorded ones in later requests.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from mltui.server.app import create_app
from mltui.server.auth import Keys, add_keys, create_user, issue_token
from mltui.server.document import remove
from mltui.server.engine import Engine
from mltui.server.identity import NOBODY, Identity
from mltui.server.project_tree import find_project, place_below
from tests.contract.asgi import Answer, request
from tests.contract.recordings import Exchange, documents, shown, transcript
from tests.contract.shape import differences
from tests.support.stores import empty_store

NOW = datetime(2026, 11, 23, 22, 40, tzinfo=UTC)
TESTS = Identity(user="__tests__", user_name="tests")
JANE = Identity(user="707e57e89a2e44ea887f5892882285aa", user_name="Jane Doe")
SYSTEM = Identity(user="__system__", role="system", user_name="System")
PEOPLE = {TESTS: "Default User", JANE: "Jane Doe", SYSTEM: "System"}

_ID = re.compile(r"[0-9a-f]{32}")
_DATA = re.compile(
    r".*\.(hyperparams|hyperparams\.[^.]*|configuration|last_metrics(\.[^.]*)?|metric_stats"
    r"|event_stats_by_type|runtime|model_labels|labels|metadata|requirements|stats\.[^.]*\.[^.]*)$"
)

Arrange = Callable[["RecordedServer"], None]


class RecordedServer:
    """An embedded server filled from the recordings."""

    def __init__(self, now: datetime = NOW, *, filled: bool = True) -> None:
        self.now = now
        self.store = empty_store()
        self.engine = Engine(self.store, clock=lambda: self.now)
        self.app = create_app(self.engine)
        self.ids: dict[str, str] = {}
        with self.store.transaction():
            for person, name in PEOPLE.items():
                first, _, last = name.partition(" ")
                create_user(
                    self.store,
                    name,
                    NOW,
                    user_id=person.user,
                    role=person.role,
                    given_name=first if person is JANE else None,
                    family_name=last if person is JANE else None,
                    created_in_version=person is JANE,
                )
                add_keys(self.store, person.user, keys_of(person))
            for kind in ("projects", "tasks", "models", "queues") if filled else ():
                self._fill(kind)

    @classmethod
    def empty(cls) -> RecordedServer:
        """A server that has users and nothing else."""
        return cls(filled=False)

    def put(self, task: str, **changes: Any) -> None:
        """Brings a task into the state that an exchange needs; makes it if there is none."""
        task = self.ids.get(task, task)
        if self.store.tasks.get(task) is None:
            document = self.call("tasks.create", {"name": "made for a test", "type": "training"})
            made = self.store.tasks.get(document["id"]) or {}
            self.store.tasks.delete(document["id"])
            self.store.tasks.insert({**made, "id": task})
        self.store.tasks.update(task, changes)

    def call(self, endpoint: str, body: dict[str, Any], who: Identity = TESTS) -> dict[str, Any]:
        return self.engine.call(endpoint, body, who)  # type: ignore[return-value]

    def token(self, who: Identity = TESTS, expiration_s: int | None = None) -> str:
        """A token of a user; a negative time makes one that has expired."""
        issued = self.now if (expiration_s or 0) >= 0 else self.now - timedelta(days=400)
        return issue_token(self.store, who, issued, expiration_s=abs(expiration_s or 3600))

    def send(
        self,
        exchange: Exchange,
        who: Identity | None = None,
        own_headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Sends the recorded request as it was, with ids of ours."""
        body = self._translated(exchange.body)
        content = body if isinstance(body, str) else json.dumps(body) if body is not None else ""
        headers = {key: value for key, value in exchange.headers.items() if key != "Authorization"}
        if own_headers is not None:
            headers |= own_headers
            who = NOBODY
        if who is None:
            who = SYSTEM if "Authorization" in exchange.headers else TESTS
        if who.user:
            keys = keys_of(who)
            pair = f"{keys.access_key}:{keys.secret_key}".encode()
            headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
        return request(self.app, exchange.method, exchange.path, headers, content.encode())

    def replay(
        self,
        name: str,
        *,
        arrange: Mapping[str, Arrange] | None = None,
        before: Callable[[RecordedServer, Exchange], None] | None = None,
        who: Mapping[str, Identity] | None = None,
        headers: Mapping[str, Callable[[RecordedServer], dict[str, str]]] | None = None,
        except_for: Mapping[str, str] | None = None,
        is_data: Callable[[str], bool] | None = None,
    ) -> None:
        """Replays a transcript in order; fails with all that differs.

        Args:
            name: the transcript, such as "queues.create".
            arrange: by exchange name, what to do before it.
            before: what to do before each exchange.
            who: by exchange name, who calls, if it is not the usual user.
            headers: by exchange name, what makes the headers, if they are not those of a user.
            except_for: by exchange name, or "exchange name .path", why a difference is right.
            is_data: tells by its path whether the keys of an object are data.
        """
        found: list[str] = []
        excuses = except_for or {}
        for exchange in transcript(name):
            self._recall(exchange)
            if before:
                before(self, exchange)
            if arrange and exchange.name in arrange:
                arrange[exchange.name](self)
            made = (headers or {}).get(exchange.name)
            answer = self.send(
                exchange, (who or {}).get(exchange.name), made(self) if made else None
            )
            if exchange.name in excuses:
                continue
            for difference in self._compare(exchange, answer, is_data):
                place = f"{exchange.name} {difference.split(':')[0]}"
                if not any(" ." in excuse and place.startswith(excuse) for excuse in excuses):
                    found.append(f"{name} / {exchange.name}: {difference}")
        assert not found, "\n".join(["", *found])

    def replay_session(self, entries: list[dict[str, Any]]) -> None:
        """Replays requests of several endpoints in order; fails with all that differs."""
        found: list[str] = []
        for number, entry in enumerate(entries):
            body = entry["body"]
            if isinstance(body, dict) and "_lines" in body:
                body = "\n".join(json.dumps(line) for line in body["_lines"])
            exchange = Exchange(
                transcript="session",
                name=entry["path"],
                method=entry["method"],
                path=entry["path"],
                body=body,
                status=entry["status"],
                answer=entry["answer"],
                headers={
                    key: value
                    for key, value in entry["headers"].items()
                    if key in ("Content-Type", "X-ClearML-Worker")
                },
            )
            answer = self.send(exchange)
            place = f"{number} {exchange.name}"
            found += [f"{place}: {one}" for one in self._compare(exchange, answer, None)]
        assert not found, "\n".join(["", *found])

    def _compare(
        self, exchange: Exchange, answer: Answer, is_data: Callable[[str], bool] | None
    ) -> list[str]:
        if answer.status != exchange.status:
            said = answer.body["meta"]["result_msg"] if isinstance(answer.body, dict) else ""
            return [f"status {exchange.status} was recorded, ours is {answer.status} {said}"]
        if not isinstance(exchange.answer, dict):
            return [] if isinstance(answer.body, str) else ["text was recorded, ours is JSON"]
        if not isinstance(answer.body, dict):
            return ["JSON was recorded, ours is text"]
        ours = answer.body
        self._learn(exchange.answer.get("data"), ours.get("data"))
        found = list(
            differences(
                exchange.answer, ours, is_data=lambda p: bool(_DATA.match(p) or (is_data or _no)(p))
            )
        )
        found += _order_differs(exchange, ours)
        for key in ("result_code", "result_subcode", "result_msg", "endpoint"):
            recorded, mine = exchange.meta[key], ours["meta"][key]
            if key == "result_msg":
                recorded, mine = _without_ids(recorded), _without_ids(mine)
            if recorded != mine:
                found.append(f"meta.{key}: {recorded!r} was recorded, ours is {mine!r}")
        return found

    def _recall(self, exchange: Exchange) -> None:
        """Brings the objects that an answer shows into the state that it shows."""
        body = exchange.body if isinstance(exchange.body, dict) else {}
        if "search_text" in body:
            return  # the recorded answer to a text search is not complete
        wanted = body.get("only_fields")
        for kind, document in shown(exchange):
            collection = self.store.collection_named(kind)
            known = collection.get(document["id"]) or {}
            if wanted:
                for name in wanted:
                    remove(known, name.replace(".name", "") if "." in name else name)
                document = _merged(known, document)
            if kind == "projects" and "path" not in document:
                parent = document.get("parent")
                place_below(self.store, document, parent)
            collection.replace(document)

    def _fill(self, kind: str) -> None:
        collection = self.store.collection_named(kind)
        if kind == "tasks":
            defaults = {"type": "training", "status": "created", "company": TESTS.company}
        else:
            defaults = {"company": TESTS.company}
        defaults |= {"user": "__tests__"} if kind != "queues" else {}
        filled = [{**defaults, **document} for document in documents(kind)]
        if kind == "projects":
            # Above before below, so that each finds the path of the one above it.
            filled.sort(key=lambda project: project["name"].count("/"))
        for document in filled:
            if kind == "projects":
                document.setdefault("basename", document["name"].rpartition("/")[2])
                above = find_project(self.store, document["name"].rpartition("/")[0])
                place_below(self.store, document, document.get("parent", above and above["id"]))
            collection.insert(document)

    def _translated(self, body: Any) -> Any:
        if not self.ids or body is None:
            return body
        text = json.dumps(body)
        for recorded, ours in self.ids.items():
            text = text.replace(recorded, ours)
        return json.loads(text)

    def _holds(self, one: str) -> bool:
        kinds = ("tasks", "projects", "models", "queues")
        return any(self.store.collection_named(kind).get(one) for kind in kinds)

    def _learn(self, recorded: Any, ours: Any) -> None:
        """Remembers which of our ids stands for which recorded one."""
        if isinstance(recorded, dict) and isinstance(ours, dict):
            for key in recorded.keys() & ours.keys():
                self._learn(recorded[key], ours[key])
        elif isinstance(recorded, list) and isinstance(ours, list) and len(recorded) == len(ours):
            for one, other in zip(recorded, ours, strict=True):
                self._learn(one, other)
        elif isinstance(recorded, str) and isinstance(ours, str) and recorded != ours:
            both_ids = _ID.fullmatch(recorded) and _ID.fullmatch(ours)
            if both_ids and not self._holds(recorded):
                self.ids[recorded] = ours


def _merged(one: Any, other: Any) -> Any:
    if isinstance(one, dict) and isinstance(other, dict):
        return {**one, **{key: _merged(one.get(key), value) for key, value in other.items()}}
    return other


def keys_of(who: Identity) -> Keys:
    return Keys(access_key=f"KEY{who.user}", secret_key=f"secret of {who.user}")


def _order_differs(exchange: Exchange, ours: Any) -> list[str]:
    """Where a list that was to be sorted has the same objects in another order."""
    if not isinstance(exchange.body, dict) or not exchange.body.get("order_by"):
        return []
    for key, items in (exchange.data or {}).items():
        if not isinstance(items, list):
            continue
        recorded = [item.get("id") for item in items]
        mine = [item.get("id") for item in ours["data"][key]]
        common = [one for one in recorded if one in mine]
        if common != [one for one in mine if one in recorded]:
            return [f".data.{key}: the order was {recorded}, ours is {mine}"]
    return []


def _without_ids(message: str) -> str:
    return _ID.sub("<id>", message)


def _no(_: str) -> bool:
    return False
