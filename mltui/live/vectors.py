"""The vectors that a task reported: a row of numbers in each of some iterations."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mltui.api.client import Client


@dataclass(frozen=True, slots=True)
class Vectors:
    """All vectors of a variant, by iteration."""

    metric: str
    variant: str
    iterations: tuple[int, ...]
    values: tuple[tuple[float, ...], ...]


class VectorNamesQuestion:
    """A feed's question: which metrics and variants have vectors, None if nothing is new."""

    def __init__(self, task: str, moved: Callable[[], object]) -> None:
        self._task = task
        self._moved = moved
        self._seen: object = None

    async def __call__(self, client: Client) -> tuple[tuple[str, str], ...] | None:
        """Put the question."""
        stamp = (self._moved(),)
        if stamp == self._seen:
            return None
        answer = await client.events.get_vector_metrics_and_variants(task=self._task)
        self._seen = stamp
        return tuple(
            (metric, variant)
            for metric, found in sorted(answer.metrics.items())
            for variant in found
        )


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
