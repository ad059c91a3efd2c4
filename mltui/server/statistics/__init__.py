"""Time series of machines and endpoints: what is reported often and drawn as charts.

How to load history (a simulation does this; a real one grows by reports):

    from mltui.server.statistics.machine import worker_values
    store.worker_samples.append_many(
        "gpu-box-01:gpu0,1",                 # the worker's id
        ((time_ms, worker_values(machine_stats), True) for ...),   # True: a task was running
        span_s=600,                          # each sample stands for ten minutes
    )

    from mltui.server.statistics.machine import container_values
    store.endpoint_samples.append_many(
        "sentiment-01-c0ffee",               # the container's id
        ((time_ms, container_values(report), False) for ...),
        span_s=600,
        group="http://127.0.0.1:8090/serve/sentiment",   # the endpoint's url
    )

`machine_stats` is the agent's, `{"cpu_usage": [12.5], "gpu_usage": [97.0, 3.0], "memory_used": 9}`;
a `report` is the body of `serving.container_status_report`.

History is best loaded late: set `store.worker_samples.backfill` (or that of `endpoint_samples`) to
a function of a source's name and a time in milliseconds. It is called before the source's samples
from that time on are first read, and may call `append_many` for the time before the first live
report. A source is known from its first
`append`, or from `declare(source, group=...)`, which costs nothing.
"""
