"""The queries with which a report finds the tasks of a plot."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from mltui.api.client import Client
from mltui.live.report_queries import with_tasks
from mltui.series.embeds import Embed
from tests.support.lab import Wire, client_of, open_demo


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    demo = open_demo()
    client = client_of(demo, Wire(demo))
    yield client
    await client.close()
    demo.close()


def embed(*query: tuple[str, tuple[str, ...]], models: bool = False) -> Embed:
    return Embed("scalar", (), models=models, query=query)


async def names(client: Client, found: Embed | str) -> list[str | None]:
    assert isinstance(found, Embed)
    data = await client.reports.get_task_data(
        id=[*found.tasks], only_fields=["name"], model_events=found.models or None
    )
    return [task.name for task in data.tasks]


@pytest.mark.parametrize("sizes", [("5", "6"), ("many",), ("²",), ()])
async def test_an_odd_number_in_a_query_is_a_fault_of_nobody(
    client: Client, sizes: tuple[str, ...]
):
    query = embed(("page_size", sizes), ("include_subprojects", ("true",)))
    found = await with_tasks(client, query)
    assert isinstance(found, Embed)
    assert found.tasks


async def test_a_query_may_be_for_a_name(client: Client):
    found = await with_tasks(client, embed(("name", ("yolo-l aug v3",))))
    assert await names(client, found) == ["yolo-l aug v3"]


async def test_a_query_finds_models_where_the_plot_is_of_models(client: Client):
    newest = (("framework", ("ONNX",)), ("page_size", ("2",)), ("order_by", ("-last_update",)))
    found = await with_tasks(client, embed(*newest, models=True))
    assert isinstance(found, Embed)
    listed = await client.models.get_all_ex(id=[*found.tasks], only_fields=["framework"])
    assert [model.framework for model in listed.models] == ["ONNX", "ONNX"]
    assert len(await names(client, found)) == 2


async def test_what_a_query_for_models_cannot_ask_is_named(client: Client):
    assert "“status”" in str(await with_tasks(client, embed(("status", ("x",)), models=True)))
    none = embed(("name", ("no such model",)), models=True)
    assert await with_tasks(client, none) == "No model fits the query of this plot."
