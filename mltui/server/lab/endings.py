"""How a run ends by itself: completed with artifacts and a model, or failed with a traceback."""

from __future__ import annotations

from mltui.api.types.json import JsonObject
from mltui.server.lab.consoles import epilogue, fault_of
from mltui.server.lab.documents import artifacts
from mltui.server.lab.memory import conclude, evaluate
from mltui.server.lab.models import model_document
from mltui.server.lab.people import AGENT_USER
from mltui.server.lab.reporting import say
from mltui.server.lab.runs import Run
from mltui.server.lab.world import World


def finish(world: World, run: Run) -> None:
    """End a run that has come to its last iteration."""
    run.ended = world.now
    run.status = run.fate
    store = world.store
    with store.transaction():
        say(store, run, epilogue(run))
        if run.fate == "completed":
            evaluate(store, run, run.last // run.every * run.every)
            _leave_results(world, run)
    body: JsonObject = {"task": run.task}
    if run.fate == "failed":
        body["status_reason"] = body["status_message"] = fault_of(run)
        world.call("tasks.failed", body, AGENT_USER)
    else:
        body["status_reason"] = "completed"
        world.call("tasks.completed", body, AGENT_USER)


def _leave_results(world: World, run: Run) -> None:
    store = world.store
    document = store.tasks.get(run.task)
    if document is None:
        return
    known = document.get("last_metrics")
    metrics: JsonObject = known if isinstance(known, dict) else {}
    changes: JsonObject = {
        "last_metrics": metrics | conclude(store, run),
        "execution.artifacts": artifacts(run),
    }
    if run.recipe.labels:
        model = model_document(run, "")
        if store.models.get(str(model["id"])) is None:
            store.models.insert(model)
            run.models.append(str(model["id"]))
            changes["models.output"] = [{"name": model["name"], "model": model["id"]}]
    store.tasks.update(run.task, changes)
