"""Plots as trainings report them: Plotly figures of every kind the SDK makes."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass

from mltui.api.types.json import Json, JsonObject
from mltui.server.lab import noise
from mltui.server.lab.runs import Run


@dataclass(frozen=True, slots=True)
class Plot:
    """A figure: `figure` is Plotly's JSON as text."""

    metric: str
    variant: str
    figure: str


def _figure(traces: list[Json], title: str, x: str = "", y: str = "") -> str:
    layout: JsonObject = {
        "title": {"text": title},
        "xaxis": {"title": {"text": x}},
        "yaxis": {"title": {"text": y}},
    }
    return json.dumps({"data": traces, "layout": layout})


def _confusion(run: Run, key: int, skill: float) -> Plot:
    labels: list[Json] = list(run.recipe.labels or ("ok", "bad"))
    size = len(labels)
    rows: list[Json] = []
    for true in range(size):
        row: list[Json] = [
            int(noise.between(key, true * size + guess, 0, 60) * (1.05 - skill))
            for guess in range(size)
        ]
        row[true] = int(400 * skill + noise.between(key, 900 + true, 0, 60))
        rows.append(row)
    trace: JsonObject = {"type": "heatmap", "z": rows, "x": labels, "y": labels, "showscale": True}
    return Plot("confusion", "matrix", _figure([trace], "confusion", "predicted", "true"))


def _precision_recall(run: Run, key: int, skill: float) -> Plot:
    traces: list[Json] = []
    for place, label in enumerate(run.recipe.labels[:4] or ("all",)):
        strength = 2.0 + 9.0 * skill * noise.between(key, place, 0.6, 1.0)
        recall = [step / 40 for step in range(41)]
        precision = [round(1.0 - 0.9 * part**strength, 4) for part in recall]
        traces.append(
            {"type": "scatter", "mode": "lines", "name": label, "x": [*recall], "y": [*precision]}
        )
    return Plot("PR curve", "per class", _figure(traces, "PR curve", "recall", "precision"))


def _embedding(run: Run, key: int, skill: float) -> Plot:
    traces: list[Json] = []
    for place, label in enumerate(run.recipe.labels[:5] or ("all",)):
        angle = 2.0 * math.pi * place / 5
        spread = 1.6 - skill
        places = range(place * 100, place * 100 + 45)
        x: list[Json] = [
            round(3 * math.cos(angle) + spread * noise.normal(key, at), 3) for at in places
        ]
        y: list[Json] = [
            round(3 * math.sin(angle) + spread * noise.normal(key + 1, at), 3) for at in places
        ]
        traces.append({"type": "scatter", "mode": "markers", "name": label, "x": x, "y": y})
    return Plot("embedding", "validation", _figure(traces, "embedding", "t-SNE 1", "t-SNE 2"))


def _per_class(run: Run, key: int, skill: float) -> Plot:
    labels: list[Json] = list(run.recipe.labels or ("all",))
    values: list[Json] = [
        round(skill * noise.between(key, place, 0.6, 1.0), 3) for place in range(len(labels))
    ]
    trace: JsonObject = {"type": "bar", "name": "AP", "x": labels, "y": values}
    return Plot("per class", "average precision", _figure([trace], "per class", "class", "AP"))


def _weights(_run: Run, key: int, _skill: float) -> Plot:
    values: list[Json] = [round(0.08 * noise.normal(key, at), 4) for at in range(600)]
    trace: JsonObject = {"type": "histogram", "name": "conv1", "x": values, "nbinsx": 40}
    return Plot("weights", "conv1", _figure([trace], "weights of conv1", "weight", "count"))


def _latency(_run: Run, key: int, _skill: float) -> Plot:
    traces: list[Json] = [
        {
            "type": "box",
            "name": name,
            "y": [
                round(base * math.exp(0.3 * noise.normal(key + base, at)), 2) for at in range(80)
            ],
        }
        for name, base in (("fp32", 41), ("fp16", 22), ("int8", 13))
    ]
    return Plot("latency", "by precision", _figure(traces, "latency", "", "ms"))


def _worst(run: Run, key: int, _skill: float) -> Plot:
    rows = range(12)
    labels = run.recipe.labels or ("ok", "bad")
    columns: list[Json] = [
        [f"{int(noise.between(key, row, 1, 99_999)):06d}.jpg" for row in rows],
        [noise.pick(key, 100 + row, labels) for row in rows],
        [noise.pick(key, 200 + row, labels) for row in rows],
        [round(noise.between(key, 300 + row, 0.5, 6.0), 3) for row in rows],
    ]
    header: JsonObject = {"values": ["sample", "true", "predicted", "loss"]}
    trace: JsonObject = {"type": "table", "header": header, "cells": {"values": columns}}
    return Plot("worst samples", "validation", _figure([trace], "worst samples"))


def _mix(_run: Run, key: int, _skill: float) -> Plot:
    names: list[Json] = ["web", "code", "wiki", "books", "own"]
    values: list[Json] = [round(noise.between(key, at, 5, 50), 1) for at in range(5)]
    trace: JsonObject = {"type": "pie", "labels": names, "values": values}
    return Plot("data mix", "by source", _figure([trace], "data mix"))


def _landscape(kind: str, variant: str) -> Callable[[Run, int, float], Plot]:
    def plot(_run: Run, key: int, _skill: float) -> Plot:
        axis: list[Json] = [round(-1.0 + step / 10, 1) for step in range(21)]
        tilt = noise.between(key, 0, 0.2, 0.8)
        z: list[Json] = [
            [
                round(
                    (x / 10) ** 2 + tilt * (y / 10) ** 2 + 0.15 * math.sin(x * 0.7) * math.cos(y), 4
                )
                for x in range(-10, 11)
            ]
            for y in range(-10, 11)
        ]
        trace: JsonObject = {"type": kind, "x": axis, "y": axis, "z": z}
        return Plot("loss landscape", variant, _figure([trace], "loss landscape", "v1", "v2"))

    return plot


def _rate_search(_run: Run, key: int, _skill: float) -> Plot:
    rates = [10 ** (-6 + step / 10) for step in range(50)]
    losses: list[Json] = [
        round(
            2.0 - 0.25 * step / 10 + math.exp((step - 40) / 3) + 0.04 * noise.normal(key, step), 4
        )
        for step in range(50)
    ]
    trace: JsonObject = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "loss",
        "x": [float(f"{rate:.3g}") for rate in rates],
        "y": losses,
    }
    figure = json.loads(_figure([trace], "learning rate search", "learning rate", "loss"))
    figure["layout"]["xaxis"]["type"] = "log"
    return Plot("learning rate search", "loss", json.dumps(figure))


_KINDS: tuple[Callable[[Run, int, float], Plot], ...] = (
    _confusion,
    _precision_recall,
    _embedding,
    _per_class,
    _weights,
    _latency,
    _worst,
    _mix,
    _landscape("surface", "surface"),
    _landscape("contour", "contour"),
    _rate_search,
)


def plots_of(run: Run, iteration: int) -> list[Plot]:
    """Return what a run plots at an evaluation at `iteration`; better as it goes on."""
    skill = 0.35 + 0.6 * iteration / run.temper.iterations
    if not run.recipe.labels:
        skill *= 0.95
    key = noise.key_of(run.task, "plots", iteration)
    return [make(run, key, skill) for make in _KINDS]
