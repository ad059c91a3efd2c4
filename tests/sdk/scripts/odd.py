"""Reports what real runs report when something is odd.

Numbers that are none, steps that begin anew, colours and progress bars in the console, plots that
are broken or of a kind that nobody knows.
"""

import math
import sys
import time

from clearml import Logger, Task
from clearml.backend_api.services import events

task = Task.init(project_name="Vision/Digits", task_name="odd run", auto_connect_frameworks=False)
log = task.get_logger()

# What is not finite the SDK makes 0 of: the server would refuse it.
for step in range(60):
    loss = math.nan if 20 <= step < 30 else math.inf if step == 40 else 2.0 - step / 60
    log.report_scalar("broken loss", "train", loss, step)

# A run that was resumed from a checkpoint, and whose steps went back to it.
for step in range(50):
    log.report_scalar("resumed", "train", float(step), step)
time.sleep(0.05)
for step in range(30, 45):
    log.report_scalar("resumed", "train", 100.0 + step, step)

# What README says to report in place of what is not finite.
Logger.set_reporting_nan_value(3e38)
Logger.set_reporting_inf_value(3e38)
for step in range(60):
    loss = math.nan if 20 <= step < 30 or step == 59 else math.inf if step == 40 else 1.0
    log.report_scalar("diverging", "train", loss, step)

print("one message\nof three\nlines")
print("\x1b[31mred alert\x1b[0m and \x1b[1;32mbold green\x1b[0m")
for done in range(0, 101, 10):
    sys.stdout.write(
        f"\rEpoch 1: {done:3d}%|{'#' * (done // 10):<10}| {done}/100 [00:0{done // 20}]"
    )
    sys.stdout.flush()
print()
print("after the bar")
# Python's name for a file whose name is no UTF-8.
log.report_text("reading caf\udce9.png", print_console=False)
log.report_text("\rdownload 10 of 100\rdownload 100 of 100", print_console=False)

# A picture that stays where it is, and is not there.
log.report_image("elsewhere", "gone", iteration=1, url="http://127.0.0.1:1/gone.png")

# What no part of the SDK would make, but other programs do.
for metric, text in (
    ("no json", "{broken"),
    ("no figure", "[1, 2]"),
    ("new kind", '{"data": [{"type": "hologram", "depth": 3}], "layout": {"title": "later"}}'),
):
    plot = events.MetricsPlotEvent(
        task=task.id, iter=1, metric=metric, variant="odd", plot_str=text, skip_validation=True
    )
    task.send(events.AddRequest(plot))

task.flush(wait_for_uploads=True)
task.mark_completed()
task.close()
print("TASK", task.id)
