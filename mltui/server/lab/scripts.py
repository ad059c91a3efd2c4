"""The source side of a run: repository, uncommitted changes, packages, configuration objects."""

from __future__ import annotations

from mltui.api.types.json import JsonObject
from mltui.server.lab import noise
from mltui.server.lab.runs import Run

_DIFF = """\
diff --git a/{entry} b/{entry}
index 3f1c2ab..9d04e7c 100644
--- a/{entry}
+++ b/{entry}
@@ -88,9 +88,13 @@ def build_optimizer(model, args):
     decay, no_decay = split_parameters(model)
-    groups = [{{"params": decay, "weight_decay": 0.01}}]
+    groups = [
+        {{"params": decay, "weight_decay": args.weight_decay}},
+        {{"params": no_decay, "weight_decay": 0.0}},
+    ]
     return OPTIMIZERS[args.optimizer](groups, lr=args.lr)
@@ -214,4 +218,6 @@ def train_step(model, batch, scaler, args):
     loss = model(**batch)["loss"]
+    if not torch.isfinite(loss):
+        log.warning("loss is %s at iteration %d", loss.item(), step)
     scaler.scale(loss).backward()
"""

_CONFIGURATION = """\
model {{
  name = "{family}"
  depth = {depth}
  width = 1.0
  dropout = 0.1
}}
data {{
  root = "/data/{folder}"
  workers = 12
  prefetch = 4
}}
schedule {{
  warmup = 0.04
  kind = "cosine"
}}
"""

_YAML = """\
experiment: {name}
seed: {seed}
precision: bf16
checkpoint:
  every: 5000
  keep: 3
augment:
  - flip
  - color_jitter: 0.4
  - mixup: {{alpha: 0.2}}
"""


def script(run: Run) -> JsonObject:
    """Return the `script` of a run's task."""
    key = run.temper.key
    recipe = run.recipe
    changed = noise.unit(key, 60) < 0.6
    version = noise.identifier("commit", recipe.repository, int(noise.unit(key, 61) * 40))
    return {
        "binary": "python3.12",
        "repository": recipe.repository,
        "branch": noise.pick(key, 62, ("main", "main", "sweeps", "feature/augment")),
        "version_num": version + version[:8],
        "entry_point": recipe.entry_point,
        "working_dir": ".",
        "requirements": {"pip": "# Python 3.12.11\n\n" + "\n".join(recipe.packages) + "\n"},
        "diff": _DIFF.format(entry=recipe.entry_point) if changed else "",
    }


def hyperparameters(run: Run) -> JsonObject:
    """Return the `hyperparams` of a run's task: section to name to item."""
    return {
        section: {
            name: {
                "section": section,
                "name": name,
                "value": value,
                "type": _type_of(value),
                "description": "",
            }
            for name, value in values.items()
        }
        for section, values in run.parameters.items()
    }


def configuration(run: Run) -> JsonObject:
    """Return the `configuration` objects of a run's task."""
    key = run.temper.key
    model = _CONFIGURATION.format(
        family=noise.pick(key, 5, run.recipe.families),
        depth=int(noise.between(key, 63, 12, 50)),
        folder=run.recipe.project.lower(),
    )
    items: JsonObject = {"model": {"name": "model", "value": model, "type": "dictionary"}}
    if noise.unit(key, 64) < 0.5:
        text = _YAML.format(name=run.name, seed=run.parameters["Args"].get("seed", "0"))
        items["experiment.yaml"] = {"name": "experiment.yaml", "value": text, "type": "yaml"}
    return items


def container(run: Run) -> JsonObject:
    """Return the `container` of a run's task, {} if it needs none."""
    if noise.unit(run.temper.key, 65) < 0.5:
        return {}
    return {
        "image": "nvcr.io/nvidia/pytorch:25.08-py3",
        "arguments": "--ipc=host --shm-size=64g",
        "setup_shell_script": "apt-get update && apt-get install -y libgl1",
    }


def _type_of(value: str) -> str:
    if value in ("True", "False"):
        return "bool"
    try:
        float(value)
    except ValueError:
        return "str"
    return "int" if value.lstrip("-").isdigit() else "float"
