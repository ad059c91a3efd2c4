"""The charts of a serving endpoint, and the mark of one that does something unusual."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import takewhile

from mltui.live.history import Charts, Track
from mltui.live.serving import TOTAL
from mltui.live.serving_watch import ServingWatch, Unusual
from mltui.screens.time_charts import ChartPlan
from mltui.series import numbers
from mltui.widgets.chart import AxisKind

#: The server writes GB; as it computes them they are GiB.
GIB = 1024.0**3
#: The server writes MBps for what containers report as MiB/s.
MIB = 1024.0**2

PERCENT = (0.0, 100.0)

TRAFFIC_PLANS = (
    ChartPlan("Requests / min", (("requests_min", ""),), rounded=True),
    ChartPlan("Latency ms", (("latency_ms", ""),), rounded=True),
    ChartPlan("Requests since start", (("requests", ""),), AxisKind.ITERATION, rounded=True),
)

LOAD_PLANS = (
    ChartPlan("GPU", (("gpu_util", ""),), AxisKind.PERCENT, 1.0, PERCENT),
    ChartPlan("CPU", (("cpu_util", ""),), AxisKind.PERCENT, 1.0, PERCENT),
    ChartPlan("Network in / s", (("network_rx", ""),), AxisKind.BYTES, MIB),
    ChartPlan("GPUs", (("gpu_count", ""),), AxisKind.ITERATION, rounded=True),
    ChartPlan("CPUs", (("cpu_count", ""),), AxisKind.ITERATION, rounded=True),
    ChartPlan("Network out / s", (("network_tx", ""),), AxisKind.BYTES, MIB),
)


def _memory(title: str, key: str, whole: str) -> ChartPlan:
    return ChartPlan(title, ((key, ""),), AxisKind.BYTES, GIB, whole=(whole,))


MEMORY_PLANS = (
    _memory("GPU memory used", "gpu_ram_used", "gpu_ram_total"),
    _memory("GPU memory free", "gpu_ram_free", "gpu_ram_total"),
    _memory("GPU memory total", "gpu_ram_total", "gpu_ram_total"),
    _memory("Memory used", "ram_used", "ram_total"),
    _memory("Memory free", "ram_free", "ram_total"),
    _memory("Memory total", "ram_total", "ram_total"),
)

#: What the server averages over the instances instead of adding it up.
MEANS = ("latency_ms", "cpu_util", "gpu_util")

#: What is watched for leaving its usual band: what it is called, and its unit.
LATENCY, RATE = ("latency", "ms"), ("rate", "requests / min")


def narrowed(charts: Charts, instance: str, every: bool) -> Charts:
    """Return the lines to draw: of one instance, of the total, or of all of them.

    Args:
        charts: What was answered.
        instance: The only instance to draw; empty for the total.
        every: Whether the instances join the total; without effect on a single one.
    """
    names = {track.name for tracks in charts.lines.values() for track in tracks} - {TOTAL}
    labels = {TOTAL: TOTAL if every else "", **distinct(names)}
    lines: dict[str, tuple[Track, ...]] = {}
    for key, tracks in charts.lines.items():
        by_name = {track.name: track for track in tracks}
        if instance:
            wanted = [instance]
        else:
            wanted = [TOTAL, *(name for name in by_name if every and name != TOTAL)]
        named = {**labels, TOTAL: "mean"} if every and key in MEANS else labels
        lines[key] = tuple(
            replace(by_name[name], name="" if instance else named[name])
            for name in wanted
            if name in by_name
        )
    return replace(charts, lines=lines)


def distinct(names: Iterable[str]) -> dict[str, str]:
    """Shorten names that begin alike to what tells them apart: `detector-01-ab12` to `01`."""
    every = sorted(names)
    if len(every) < 2:
        return {name: name for name in every}
    # What the first and the last in order share, all share.
    pairs = zip(every[0], every[-1], strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    # Cut at the last separator, so that 01 does not become 1.
    shared = max(every[0].rfind(mark, 0, shared) for mark in "-_/:. ") + 1
    rests = {name: name[shared:] or name for name in every}
    heads = {name: re.split(r"[-_/:. ]", rest)[0] for name, rest in rests.items()}
    return heads if len(set(heads.values())) == len(heads) else rests


def unusual(watch: ServingWatch, url: str) -> list[str]:
    """Say which readings of an endpoint have left their usual band."""
    found = ((LATENCY, watch.latency(url)), (RATE, watch.rate(url)))
    return [_sentence(*words, reading) for words, reading in found if reading is not None]


def _sentence(word: str, unit: str, reading: Unusual) -> str:
    where, band = "above" if reading.side > 0 else "below", reading.band
    usual = f"{numbers.si(round(band.low))}–{numbers.si(round(band.high))}"
    return f"{word} {numbers.si(round(reading.value))} {unit}, {where} its usual {usual}"
