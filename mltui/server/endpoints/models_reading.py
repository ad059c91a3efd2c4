"""models: lists of them, and single ones."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.condition import Condition, all_of
from mltui.server.errors import failure
from mltui.server.listing import MODELS
from mltui.server.lists import listed
from mltui.server.project_tree import below
from mltui.server.references import plain
from mltui.server.registry import Call, endpoint


@endpoint("models.get_by_id", required=("model",))
def get_by_id(call: Call) -> JsonObject:
    """One model, with bare ids."""
    wanted = str(call.request["model"])
    model = call.store.models.get(wanted)
    if model is None:
        raise failure(
            400, 201, "no such public or company model", id=wanted, company=call.identity.company
        )
    return {"model": plain(MODELS, model, None)}


@endpoint("models.get_all")
def get_all(call: Call) -> JsonObject:
    """Models, with bare ids."""
    return listed(MODELS, call, extend=False)


@endpoint("models.get_by_id_ex")
@endpoint("models.get_all_ex")
def get_all_ex(call: Call) -> JsonObject:
    """Models, with objects where they refer to something."""
    answer = listed(MODELS, call, extend=True)
    if call.request.get("include_stats"):
        _count_labels(call, answer)
    return answer


@endpoint("models.get_frameworks", types={"projects": list})
def get_frameworks(call: Call) -> JsonObject:
    """The frameworks that the models of some projects, or of all, were made with."""
    asked = call.request.get("projects")
    condition = Condition("framework IS NOT NULL AND framework != ''")
    if isinstance(asked, list) and asked:
        ids = [str(project) for project in asked]
        within = [*ids, *(str(row[0]) for row in call.store.projects.rows(["id"], below(ids)))]
        marks = ", ".join("?" * len(within))
        condition = all_of([condition, Condition(f"project IN ({marks})", tuple(within))])
    rows = call.store.models.rows(["framework"], condition, group_by=["framework"])
    return {"frameworks": [*sorted(str(row[0]) for row in rows)]}


@endpoint("models.get_by_task_id")
def get_by_task_id(_: Call) -> JsonObject:
    """No longer there."""
    raise failure(301, 1, "use models.get_by_id/get_all apis")


@endpoint("models.update_for_task")
def update_for_task(_: Call) -> JsonObject:
    """No longer there."""
    raise failure(301, 1, "use tasks.add_or_update_model")


def _count_labels(call: Call, answer: JsonObject) -> None:
    models = answer["models"]
    shown = (
        [model for model in models if isinstance(model, dict)] if isinstance(models, list) else []
    )
    ids: list[Json] = [model["id"] for model in shown]
    labels = {
        model["id"]: model.get("labels")
        for model in call.store.models.find({"id": ids}, fields=("id", "labels"))
    }
    for model in shown:
        found = labels.get(model["id"])
        model["stats"] = {"labels_count": len(found) if isinstance(found, dict) else 0}
