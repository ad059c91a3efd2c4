"""The queries with which a report finds the tasks of a plot."""

from __future__ import annotations

import pytest

from mltui.live.report_queries import with_tasks
from mltui.series.embeds import Embed
from tests.support.lab import Wire, client_of, open_demo


@pytest.mark.parametrize("sizes", [("5", "6"), ("many",), ("²",), ()])
async def test_an_odd_number_in_a_query_is_a_fault_of_nobody(sizes: tuple[str, ...]):
    demo = open_demo()
    client = client_of(demo, Wire(demo))
    embed = Embed(
        kind="scalar", tasks=(), query=(("page_size", sizes), ("include_subprojects", ("true",)))
    )
    found = await with_tasks(client, embed)
    await client.close()
    demo.close()
    assert isinstance(found, Embed)
    assert found.tasks
