"""What was reported to the models themselves: how they do on new data since they were made."""

from __future__ import annotations

from mltui.server.events.kinds import PLOT
from mltui.server.lab import noise
from mltui.server.lab.documents import stamp
from mltui.server.lab.plots import plots_of
from mltui.server.lab.runs import Run
from mltui.server.store import Store

WEEKS = 14
"""So many weekly checks are reported to a model at most."""

_WEEK_S = 7 * 86_400.0
_METRICS = ("accuracy on new data", "share of doubtful answers")


def remember_model(store: Store, run: Run, model: str, now: float) -> None:
    """Write what was reported to a model into the store.

    Args:
        store: Where to.
        run: The run that made it.
        model: The model's id.
        now: The present, seconds since the epoch.
    """
    ended = run.ended or run.ends_at()
    checks = min(WEEKS, 3 + int((now - ended) / _WEEK_S * 7))
    key = noise.key_of(model)
    for place, metric in enumerate(_METRICS):
        for variant in ("all", "rare"):
            start = 0.93 - 0.06 * (variant == "rare") - 0.05 * noise.unit(key, 5)
            points: list[tuple[int, int, float]] = []
            for check in range(checks):
                value = start - 0.006 * check + 0.02 * noise.unit(key + check, place)
                shown = value if place == 0 else 1.0 - value
                points.append((check, round((ended + check * 86_400.0) * 1000), round(shown, 4)))
            store.events.scalars.append(model, metric, variant, points)
    store.events.documents.append(
        model,
        [
            {
                "timestamp": round(ended * 1000),
                "type": PLOT,
                "task": model,
                "iter": run.last,
                "metric": plot.metric,
                "variant": plot.variant,
                "model_event": True,
                "worker": "",
                "@timestamp": stamp(ended)[:23] + "Z",
                "plot_str": plot.figure,
                "plot_len": len(plot.figure),
            }
            for plot in plots_of(run, run.last)[:2]
        ],
    )
