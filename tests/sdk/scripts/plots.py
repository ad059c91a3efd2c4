"""Reports a plot of every kind that people make: the SDK's own, Plotly's and matplotlib's."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
from clearml import Task
from clearml.backend_api.services import events
from plotly.subplots import make_subplots

task = Task.init(project_name="Vision/Digits", task_name="all plots", output_uri=True)
log = task.get_logger()
chance = np.random.default_rng(7)

# The SDK's own.
log.report_histogram("sdk histogram", "layer", values=chance.normal(size=30), iteration=1)
log.report_vector("sdk vector", "values", values=np.arange(12), iteration=1)
log.report_histogram(
    "sdk groups",
    "pair",
    values=np.array([[1, 2, 3], [3, 2, 1]]),
    labels=["p", "q"],
    iteration=1,
    xlabels=["a", "b", "c"],
)
log.report_confusion_matrix(
    "sdk confusion",
    "val",
    matrix=np.eye(3) * 40 + 2,
    iteration=1,
    xaxis="predicted",
    yaxis="true",
    xlabels=["cat", "dog", "cow"],
    ylabels=["cat", "dog", "cow"],
)
log.report_matrix("sdk matrix", "big", matrix=chance.random((60, 90)), iteration=1)
log.report_surface("sdk surface", "loss", matrix=chance.random((12, 15)), iteration=1)
log.report_scatter2d(
    "sdk scatter",
    "points",
    scatter=chance.random((40, 2)),
    iteration=1,
    mode="markers",
    xaxis="one",
    yaxis="two",
)
log.report_scatter2d(
    "sdk lines",
    "first",
    scatter=np.c_[np.arange(50), np.sqrt(np.arange(50))],
    iteration=1,
    mode="lines",
    xaxis="step",
    yaxis="root",
)
log.report_scatter3d("sdk cloud", "points", scatter=chance.random((20, 3)), iteration=1)
frame = pd.DataFrame({"name": ["x", "y"], "score": [0.5, 0.25]}, index=["r1", "r2"])
log.report_table("sdk table", "frame", iteration=1, table_plot=frame)

# Plotly's.
days = pd.date_range("2026-01-01", periods=10)
bars = [go.Bar(x=["a", "b"], y=[1, 2], name="p"), go.Bar(x=["a", "b"], y=[3, 4], name="q")]
subplots = make_subplots(1, 2, subplot_titles=("left side", "right side"))
subplots.add_trace(go.Scatter(y=[1, 2, 3]), row=1, col=1)
subplots.add_trace(go.Box(y=[1, 2, 3, 9], name="sample"), row=1, col=2)
markers = go.Figure(
    [
        go.Scatter(x=[1, 2], y=[y, 3], mode="markers", name=name)
        for y, name in ((1, "near"), (2, "far"))
    ]
)
markers.update_layout(xaxis_title="width", yaxis_title="height")
heights = go.Figure(go.Scatter(x=[1, 2, 3], y=[1e-3, 1.0, 1e3])).update_yaxes(type="log")
figures = {
    "plotly markers": markers,
    "plotly log heights": heights,
    "plotly lines": go.Figure([go.Scatter(y=[1, 3, 2], name="up"), go.Scatter(y=[2, 1, 3])]),
    "plotly log": go.Figure(go.Scatter(x=[1e-4, 1e-2, 1.0], y=[1, 2, 3])).update_xaxes(type="log"),
    "plotly dates": go.Figure(go.Scatter(x=days, y=np.arange(10))),
    "plotly bars": go.Figure(bars).update_layout(barmode="stack", title="<b>bars</b>"),
    "plotly histogram": px.histogram(x=chance.normal(size=500), nbins=20),
    "plotly boxes": go.Figure([go.Box(y=chance.normal(size=80), name=name) for name in "ab"]),
    "plotly heat": px.imshow(np.arange(12.0).reshape(3, 4)),
    "plotly contour": go.Figure(go.Contour(z=chance.random((8, 9)))),
    "plotly pie": go.Figure(go.Pie(labels=["train", "test"], values=[80, 20])),
    "plotly subplots": subplots,
    "plotly sankey": go.Figure(
        go.Sankey(node={"label": ["a", "b"]}, link={"source": [0], "target": [1], "value": [1]})
    ),
}
for name, figure in figures.items():
    log.report_plotly(name, "figure", iteration=1, figure=figure)

# Matplotlib's: as figures where they can be turned into some, else as pictures.
plt.figure()
plt.plot([1, 2, 3], [3, 1, 2], label="measured")
plt.xlabel("step")
plt.ylabel("error")
plt.title("a line")
log.report_matplotlib_figure("mpl line", "figure", figure=plt.gcf(), iteration=1)
plt.figure()
plt.bar([1, 2, 3], [3, 1, 2])
log.report_matplotlib_figure("mpl bars", "figure", figure=plt.gcf(), iteration=1)
plt.figure()
plt.semilogy([1, 2, 3], [0.001, 1, 1000], label="falling")
plt.semilogy([1, 2, 3], [1, 1, 1], label="steady")
plt.legend()
plt.title("two lines")
log.report_matplotlib_figure("mpl log", "figure", figure=plt.gcf(), iteration=1)
plt.figure()
plt.scatter([1, 2, 3], [3, 1, 2])
plt.xlabel("width")
log.report_matplotlib_figure("mpl scatter", "figure", figure=plt.gcf(), iteration=1)
plt.figure()
plt.hist([1, 1, 2, 2, 2, 3], bins=3)
plt.title("how often")
log.report_matplotlib_figure("mpl histogram", "figure", figure=plt.gcf(), iteration=1)
plt.figure()
plt.imshow(chance.random((8, 8)))
log.report_matplotlib_figure(
    "mpl picture", "figure", figure=plt.gcf(), report_image=False, iteration=1
)

for iteration in (1, 2, 3):
    log.report_confusion_matrix("moving", "m", matrix=np.eye(2) * iteration, iteration=iteration)
    image = np.full((32, 48, 3), iteration * 60, dtype="uint8")
    log.report_image("samples", "grey", iteration=iteration, image=image)

    # The logger has no method for vectors of its own.
    vector = events.MetricsVectorEvent(
        task=task.id,
        iter=iteration,
        metric="gradients",
        variant="layers",
        values=[float(iteration * place) for place in range(8)],
    )
    task.send(events.AddRequest(vector))

# Reported less often than the others.
log.report_image("rare", "grey", iteration=1, image=np.full((32, 48, 3), 90, dtype="uint8"))

task.upload_artifact("stats", {"a": 1})
task.flush(wait_for_uploads=True)
task.mark_completed()
task.close()
print("TASK", task.id)
