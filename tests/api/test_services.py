"""Every endpoint is a method, and its arguments are the fields of its request."""

import inspect
import json
from functools import cached_property
from pathlib import Path

import httpx
import pytest

from mltui.api.client import Client
from mltui.api.services.endpoint import NOT_GIVEN, request_body
from mltui.api.session import Connection, Session
from mltui.api.types.tasks import Execution, ParamsItem, TaskStatusEnum

ROOT = Path(__file__).parents[2]

#: The fields of each endpoint's newest request, up to API 2.34.
REQUESTS = json.loads((ROOT / "tests" / "recordings" / "requests.json").read_text())

#: What only agents, the SDK and serving containers call.
NOT_OFFERED = {
    "events.add_batch",
    "serving.container_status_report",
    "serving.register_container",
    "serving.unregister_container",
    "tasks.update_batch",
    "workers.status_report",
    # Gone from all servers: it answers that it is not supported.
    "models.get_by_task_id",
}

#: They answer a text and are written out; the others are declared.
TEXTS = {"events.download_task_log", "organization.download_for_get_all"}

SERVICES = [name for name, value in vars(Client).items() if isinstance(value, cached_property)]


def client(answer=None):
    """A client of a server that answers every request with the request's own body."""

    def serve(request: httpx.Request) -> httpx.Response:
        data = {"token": "t"} if request.url.path == "/auth.login" else json.loads(request.content)
        return httpx.Response(200, json={"meta": {"result_code": 200}, "data": answer or data})

    return Client(Session(Connection("http://host", "k", "s"), httpx.MockTransport(serve)))


def methods():
    services = client()
    for service in SERVICES:
        for name, method in inspect.getmembers(getattr(services, service), inspect.ismethod):
            if hasattr(method, "endpoint"):
                yield method.endpoint, method
            elif f"{service}.{name}" in TEXTS:
                yield f"{service}.{name}", method


METHODS = dict(methods())


def test_the_client_has_all_services():
    groups = {path.stem for path in (ROOT / "mltui" / "api" / "services").glob("*.py")}
    assert {"auth", "tasks", "serving", "server", "login", *SERVICES} <= groups
    assert len(SERVICES) == 15


@pytest.mark.parametrize("endpoint", sorted(METHODS))
def test_a_method_takes_keywords_only_and_says_what_it_does(endpoint):
    method = METHODS[endpoint]
    kinds = {parameter.kind for parameter in inspect.signature(method).parameters.values()}
    assert kinds <= {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}
    assert inspect.getdoc(method)
    assert method.__name__ in (endpoint.partition(".")[2], "ping")


#: Required by the reference, but null means all there is: so do the web pages ask.
NULL_FOR_ALL = {
    "projects.get_hyper_parameters": {"project"},
    "projects.get_model_metadata_keys": {"project"},
}


@pytest.mark.parametrize("endpoint", sorted(REQUESTS))
def test_the_arguments_are_the_fields_of_the_newest_request(endpoint):
    if endpoint in NOT_OFFERED:
        assert endpoint not in METHODS
        return
    parameters = inspect.signature(METHODS[endpoint]).parameters
    open_ended = any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values())
    if endpoint == "events.add":
        # An event of any kind: its fields are those of the event types.
        assert open_ended
        return
    known = REQUESTS[endpoint]["fields"]
    fields = {name for name in known if name.isidentifier()}
    named = {name for name, p in parameters.items() if p.kind is inspect.Parameter.KEYWORD_ONLY}
    assert named == fields
    if len(fields) < len(known):
        assert open_ended
    needed = {name for name in named if parameters[name].default is inspect.Parameter.empty}
    required = set(REQUESTS[endpoint]["required"])
    if endpoint == "auth.revoke_credentials":
        # The reference calls its only field by a name that it does not have.
        required = {"access_key"}
    assert needed == required - NULL_FOR_ALL.get(endpoint, set())


async def test_none_is_not_sent():
    answer = await client().tasks.get_all_ex(project=["p"], name=None)
    assert answer.model_extra == {"project": ["p"]}


def test_null_is_sent_where_it_means_something():
    assert request_body({"scroll_id": NOT_GIVEN}, {"scroll_id": NOT_GIVEN}) == {}
    assert request_body({"scroll_id": None, "page": None}, {"scroll_id": NOT_GIVEN}) == {
        "scroll_id": None
    }


async def test_further_conditions_can_be_given():
    answer = await client().tasks.get_all_ex(**{"execution.queue": ["q"], "started": [None, "x"]})
    assert answer.model_extra == {"execution.queue": ["q"], "started": [None, "x"]}


def test_types_are_sent_as_json():
    body = request_body(
        {
            "hyperparams": [ParamsItem(section="Args", name="lr", value="0.1")],
            "status": (TaskStatusEnum.QUEUED,),
            "new": {"a": ParamsItem(name="x")},
        },
        {},
    )
    assert body == {
        "hyperparams": [{"section": "Args", "name": "lr", "value": "0.1"}],
        "status": ["queued"],
        "new": {"a": {"name": "x"}},
    }
    assert json.dumps(body)


def test_what_was_read_is_sent_back_as_requests_want_it():
    execution = Execution.read({"queue": {"id": "q", "name": "gpu"}, "artifacts": 5, "more": [1]})
    assert request_body({"execution": execution}, {}) == {"execution": {"queue": "q", "more": [1]}}


async def test_a_text_is_answered_as_it_is():
    def serve(request):
        if request.url.path == "/auth.login":
            data = {"token": "t"}
            return httpx.Response(200, json={"meta": {"result_code": 200}, "data": data})
        return httpx.Response(200, content="\ufeffID\r\na\r\n".encode())

    session = Session(Connection("http://host", "k", "s"), httpx.MockTransport(serve))
    text = await Client(session).organization.download_for_get_all(prepare_id="x")
    assert text == "ID\r\na\r\n"


def test_services_are_imported_when_they_are_used():
    assert "tasks" not in vars(client())
