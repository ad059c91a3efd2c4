"""The lab's reports: Markdown that people have written about their runs."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.identity import COMPANY_ID
from mltui.server.lab import noise
from mltui.server.lab.documents import stamp
from mltui.server.lab.history import History
from mltui.server.lab.people import COLLEAGUES, ME, Person, project_id

_DETECTION = """\
# Detection, week 47

The **yolo-l aug v3** run is the one to watch: mosaic *and* mixup, cosine schedule.

## Numbers

| run | mAP 50 | mAP 50-95 | latency, ms |
|-----|-------:|----------:|------------:|
| yolo-l baseline | 0.641 | 0.452 | 24.1 |
| yolo-l aug v2   | 0.662 | 0.471 | 24.0 |
| yolo-l aug v3   | **0.679** | **0.488** | 24.2 |
| yolo-s distill  | 0.588 | 0.401 | 9.3 |

## Curves

{curve}

The confusion is among the vehicles, as ever:

{plot}

What it sees, at the newest iteration:

{image}

## What we learned

1. Mixup alone costs recall on small objects.
2. Mosaic must be *off* for the last ten epochs.
3. `lr 0.02` diverges with batch 32; see the warning in the console:

```
WARNING loss is nan at iteration 11120
```

> Next: the same with three seeds, then to the edge box.

- [x] export to ONNX
- [ ] int8 calibration
- [ ] compare with [last month](https://reports.lab.example/detection-43)
"""

_PRETRAIN = """\
# Scaling notes

Loss against tokens follows a power law: doubling the tokens takes about **0.09** off the loss.

- 350M parameters, 4k context: *2.41* after 105k iterations
- the 8k context run waits in `gpu-large`

## Data mix

| source | share |
|--------|------:|
| web  | 70 % |
| code | 20 % |
| wiki | 10 % |

---

Everything runs in bf16 with gradient clipping at 1.0.
"""

_SERVING = """\
# Serving, monthly

Traffic peaks at **16:00 UTC**. The detector has three instances, latency stays under 40 ms.

* `chat` is loading its first model
* `transcribe` wants a second GPU before the winter
"""

_REPORTS: tuple[tuple[str, str, str, Person, float, str], ...] = (
    ("Detection, week 47", "Vision/Detection", _DETECTION, ME, 1.2, "published"),
    ("Scaling notes", "NLP/Pretrain", _PRETRAIN, COLLEAGUES[0], 4.5, "created"),
    ("Serving, monthly", "Data/Pipelines", _SERVING, COLLEAGUES[3], 9.0, "created"),
)
HIDDEN_FOLDER = ".reports"

_FRAME = (
    '<iframe src="https://app.lab.example/widgets/?objectType=task&xaxis=iter&type={kind}'
    '&objects={task}&metrics={metric}" name="{title}" width="100%" height="400"></iframe>'
)
_SHOWN = "yolo-l aug v3"


def report_projects(now: float) -> list[JsonObject]:
    """Return the hidden projects that hold the reports, as the ClearML server makes them."""
    documents: list[JsonObject] = []
    for _, project, _, person, _, _ in _REPORTS:
        name = f"{project}/{HIDDEN_FOLDER}"
        top = project.partition("/")[0]
        documents.append(
            {
                "id": project_id(name),
                "name": name,
                "basename": HIDDEN_FOLDER,
                "path": [project_id(top), project_id(project)],
                "parent": project_id(project),
                "description": "",
                "company": COMPANY_ID,
                "user": person.user,
                "created": stamp(now - 100 * 86_400.0),
                "last_update": stamp(now - 86_400.0),
                "tags": [],
                "system_tags": ["reports", "hidden"],
            }
        )
    return documents


def _with_plots(text: str, task: str) -> str:
    """Put plots of a task in the places for them, as the web pages write them."""
    curve = _FRAME.format(kind="scalar", task=task, metric="loss", title="Loss of yolo-l aug v3")
    plot = _FRAME.format(kind="plot", task=task, metric="confusion", title="Confusion")
    image = _FRAME.format(kind="sample", task=task, metric="samples", title="Samples")
    for place, frame in (("{curve}", curve), ("{plot}", plot), ("{image}", image)):
        text = text.replace(place, frame)
    return text


def report_documents(history: History, now: float) -> list[JsonObject]:
    """Return the reports, which the store keeps among the tasks."""
    shown = next((run.task for run in history.runs.values() if run.name == _SHOWN), "")
    documents: list[JsonObject] = []
    for name, project, text, person, days, status in _REPORTS:
        created = now - days * 86_400.0
        tags: list[Json] = ["weekly"] if "week" in name else []
        document: JsonObject = {
            "id": noise.identifier("report", name),
            "name": name,
            "company": COMPANY_ID,
            "user": person.user,
            "project": project_id(f"{project}/{HIDDEN_FOLDER}"),
            "type": "report",
            "status": status,
            "status_changed": stamp(created),
            "comment": "",
            "report": _with_plots(text, shown),
            "report_assets": [],
            "created": stamp(created - 3_600.0),
            "last_update": stamp(created),
            "last_change": stamp(created),
            "last_changed_by": person.user,
            "last_iteration": 0,
            "last_metrics": {},
            "metric_stats": {},
            "hyperparams": {},
            "configuration": {},
            "execution": {"parameters": {}, "model_desc": {}, "model_labels": {}, "artifacts": []},
            "models": {"input": [], "output": []},
            "output": {},
            "runtime": {},
            "container": {},
            "tags": tags,
            "system_tags": ["hidden", "reports"],
            "script": {"binary": "python", "repository": "", "entry_point": "", "requirements": {}},
        }
        if status == "published":
            document["published"] = stamp(created)
        documents.append(document)
    return documents
