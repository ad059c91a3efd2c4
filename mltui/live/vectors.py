"""The vectors that a task reported: a row of numbers in each of some iterations."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mltui.live.gate import Gate, known
from mltui.live.names import natural

if TYPE_CHECKING:
    from mltui.api.client import Client


@dataclass(frozen=True, slots=True)
class Vectors:
    """All vectors of a variant, by iteration."""

    metric: str
    variant: str
    iterations: tuple[int, ...]
    values: tuple[tuple[float, ...], ...]


class VectorNamesQuestion(Gate[tuple[tuple[str, str], ...]]):
    """A feed's question: which metrics and variants have vectors, None if nothing is new."""

    def __init__(self, task: str, moved: Callable[[], object]) -> None:
        super().__init__(known(moved), lambda client: ask_names(client, task))


async def ask_names(client: Client, task: str) -> tuple[tuple[str, str], ...]:
    """Ask which metrics and variants have vectors."""
    answer = await client.events.get_vector_metrics_and_variants(task=task)
    names = ((metric, variant) for metric, found in answer.metrics.items() for variant in found)
    return tuple(sorted(names, key=lambda name: natural(*name)))


async def ask_vectors(client: Client, task: str, metric: str, variant: str) -> Vectors:
    """Ask for the vectors of a variant."""
    answer = await client.events.vector_metrics_iter_histogram(
        task=task, metric=metric, variant=variant
    )
    values = tuple(
        tuple(math.nan if value is None else value for value in vector) for vector in answer.vectors
    )
    iterations = tuple(int(iteration or 0) for iteration in answer.iterations)
    return Vectors(metric, variant, iterations, values)
