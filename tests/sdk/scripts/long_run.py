"""A run that goes on reporting while its server is away."""

import time

from clearml import Task

STEPS = 1500

task = Task.init(project_name="Outage", task_name="long run", auto_connect_frameworks=False)
log = task.get_logger()
for i in range(STEPS):
    log.report_scalar("loss", "train", 1000.0 / (i + 1), i)
    if i % 100 == 0:
        print(f"step {i} of {STEPS}", flush=True)
    time.sleep(0.002)
task.mark_completed()
task.close()
