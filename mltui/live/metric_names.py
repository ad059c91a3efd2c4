"""Which metric is worth a column: the most common one that looks like a loss. Pure functions."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mltui.live.names import natural

#: Machine readings that ClearML reports as metrics of a task; never a column by themselves.
MONITOR_PREFIX = ":monitor:"

#: What a metric of interest is called, best first.
_TELLING = ("loss", "error", "perplexity", "reward", "accuracy", "score")

#: Variants that stand for a metric as a whole, best first; then any other.
_VARIANTS = ("validation", "valid", "val", "eval", "test", "train", "training", "total")

#: What may stand between the parts of a name where it is looked for.
_BETWEEN = (" / ", "/", " ")


@dataclass(frozen=True, slots=True)
class MetricName:
    """One variant of a metric, such as loss/train."""

    metric: str
    variant: str

    @property
    def keys(self) -> tuple[str, str]:
        """The keys under which `last_metrics` holds it: MD5 of the metric and of the variant."""
        return _md5(self.metric), _md5(self.variant)

    @property
    def field(self) -> str:
        """The field of its last value, for `only_fields` and `order_by`."""
        return self.field_of("value")

    def field_of(self, aggregate: str) -> str:
        """Return the field of its `value` (the last one), `min_value` or `max_value`."""
        metric, variant = self.keys
        return f"last_metrics.{metric}.{variant}.{aggregate}"

    def __str__(self) -> str:
        """Return it as people write it."""
        return self.metric if self.metric == self.variant else f"{self.metric}/{self.variant}"


def spoken(names: Iterable[str]) -> dict[str, str]:
    """Return what metrics, or what begins with their names, are called on the screen.

    The machine's readings go without the prefix that all of them have, unless another metric is
    called so.
    """
    known = set(names)
    short = {name: name.removeprefix(MONITOR_PREFIX) for name in known}
    return {name: name if text in known else text for name, text in short.items()}


def machine_last(*name: str) -> tuple[bool, tuple[tuple[tuple[int, str], ...], ...]]:
    """Return a key by which metrics are sorted as plots are: by name, the machine's readings last.

    Args:
        name: The metric's, or its and its variant's.
    """
    return name[0].startswith(MONITOR_PREFIX), natural(*name)


def is_in_name(typed: str, *name: str) -> bool:
    """Return whether a text is in a name, written as loss / train, loss/train or loss train.

    Args:
        typed: The text, in lower case.
        name: The parts of the name, such as a metric and its variant; empty ones are left out.
    """
    parts = [part for part in name if part]
    return any(typed in between.join(parts).casefold() for between in _BETWEEN)


def main_metrics(tasks: Iterable[Iterable[MetricName]], most: int = 4) -> tuple[MetricName, ...]:
    """Return the metrics that tell most about these tasks, the best first.

    Runs of several programs name their loss differently: each name that is some task's best one
    is returned, the more common first, up to `most`.

    Args:
        tasks: The names of the metrics of each task.
        most: How many names to return at most.
    """
    best = Counter(chosen for names in tasks if (chosen := main_metric(names)) is not None)
    ranked = sorted(best, key=lambda name: (-best[name], _rank(name)))
    return tuple(ranked[:most])


def in_one_column(metrics: Sequence[MetricName]) -> tuple[MetricName, ...]:
    """Return those of `main_metrics` whose values can stand below each other.

    Where the first is a loss, these are the losses: anything else would be taken for one.
    """
    losses = tuple(name for name in metrics if _rank(name)[0] == 0)
    return losses if losses[:1] == tuple(metrics[:1]) else tuple(metrics)


def meant_by(name: str, known: Iterable[MetricName]) -> MetricName | None:
    """Return the metric that a person means by a name, None if there is none.

    A bare name means the variant of that metric, or the metric with that variant, that tells most.
    """
    found = [one for one in known if name in (str(one), one.metric, one.variant)]
    exact = (one for one in found if str(one) == name)
    return next(exact, None) or min(found, key=_rank, default=None)


def main_metric(names: Iterable[MetricName]) -> MetricName | None:
    """Return the one metric of a task that tells most about it, None if there is none."""
    telling = [name for name in names if not name.metric.startswith(MONITOR_PREFIX)]
    return min(telling, key=_rank, default=None)


def _rank(name: MetricName) -> tuple[int, int, str]:
    text = str(name).casefold()
    kind = next((rank for rank, word in enumerate(_TELLING) if word in text), len(_TELLING))
    variant = next((rank for rank, word in enumerate(_VARIANTS) if word in text), len(_VARIANTS))
    return kind, variant, text


def _md5(text: str) -> str:
    # The server's keys, not a matter of security.
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
