"""The scalars of one task: asked for again only when the task reported something."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from mltui.live.gate import Gate, known
from mltui.live.names import by_name
from mltui.live.reported import average

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.services.answers.events import Curve as AnsweredCurve

#: A chart draws two points a column; the server's averages need no finer steps than that.
POINTS_PER_COLUMN = 2

#: What the server takes for `samples`.
FEWEST_SAMPLES, MOST_SAMPLES = 1, 6000

#: The width of a server's narrowest bucket by time, seconds.
_FINEST_S = 0.001


@dataclass(frozen=True, slots=True)
class Curve:
    """One variant of a metric.

    Attributes:
        variant: Its name.
        xs: Iterations or epoch seconds, ascending.
        ys: Values; NaN or infinite where the training reported such.
    """

    variant: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Scalars:
    """All scalars of a task as the server averages them.

    Attributes:
        metrics: The curves of every metric, by its name, in the order of names; variants likewise.
        samples: Into how many buckets at most the server was asked to average.
        by_time: Whether the positions are epoch seconds rather than iterations.
    """

    metrics: Mapping[str, tuple[Curve, ...]] = field(default_factory=dict)
    samples: int = 0
    by_time: bool = False

    def averaged(self, curve: Curve) -> bool:
        """Whether a curve's points may stand for several reported ones."""
        return averaged(curve, self.samples, by_time=self.by_time)


def averaged(curve: Curve, samples: int, *, by_time: bool) -> bool:
    """Return whether a curve's points may stand for several reported ones.

    A server does not say it. It makes its buckets as wide as `samples` of them need, and curves
    of about one length share their width: with half as many points it has merged none. By time it
    merges what was reported within one millisecond, whatever it is asked for.

    Args:
        curve: As the server answered it.
        samples: Into how many buckets at most it was asked to average.
        by_time: Whether the positions are epoch seconds.
    """
    xs = curve.xs
    if by_time and any(after - before < 1.5 * _FINEST_S for before, after in pairwise(xs)):
        return True
    if not xs or len(xs) < samples // 2:
        return False
    # Where each iteration has a point of its own, the buckets were no wider than that.
    return by_time or xs[-1] - xs[0] != len(xs) - 1


def samples_for(columns: int) -> int:
    """Return how many samples to ask for, to fill a plot of that many columns."""
    return min(max(columns * POINTS_PER_COLUMN, FEWEST_SAMPLES), MOST_SAMPLES)


async def ask_scalars(client: Client, task: str, samples: int, *, by_time: bool = False) -> Scalars:
    """Ask for all scalars of a task, averaged into at most `samples` points a variant."""
    answer = await client.events.scalar_metrics_iter_histogram(
        task=task, samples=samples, key="timestamp" if by_time else "iter"
    )
    return Scalars(curves_of(answer.metrics, 0.001 if by_time else 1.0), samples, by_time)


def curves_of(
    answer: Mapping[str, Mapping[str, AnsweredCurve]], scale: float = 1.0
) -> dict[str, tuple[Curve, ...]]:
    """Return the curves of an answer by metric, their positions multiplied by `scale`."""
    return {
        metric: tuple(
            Curve(variant, *points_of(series, scale)) for variant, series in by_name(found)
        )
        for metric, found in by_name(answer)
    }


def points_of(
    answer: AnsweredCurve, scale: float = 1.0
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the positions, multiplied by `scale`, and the values of an answered curve."""
    pairs = [
        (x * scale, average(y)) for x, y in zip(answer.x, answer.y, strict=False) if x is not None
    ]
    return tuple(x for x, _ in pairs), tuple(y for _, y in pairs)


class ScalarsQuestion(Gate[Scalars]):
    """A feed's question: the scalars if they may have moved, else None.

    They may have moved when the task's last iteration or last update did, or when more samples or
    another axis are wanted.
    """

    def __init__(
        self,
        task: str,
        moved: Callable[[], object],
        samples: Callable[[], int],
        by_time: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(
            known(lambda: (moved(), samples(), by_time())),
            lambda client: ask_scalars(client, task, samples(), by_time=by_time()),
        )
