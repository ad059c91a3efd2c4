"""The client reads every recorded answer of a real server, and loses nothing of it."""

import json
import math
from collections import Counter
from datetime import datetime
from functools import cached_property

import pytest
from pydantic import BaseModel

from mltui.api.client import Client
from mltui.api.services.answers.events import ScalarCurves
from mltui.api.types.base import IdAndName
from tests.contract.recordings import FOLDER, transcript

#: Answered to agents, the SDK and serving containers only; the client has no such methods.
NOT_ASKED = {
    "events.add_batch",
    "serving.container_status_report",
    "serving.register_container",
    "serving.unregister_container",
    "tasks.update_batch",
    "transport.errors",
    "workers.status_report",
}

#: Fields on the wire that the types do not name, each left so on purpose: they are kept, and what
#: is of use to nobody needs no documentation.
KEPT_UNNAMED = {
    # What the store of events says of each: when and how it was stored, and fields of other kinds.
    "MetricsImageEvent": {"@timestamp", "method", "model_event"},
    "MetricsPlotEvent": {"@timestamp", "method", "model_event"},
    "TaskLogEvent": {"@timestamp", "method", "metric", "model_event", "variant"},
    # A leftover of older consoles: it does not continue anything.
    "TaskLog": {"scroll_id"},
    # A report is a task underneath; these are a task's, empty.
    "Report": {
        "configuration",
        "container",
        "execution",
        "hyperparams",
        "last_iteration",
        "last_metrics",
        "metric_stats",
        "models",
        "output",
        "runtime",
        "script",
        "type",
    },
    # Settings of the server have no fixed form.
    "Settings": {"apiserver", "hosts", "logging", "services"},
    "AwsBucket": {"extra_args"},
    # Leftovers of old versions.
    "Execution": {"test_split"},
    "GetCurrentUserResponseUserObject": {"created_in_version"},
    "User": {"created_in_version", "preferences"},
}


def answer_types():
    client = Client(None)
    services = [name for name, value in vars(Client).items() if isinstance(value, cached_property)]
    methods = [getattr(getattr(client, s), m) for s in services for m in dir(getattr(client, s))]
    return {m.endpoint: m.answer for m in methods if hasattr(m, "endpoint")}


ANSWERS = answer_types()
TRANSCRIPTS = sorted(path.stem for path in (FOLDER / "transcripts").glob("*.json"))


def good_answers(name):
    return [
        (exchange.name, exchange.data)
        for exchange in transcript(name)
        if isinstance(exchange.answer, dict) and exchange.meta.get("result_code") == 200
    ]


def sdk_answers():
    """What the official SDK was answered, by the endpoint's name, of those the client has."""
    exchanges = json.loads((FOLDER / "sdk_session.json").read_text())
    named = [
        (exchange["path"].rpartition("/")[2], exchange["answer"])
        for exchange in exchanges
        if exchange["port"] == "api" and exchange["status"] == 200
    ]
    return [(name, answer["data"]) for name, answer in named if name in ANSWERS]


def objects(value):
    """All objects of the API within a value."""
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from objects(getattr(value, name))
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from objects(item)


def differences(sent, read, path=""):
    """What of an answer is not, or not the same, in what was read from it."""
    if sent is None:
        return [] if read is None or read in ([], {}) else [f"{path}: {read!r}, not null"]
    if isinstance(read, IdAndName) and isinstance(sent, str):
        # A bare id is read as a reference.
        return [] if read.id == sent and read.name is None else [f"{path}: {read!r}"]
    if isinstance(read, datetime):
        sent_date = datetime.fromisoformat(sent)
        same = read == (sent_date if sent_date.tzinfo else sent_date.replace(tzinfo=read.tzinfo))
        return [] if same else [f"{path}: {read!r}, not {sent!r}"]
    if isinstance(read, ScalarCurves):
        return differences(sent, read.metrics, path)
    if isinstance(sent, dict):
        if not isinstance(read, BaseModel | dict):
            return [f"{path}: {read!r}"]
        parts = (
            differences(value, _part(read, key), f"{path}.{key}") for key, value in sent.items()
        )
        return [found for part in parts for found in part]
    if isinstance(sent, list):
        if not isinstance(read, list) or len(read) != len(sent):
            return [f"{path}: {read!r}"]
        parts = (differences(*pair, f"{path}[]") for pair in zip(sent, read, strict=True))
        return [found for part in parts for found in part]
    if isinstance(sent, float) and math.isnan(sent):
        return [] if isinstance(read, float) and math.isnan(read) else [f"{path}: {read!r}"]
    return [] if sent == read else [f"{path}: {read!r}, not {sent!r}"]


def _part(read, key):
    return read.get(key) if isinstance(read, dict) else getattr(read, key, "absent")


@pytest.mark.parametrize("name", [name for name in TRANSCRIPTS if name in ANSWERS])
def test_a_recorded_answer_is_read_with_nothing_lost(name):
    for exchange, data in good_answers(name):
        read = ANSWERS[name].read(data)
        assert differences(data, read, exchange) == []


@pytest.mark.parametrize("name", sorted({name for name, _ in sdk_answers()}))
def test_an_answer_that_the_sdk_got_is_read_with_nothing_lost(name):
    for endpoint, data in sdk_answers():
        if endpoint == name:
            assert differences(data, ANSWERS[name].read(data)) == []


def test_every_recorded_answer_is_of_an_endpoint_the_client_has():
    answered = {name for name in TRANSCRIPTS if good_answers(name)}
    assert answered - set(ANSWERS) == NOT_ASKED


def test_fields_that_the_types_do_not_name_are_decisions():
    found = Counter()
    for name in ANSWERS.keys() & set(TRANSCRIPTS):
        for _, data in good_answers(name):
            for part in objects(ANSWERS[name].read(data)):
                found.update((type(part).__name__, field) for field in part.model_extra or {})
    for name, data in sdk_answers():
        for part in objects(ANSWERS[name].read(data)):
            found.update((type(part).__name__, field) for field in part.model_extra or {})
    unnamed = {}
    for kind, field in found:
        unnamed.setdefault(kind, set()).add(field)
    assert unnamed == KEPT_UNNAMED
