"""A training script as people write them: everything that the SDK can report."""

import math
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import plotly.graph_objects as go
from clearml import OutputModel, Task

task = Task.init(project_name="Vision/Digits", task_name="first run", output_uri=True)
parameters = task.connect({"lr": 0.01, "layers": [64, 32]})
task.connect_configuration({"model": {"depth": 4}}, name="net")
task.add_tags(["nightly"])
task.set_comment("a run of a test")
log = task.get_logger()
for i in range(300):
    log.report_scalar("loss", "train", math.exp(-i / 60), i)
    log.report_scalar("loss", "val/é.1", 1 / (i + 3), i)
    if i % 100 == 0:
        print(f"epoch {i // 100}")
log.report_scalar("odd", "nan", math.nan, 0)
log.report_single_value("final accuracy", 0.93)
log.report_text("a line of text")
log.report_histogram("weights", "layer1", values=np.arange(20), iteration=7)
log.report_confusion_matrix("confusion", "val", matrix=np.eye(4), iteration=7)
log.report_table("table", "rows", iteration=7, table_plot=pd.DataFrame({"x": [1, 2]}))
log.report_plotly("plotly", "line", iteration=7, figure=go.Figure(go.Scatter(y=[1, 3, 2])))
log.report_image("samples", "img", iteration=7, image=np.zeros((32, 32, 3), dtype="uint8"))
plt.plot([1, 2, 3], [3, 1, 2])
plt.title("a figure")
plt.show()
task.upload_artifact("stats", {"a": 1, "b": [1, 2, 3]})
task.upload_artifact("numbers", np.arange(10))
Path("model.bin").write_bytes(bytes(range(256)) * 8192)
model = OutputModel(task=task, name="net", framework="custom")
model.update_weights("model.bin")
task.flush(wait_for_uploads=True)
task.mark_completed()
task.close()
print("TASK", task.id)
