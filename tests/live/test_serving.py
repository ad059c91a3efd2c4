from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from mltui.api.errors import TimedOut
from mltui.api.services.answers.serving import EndpointDetails
from mltui.live.history import SPANS, Frame
from mltui.live.serving import TRAFFIC, EndpointHistoryQuestion, ask_endpoint

NOW = 1_000_000


class Endpoint:
    """Answers a point a minute, but the first question about latency not at all."""

    def __init__(self) -> None:
        self.failed = False

    async def get_endpoint_metrics_history(
        self, *, metric_type: str, from_date: float, to_date: float, **_: object
    ) -> Any:
        if metric_type == "latency_ms" and not self.failed:
            self.failed = True
            raise TimedOut("late")
        dates = [second * 1000 for second in range(int(from_date), int(to_date), 60)]
        total = SimpleNamespace(dates=dates, values=[1.0] * len(dates))
        return SimpleNamespace(instances={}, total=total)


async def test_a_metric_that_once_failed_has_its_whole_history_all_the_same() -> None:
    client: Any = SimpleNamespace(serving=Endpoint())
    question = EndpointHistoryQuestion("url", Frame(SPANS[0], 60), TRAFFIC)
    with pytest.raises(TimedOut):
        await question(client, NOW)
    charts = await question(client, NOW)
    assert {name: [len(track.xs) for track in tracks] for name, tracks in charts.lines.items()} == {
        name: [60] for name in TRAFFIC
    }


async def test_the_instances_of_an_endpoint_keep_their_order_whatever_the_servers_is() -> None:
    async def details(**_: object) -> EndpointDetails:
        instances = [{"id": "c2"}, {"id": "c3"}, {"id": "c1"}]
        return EndpointDetails.model_validate({"endpoint": "e", "instances": instances})

    client: Any = SimpleNamespace(serving=SimpleNamespace(get_endpoint_details=details))
    told = await ask_endpoint(client, "url")
    assert [one.id for one in told.instances] == ["c1", "c2", "c3"]
